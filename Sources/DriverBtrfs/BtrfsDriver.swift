// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import SystemPackage

/// The driver over btrfs: each layer is a subvolume, a child a snapshot of its parent.
public struct BtrfsDriver: StorageDriver {
    public static let name = "btrfs"
    public static let knownOptions: [DriverOptions.Known] = []

    public let area: LayerArea

    static let treeName: FilePath = "tree"

    public static func probe(root: FilePath) throws(StorageError) {
        let directory = try LayerArea.probeDirectory(root)
        let kind = try OwnedDescriptor.open(directory, .directory).fileSystemKind()
        guard kind == .btrfs else {
            throw StorageError(
                .unsupported,
                "\(root.printable) is on \(kind), not on btrfs; choose a root on a btrfs file"
                    + " system, or another driver")
        }
        try LayerArea.withProbeDirectory(at: root) { (path) throws(StorageError) in
            let first = path.appending("first")
            try Subvolume.create(at: first)
            defer { try? Subvolume.delete(at: first) }
            let second = path.appending("second")
            try Subvolume.snapshot(first, at: second, readOnly: true)
            try Subvolume.delete(at: second)
        }
    }

    public init(root: FilePath, options: DriverOptions) throws(StorageError) {
        area = try LayerArea(root: root, driver: Self.name, durability: options.durability)
    }

    public var traits: DriverTraits {
        DriverTraits(
            maximumDepth: nil, keepsHardLinks: true, renamesLowerDirectories: true,
            sharesWritableMounts: true)
    }

    public func create(_ layer: Layer) throws(StorageError) {
        try area.create(layer) { (stage) throws(StorageError) in
            let path = stage.pushing(Self.treeName)
            guard let parent = layer.parent else { return try Subvolume.create(at: path) }
            try Subvolume.snapshot(tree(of: parent.id), at: path, readOnly: false)
        }
    }

    public func mounts(for layer: Layer, _ access: Access) throws(StorageError) -> Mount {
        try checkAccess(layer, access)
        return .bind(tree(of: layer.id), access)
    }

    public func seal(_ layer: Layer) throws(StorageError) {
        try area.seal(layer.id) { () throws(StorageError) in
            let path = tree(of: layer.id)
            if let nested = try Subvolume.nested(in: path) {
                throw StorageError(
                    .failedPrecondition,
                    "layer \(layer.id) holds the subvolume \(nested.printable), which snapshots leave out:"
                        + " its children would see an empty directory; copy it to a plain directory"
                        + " (cp --archive --reflink), delete the subvolume, and seal again")
            }
            try Subvolume.setReadOnly(true, at: path)
        }
        // The layer is sealed; what keeps its space from being found now is told to whoever asks for it.
        _ = try? recordedUsage(of: layer)
    }

    public func remove(_ layer: Layer) throws(StorageError) {
        try area.remove(layer.id)
    }

    public func reclaim() throws(StorageError) -> Int {
        try area.reclaim { (leftover) throws(StorageError) in
            let path = leftover.pushing(Self.treeName)
            guard Subvolume.isSubvolume(path) else { return }
            try Subvolume.setReadOnly(false, at: path)
            try Subvolume.delete(at: path)
        }
    }

    /// A layer that can still be written to is seen through a read-only snapshot of this moment, unless
    /// subvolumes were made inside it: a snapshot would leave them out, so the tree itself is seen.
    public func view(of layer: Layer) throws(StorageError) -> MountedTree {
        if try area.isSealed(layer.id) { return try mount(layer, .readOnly) }
        if try Subvolume.nested(in: tree(of: layer.id)) != nil { return try mount(layer, .readOnly) }
        let snapshot = try TemporarySnapshot(of: layer, in: self)
        return try MountedTree(.bind(snapshot.path, .readOnly), keeper: snapshot)
    }

    public func getMetadata(of layer: Layer) throws(StorageError) -> [(key: String, value: String)] {
        try area.require(layer.id)
        let path = tree(of: layer.id)
        return [
            ("driver", Self.name), ("subvolume", path.string),
            ("subvolumeID", String(try Subvolume.identifier(of: path))), ("backingFileSystem", "btrfs"),
            ("sealed", try area.isSealed(layer.id) ? "true" : "false"),
        ]
    }

    func tree(of id: LayerID) -> FilePath { area.directory(of: id).pushing(Self.treeName) }
}
