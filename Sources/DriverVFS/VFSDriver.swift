// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import SystemPackage

/// The driver that copies: each layer is a whole tree of its own, sharing extents where the file system can.
public struct VFSDriver: StorageDriver {
    public static let name = "vfs"
    public static let knownOptions: [DriverOptions.Known] = []

    public let area: LayerArea

    private static let treeName: FilePath = "tree"

    public static func probe(root: FilePath) throws(StorageError) {
        try LayerArea.withProbeDirectory(at: root) { (directory) throws(StorageError) in
            do throws(StorageError) {
                _ = try MountedTree(.bind(directory, .readOnly))
            } catch {
                throw error.during("trying a bind mount at \(root.printable)")
            }
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
            let directory = try OwnedDescriptor.open(stage, .directory)
            try directory.makeDirectory(Self.treeName)
            guard let parent = layer.parent else { return }
            let source = try OwnedDescriptor.open(tree(of: parent.id), .directory)
            let destination = try directory.open(beneath: Self.treeName, .directory)
            try TreeCopy.copy(source, to: destination).write(into: directory)
        }
    }

    public func mounts(for layer: Layer, _ access: Access) throws(StorageError) -> Mount {
        try checkAccess(layer, access)
        return .bind(tree(of: layer.id), access)
    }

    public func seal(_ layer: Layer) throws(StorageError) {
        try area.seal(layer.id) { () throws(StorageError) in }
        // The layer is sealed; what keeps its space from being found now is told to whoever asks for it.
        _ = try? recordedUsage(of: layer)
    }

    public func remove(_ layer: Layer) throws(StorageError) {
        try area.remove(layer.id)
    }

    public func reclaim() throws(StorageError) -> Int {
        try area.reclaim()
    }

    public func changes(
        from old: Layer?, to new: Layer, seenIn view: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        guard let old, old == new.parent else {
            return try comparedChanges(from: old, to: new, seenIn: view)
        }
        var fallback: String?
        do throws(StorageError) {
            let directory = try OwnedDescriptor.open(area.directory(of: new.id), .directory)
            if let record = try CopyRecord.read(in: directory) {
                return try TreeComparison.changes(
                    from: self.view(of: old).root, to: view, since: record)
            }
            fallback = "there is no record of what was copied"
        } catch {
            guard error.code == .corrupted else { throw error }
            fallback = error.description
        }
        var result = try comparedChanges(from: old, to: new, seenIn: view)
        result.detection.fallback = fallback
        return result
    }

    public func getMetadata(of layer: Layer) throws(StorageError) -> [(key: String, value: String)] {
        try area.require(layer.id)
        let root = try OwnedDescriptor.open(area.root, .directory)
        return [
            ("driver", Self.name), ("directory", tree(of: layer.id).string),
            ("backingFileSystem", try root.fileSystemKind().description),
            ("sealed", try area.isSealed(layer.id) ? "true" : "false"),
        ]
    }

    private func tree(of id: LayerID) -> FilePath { area.directory(of: id).pushing(Self.treeName) }
}
