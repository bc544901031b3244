// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// What a driver can and cannot do, as facts that tests check.
public struct DriverTraits: Sendable, Hashable {
    /// The most layers in a chain, or nil without a limit.
    public var maximumDepth: Int?
    /// Whether the names of one file stay names of one file when it is changed above its layer.
    public var keepsHardLinks: Bool
    /// Whether a directory of a lower layer can be renamed in one step (otherwise EXDEV).
    public var renamesLowerDirectories: Bool
    /// Whether a layer can be mounted writable more than once at a time.
    public var sharesWritableMounts: Bool

    /// States the facts.
    public init(
        maximumDepth: Int?, keepsHardLinks: Bool, renamesLowerDirectories: Bool,
        sharesWritableMounts: Bool
    ) {
        self.maximumDepth = maximumDepth
        self.keepsHardLinks = keepsHardLinks
        self.renamesLowerDirectories = renamesLowerDirectories
        self.sharesWritableMounts = sharesWritableMounts
    }
}

/// A copy-on-write strategy: how a child layer is made from its parent, and how its tree is reached.
///
/// A driver keeps no names, states or reference counts: callers hand it `Layer` values. What it must say is
/// small; `mount`, `changes` and `usage` derive from it, and a derived operation may be slow but never wrong.
/// Drivers are synchronous immutable values.
public protocol StorageDriver: Sendable {
    /// The name by which configuration chooses the driver.
    static var name: String { get }
    /// The options that the driver knows.
    static var knownOptions: [DriverOptions.Known] { get }

    /// Tries on the real path whether the driver works there, and leaves nothing behind.
    ///
    /// - Throws: the reason why not, in a sentence.
    static func probe(root: FilePath) throws(StorageError)

    /// Opens a driver's root, and makes it when it is not there.
    init(root: FilePath, options: DriverOptions) throws(StorageError)

    /// What the driver can do.
    var traits: DriverTraits { get }
    /// Where its layers are.
    var area: LayerArea { get }

    /// Makes a layer on its parent, which must be sealed, or an empty base layer.
    func create(_ layer: Layer) throws(StorageError)

    /// How a layer's tree is reached, as data.
    ///
    /// - Throws: `failedPrecondition` for `.readWrite` on a sealed layer.
    func mounts(for layer: Layer, _ access: Access) throws(StorageError) -> Mount

    /// Mounts a layer's tree, attached nowhere: the mount ends with the value returned.
    ///
    /// - Throws: `busy` for `.readWrite` while the layer is mounted so already and the driver's traits say
    ///   that this cannot be shared.
    func mount(_ layer: Layer, _ access: Access) throws(StorageError) -> MountedTree

    /// Freezes a layer: it can have children from now on, and cannot be written to any more.
    ///
    /// - Throws: `busy` while the layer is mounted writable.
    func seal(_ layer: Layer) throws(StorageError)

    /// Takes a layer's name away in constant time; its space comes back with `reclaim`.
    func remove(_ layer: Layer) throws(StorageError)

    /// Frees removed layers and what dead processes left; returns how many leftovers there were.
    func reclaim() throws(StorageError) -> Int

    /// Where the driver keeps just what a layer adds, or nil when it keeps no such directory.
    func upperDirectory(of layer: Layer) throws(StorageError) -> UpperDirectory?

    /// A layer's tree as it is at one moment, to be read: changes and content must come from the same state.
    func view(of layer: Layer) throws(StorageError) -> MountedTree

    /// All differences from one layer's tree to a view of another's; nil stands for the empty tree.
    func changes(
        from old: Layer?, to new: Layer, seenIn view: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet

    /// All differences from one layer's tree to another's; nil stands for the empty tree.
    func changes(from old: Layer?, to new: Layer) throws(StorageError) -> ChangeSet

    /// Writes all differences from one layer's tree to another's as a layer archive of OCI.
    ///
    /// The archive is a function of the two trees: every driver writes the same bytes for them. One thread
    /// reads while another packs and computes digests; memory grows with the number of changes, by some
    /// hundred bytes each, and not with what the files hold (some MiB).
    /// - Parameters:
    ///   - old: The layer below; nil exports the whole tree.
    ///   - sink: Takes the archive piece by piece; it is called on another thread, while this one waits.
    /// - Throws: what the sink throws; `invalidArgument` for a name that an archive cannot hold.
    func diff(
        from old: Layer?, to new: Layer, options: DiffOptions,
        into sink: (ArraySlice<UInt8>) throws(StorageError) -> Void
    ) throws(StorageError) -> DiffSummary

    /// The space of a layer's own files; of a sealed layer from a record, without a walk.
    func usage(of layer: Layer) throws(StorageError) -> Usage

    /// Where and how a layer is kept, as ordered facts for people.
    func getMetadata(of layer: Layer) throws(StorageError) -> [(key: String, value: String)]
}

extension StorageDriver {
    /// The driver's name.
    public var name: String { Self.name }

    public func mount(_ layer: Layer, _ access: Access) throws(StorageError) -> MountedTree {
        guard access == .readWrite else { return try MountedTree(mounts(for: layer, access)) }
        try area.require(layer.id)
        let lock = try area.lockForWriting(layer.id, exclusive: !traits.sharesWritableMounts)
        return try MountedTree(mounts(for: layer, access), keeper: lock)
    }

    public func upperDirectory(of layer: Layer) throws(StorageError) -> UpperDirectory? { nil }

    public func view(of layer: Layer) throws(StorageError) -> MountedTree { try mount(layer, .readOnly) }

    public func changes(from old: Layer?, to new: Layer) throws(StorageError) -> ChangeSet {
        let newTree = try view(of: new)
        return try changes(from: old, to: new, seenIn: newTree.root)
    }

    public func changes(
        from old: Layer?, to new: Layer, seenIn view: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        try comparedChanges(from: old, to: new, seenIn: view)
    }

    /// The changes by comparison of the trees, guided by an upper directory where there is one.
    public func comparedChanges(
        from old: Layer?, to new: Layer, seenIn view: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        guard let old else {
            let empty = try StagingDirectory(in: area, label: "empty")
            return try TreeComparison.changes(from: empty.directory, to: view)
        }
        let oldTree = try self.view(of: old)
        if old == new.parent, let upper = try upperDirectory(of: new) {
            return try TreeComparison.changes(from: oldTree.root, to: view, guidedBy: upper)
        }
        return try TreeComparison.changes(from: oldTree.root, to: view)
    }

    /// Refuses what cannot be mounted: an unknown layer, or writing to a sealed one.
    public func checkAccess(_ layer: Layer, _ access: Access) throws(StorageError) {
        try area.require(layer.id)
        guard access == .readWrite, try area.isSealed(layer.id) else { return }
        throw StorageError(
            .failedPrecondition,
            "layer \(layer.id) is sealed and cannot be written to; make a child of it instead")
    }
}

extension OwnedDescriptor {
    /// The attributes of an entry further below, with no symbolic link on the way.
    public func statusBeneath(_ path: FilePath) throws(StorageError) -> FileStatus {
        let parent = path.removingLastComponent()
        guard !parent.isEmpty, let name = path.lastComponent else { return try status(of: path) }
        return try open(beneath: parent, [.directory, .path]).status(of: FilePath(root: nil, [name]))
    }
}
