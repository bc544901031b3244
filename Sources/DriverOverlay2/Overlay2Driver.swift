// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import SystemPackage

/// The driver over the kernel's overlay: each layer keeps only what it adds, in `diff`.
///
/// Source: Documentation/filesystems/overlayfs.rst of Linux.
public struct Overlay2Driver: StorageDriver {
    public static let name = "overlay2"
    public static let knownOptions: [DriverOptions.Known] = [
        .init("index", .boolean, "keep hard links across copy-up (overlay's index)"),
        .init("redirect_dir", .boolean, "rename directories of lower layers in one step"),
        .init("metacopy", .boolean, "copy up only attributes when only attributes change"),
        .init("volatile", .boolean, "skip every flush; a crash of the machine loses the layer"),
        .init("xino", .oneOf(["on", "off", "auto"]), "one device number for all layers"),
        .init("userxattr", .boolean, "keep overlay's state in user.overlay.*, for user namespaces"),
    ]

    public let area: LayerArea
    private let options: DriverOptions

    /// The most lower layers of one mount (OVL_MAX_STACK of the kernel's overlay).
    public static let maximumLowerLayers = 500
    private static let diffName: FilePath = "diff"
    private static let workName: FilePath = "work"

    public static func probe(root: FilePath) throws(StorageError) {
        try LayerArea.withProbeDirectory(at: root) { (directory) throws(StorageError) in
            do throws(StorageError) {
                try OverlayProbe.run(in: directory)
            } catch {
                throw error.during("trying overlay at \(root.printable)")
            }
        }
    }

    public init(root: FilePath, options: DriverOptions) throws(StorageError) {
        if options.isOn("userxattr"), options.isOn("redirect_dir") || options.isOn("metacopy") {
            throw StorageError(
                .invalidArgument,
                "userxattr=true excludes redirect_dir=true and metacopy=true: the kernel"
                    + " refuses them together; drop one")
        }
        self.options = options
        area = try LayerArea(root: root, driver: Self.name, durability: options.durability)
    }

    public var traits: DriverTraits {
        DriverTraits(
            maximumDepth: Self.maximumLowerLayers, keepsHardLinks: options.isOn("index"),
            renamesLowerDirectories: options.isOn("redirect_dir") || options.isOn("metacopy"),
            sharesWritableMounts: false)
    }

    public func create(_ layer: Layer) throws(StorageError) {
        try checkDepth(layer)
        try area.create(layer) { (stage) throws(StorageError) in
            let directory = try OwnedDescriptor.open(stage, .directory)
            try directory.makeDirectory(Self.diffName)
            guard let parent = layer.parent else { return }
            try directory.makeDirectory(Self.workName, permissions: 0o700)
            let below = try OwnedDescriptor.open(area.directory(of: parent.id), .directory)
            let status = try below.status(of: Self.diffName)
            try directory.copyAttributes(
                of: Self.diffName, status, from: below, to: Self.diffName)
        }
    }

    public func mounts(for layer: Layer, _ access: Access) throws(StorageError) -> Mount {
        try checkAccess(layer, access)
        if layer.ancestors.isEmpty { return .bind(diff(of: layer.id), access) }
        if access == .readWrite { try volatileState(of: layer.id).prepareMount(options.isOn("volatile")) }
        let layers = area.root.appending("layers").string
        var lower = layer.ancestors.map { "\(layers)/\($0)/\(Self.diffName)" }
        if access == .readOnly { lower.insert(diff(of: layer.id).string, at: 0) }
        var mountOptions = ["lowerdir=\(LowerDirectories.joined(lower))"] + featureOptions(access)
        if access == .readWrite {
            mountOptions.append("upperdir=\(diff(of: layer.id).string)")
            mountOptions.append("workdir=\(area.directory(of: layer.id).pushing(Self.workName).string)")
        }
        mountOptions.append(access == .readOnly ? "ro" : "rw")
        return Mount(type: "overlay", source: "overlay", options: mountOptions)
    }

    public func seal(_ layer: Layer) throws(StorageError) {
        try area.seal(layer.id) { () throws(StorageError) in
            try volatileState(of: layer.id).checkComplete()
        }
        // The layer is sealed; what keeps its space from being found now is told to whoever asks for it.
        _ = try? recordedUsage(of: layer)
    }

    public func remove(_ layer: Layer) throws(StorageError) {
        try area.remove(layer.id)
    }

    public func reclaim() throws(StorageError) -> Int {
        try area.reclaim()
    }

    public func upperDirectory(of layer: Layer) throws(StorageError) -> UpperDirectory? {
        try area.require(layer.id)
        return UpperDirectory(diff(of: layer.id), .overlay)
    }

    public func getMetadata(of layer: Layer) throws(StorageError) -> [(key: String, value: String)] {
        try area.require(layer.id)
        let root = try OwnedDescriptor.open(area.root, .directory)
        return [
            ("driver", Self.name), ("upperDirectory", diff(of: layer.id).string),
            ("lowerDirectories", layer.ancestors.map { diff(of: $0).string }.joined(separator: ":")),
            ("mountOptions", featureOptions(.readWrite).joined(separator: ",")),
            ("backingFileSystem", try root.fileSystemKind().description),
            ("sealed", try area.isSealed(layer.id) ? "true" : "false"),
        ]
    }

    private func volatileState(of id: LayerID) -> VolatileState {
        VolatileState(layer: id, directory: area.directory(of: id), workName: Self.workName)
    }

    private func diff(of id: LayerID) -> FilePath { area.directory(of: id).pushing(Self.diffName) }

    /// A read-only mount of a layer uses one lower directory more than its writable mount.
    private func checkDepth(_ layer: Layer) throws(StorageError) {
        guard layer.ancestors.count >= Self.maximumLowerLayers else { return }
        throw StorageError(
            .resourceExhausted,
            "layer \(layer.id) would stand on \(layer.ancestors.count) layers, but overlay takes at most"
                + " \(Self.maximumLowerLayers) directories in one mount; flatten the layers below")
    }

    /// Every feature is said explicitly, so that a module's defaults do not decide.
    private func featureOptions(_ access: Access) -> [String] {
        var result: [String] = []
        if options.isOn("userxattr") {
            result.append("userxattr")
        } else {
            result.append("redirect_dir=\(traits.renamesLowerDirectories ? "on" : "nofollow")")
            result.append("metacopy=\(options.isOn("metacopy") ? "on" : "off")")
        }
        if access == .readWrite {
            result.append("index=\(options.isOn("index") ? "on" : "off")")
            if options.isOn("volatile") { result.append("volatile") }
        }
        if let xino = options["xino"] { result.append("xino=\(xino)") }
        return result
    }
}
