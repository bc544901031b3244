// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// When a driver waits for the disk.
public enum Durability: String, Sendable, CaseIterable {
    /// Before a layer gets its name, and when it is sealed.
    case durable
    /// When a layer is sealed.
    case onCommit = "on-commit"
    /// Never: a crash of the machine may lose or damage layers.
    case ephemeral
}

/// The directory in which a driver keeps its layers: atomic creation, constant-time removal, leftovers.
///
///     ROOT/driver       the driver's name and the version of the layout
///     ROOT/layers/ID/   published layers
///     ROOT/staging/     layers in the making, each locked by its maker (flock(2))
///     ROOT/trash/       removed layers, to be freed by `reclaim`
///
/// In each layer, `id` holds the layer's name, `parent` is a hard link to the parent's `id`, and `sealed`
/// exists once the layer is frozen. So the link count of `id` tells how many children there are.
/// Data gets to the disk before the name on creation, and the name goes before the data on removal: a crash
/// leaves garbage that `reclaim` finds, never a name without data.
public struct LayerArea: Sendable {
    /// The driver's directory.
    public let root: FilePath
    /// When to wait for the disk.
    public let durability: Durability

    private static let layoutVersion = 1
    private static let stateFile: FilePath = "driver"
    private static let idFile: FilePath = "id"
    private static let parentFile: FilePath = "parent"
    private static let sealedFile: FilePath = "sealed"

    /// Opens a driver's directory, and makes it when it is not there.
    ///
    /// - Throws: `failedPrecondition` when another driver's layers are there.
    public init(root: FilePath, driver: String, durability: Durability) throws(StorageError) {
        self.root = root
        self.durability = durability
        try Self.makeDirectories(root)
        let directory = try OwnedDescriptor.open(root, .directory)
        try Self.claim(directory, for: driver, at: root)
        for name in ["layers", "staging", "trash"] as [FilePath]
        where try directory.statusIfPresent(of: name) == nil {
            do {
                try directory.makeDirectory(name, permissions: 0o700)
            } catch  where error.code == .alreadyExists {}
        }
    }

    /// The name of the driver whose layers a directory holds, or nil when it holds none.
    public static func driverName(at root: FilePath) throws(StorageError) -> String? {
        do {
            let text = try OwnedDescriptor.open(root.pushing(stateFile)).readText()
            return text.split(separator: " ").first.map(String.init)
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// Where a published layer's own files are.
    public func directory(of id: LayerID) -> FilePath { root.appending("layers").appending(id.description) }

    /// Makes a layer: `build` fills a new directory, which then gets its name in one step.
    ///
    /// When `build` fails, nothing is left; when the process dies, `reclaim` finds what is left.
    public func create(
        _ layer: Layer, build: (FilePath) throws(StorageError) -> Void
    ) throws(StorageError) {
        try checkCanCreate(layer)
        do {
            let stage = try StagingDirectory(in: self, label: layer.id.description)
            try writeRecords(layer, in: stage.directory)
            try build(stage.path)
            if durability == .durable { try stage.directory.synchronizeFileSystem() }
            try publish(stage.path, as: layer.id)
        } catch {
            throw error.during("creating layer \(layer.id)")
        }
    }

    /// Whether a layer exists.
    public func contains(_ id: LayerID) throws(StorageError) -> Bool {
        try OwnedDescriptor.open(root.appending("layers"), .directory).statusIfPresent(of: id.fileName) != nil
    }

    /// The names of all layers, sorted.
    public func layerIDs() throws(StorageError) -> [LayerID] {
        var ids: [LayerID] = []
        for name in try OwnedDescriptor.open(root.appending("layers"), .directory).entryNames() {
            ids.append(try LayerID(name.string))
        }
        return ids
    }

    /// A layer with its ancestors, as recorded when it was made.
    public func layer(_ id: LayerID) throws(StorageError) -> Layer {
        var ancestors: [LayerID] = []
        var current = id
        while let parent = try parent(of: current) {
            ancestors.append(parent)
            current = parent
        }
        return Layer(id: id, ancestors: ancestors)
    }

    /// Whether a layer is frozen.
    public func isSealed(_ id: LayerID) throws(StorageError) -> Bool {
        try open(id).statusIfPresent(of: Self.sealedFile) != nil
    }

    /// Locks a layer for a writable mount, or with `exclusive` for what no writable mount may accompany
    /// (flock(2)); the lock ends with the object returned.
    ///
    /// - Throws: `busy` when somebody else has the layer mounted writable.
    public func lockForWriting(_ id: LayerID, exclusive: Bool) throws(StorageError) -> HeldLock {
        let file = try open(id).open(beneath: Self.idFile)
        guard try file.tryLock(exclusive: exclusive) else {
            throw StorageError(
                .busy, "layer \(id) is mounted writable; end that mount first, or make a child of the layer")
        }
        return HeldLock(file)
    }

    /// Records that a layer is frozen; `freeze` runs before the record is made.
    public func seal(_ id: LayerID, freeze: () throws(StorageError) -> Void) throws(StorageError) {
        let directory = try open(id)
        if try directory.statusIfPresent(of: Self.sealedFile) != nil { return }
        let lock = try lockForWriting(id, exclusive: true)
        defer { withExtendedLifetime(lock) {} }
        try freeze()
        if durability != .ephemeral { try directory.synchronizeFileSystem() }
        _ = try directory.open(beneath: Self.sealedFile, [.write, .create], permissions: 0o600)
        if durability != .ephemeral { try directory.synchronize() }
    }

    /// Takes a layer's name away; the data goes when `reclaim` runs.
    ///
    /// - Throws: `failedPrecondition` while other layers stand on it.
    public func remove(_ id: LayerID) throws(StorageError) {
        let directory = try open(id)
        let children = try directory.status(of: Self.idFile).links - 1
        guard children == 0 else {
            throw StorageError(
                .failedPrecondition,
                "layer \(id) has \(children) child\(children == 1 ? "" : "ren"); remove them first")
        }
        let layers = try OwnedDescriptor.open(root.appending("layers"), .directory)
        try layers.moveToTrash(id.fileName, at: root)
        if durability == .durable { try layers.synchronize() }
        if try directory.statusIfPresent(of: Self.parentFile) != nil { try directory.unlink(Self.parentFile) }
    }

    /// Frees what removed layers held and what dead makers left; `free` empties one directory.
    ///
    /// - Returns: how many leftovers were freed.
    @discardableResult
    public func reclaim(
        free: (FilePath) throws(StorageError) -> Void = { _ throws(StorageError) in }
    ) throws(StorageError) -> Int {
        let staging = try OwnedDescriptor.open(root.appending("staging"), .directory)
        for name in try staging.entryNames() where try Self.isAbandoned(name, in: staging) {
            try Self.discard(root.appending("staging").pushing(name), root: root)
        }
        let trash = try OwnedDescriptor.open(root.appending("trash"), .directory)
        let names = try trash.entryNames()
        for name in names {
            try free(root.appending("trash").pushing(name))
            try trash.removeTree(name)
        }
        return names.count
    }

    /// Fails with `notFound` unless the layer exists.
    public func require(_ id: LayerID) throws(StorageError) {
        guard try contains(id) else {
            throw StorageError(.notFound, "there is no layer \(id) in \(root.printable)")
        }
    }

    /// Opens a layer's directory.
    func open(_ id: LayerID) throws(StorageError) -> OwnedDescriptor {
        try require(id)
        return try OwnedDescriptor.open(directory(of: id), .directory)
    }

    private func parent(of id: LayerID) throws(StorageError) -> LayerID? {
        let directory = try open(id)
        guard try directory.statusIfPresent(of: Self.parentFile) != nil else { return nil }
        let text = try directory.open(beneath: Self.parentFile).readText()
        return try LayerID(text)
    }

    private func checkCanCreate(_ layer: Layer) throws(StorageError) {
        guard try !contains(layer.id) else {
            throw StorageError(.alreadyExists, "layer \(layer.id) exists already in \(root.printable)")
        }
        guard let parent = layer.parent else { return }
        try require(parent.id)
        guard try self.parent(of: parent.id) == parent.ancestors.first else {
            throw StorageError(
                .invalidArgument,
                "layer \(parent.id) does not stand on the layer given as its parent for \(layer.id)")
        }
        guard try isSealed(parent.id) else {
            throw StorageError(
                .failedPrecondition,
                "the parent \(parent.id) can still be written to; seal it before making \(layer.id) on it")
        }
    }

    private func writeRecords(_ layer: Layer, in stage: borrowing OwnedDescriptor) throws(StorageError) {
        let id = try stage.open(beneath: Self.idFile, [.write, .create, .exclusive])
        try id.write(Array(layer.id.description.utf8))
        guard let parent = layer.parent else { return }
        let parentDirectory = try OwnedDescriptor.open(directory(of: parent.id), .directory)
        try stage.makeHardLink(Self.parentFile, to: Self.idFile, in: parentDirectory)
    }

    private func publish(_ stage: FilePath, as id: LayerID) throws(StorageError) {
        let layers = try OwnedDescriptor.open(root.appending("layers"), .directory)
        let staging = try OwnedDescriptor.open(stage.removingLastComponent(), .directory)
        try staging.rename(stage.lastName, to: id.fileName, in: layers, .refuse)
        if durability == .durable { try layers.synchronize() }
    }

    /// Moves something half-made to the trash, so that reclaim frees it with the driver's own means.
    static func discard(_ stage: FilePath, root: FilePath) throws(StorageError) {
        let directory = try OwnedDescriptor.open(stage, .directory)
        if try directory.statusIfPresent(of: parentFile) != nil { try directory.unlink(parentFile) }
        let staging = try OwnedDescriptor.open(stage.removingLastComponent(), .directory)
        try staging.moveToTrash(stage.lastName, at: root)
    }

    private static func isAbandoned(
        _ name: FilePath, in staging: borrowing OwnedDescriptor
    ) throws(StorageError) -> Bool {
        do {
            return try staging.open(beneath: name, .directory).tryLock(exclusive: true)
        } catch  where error.code == .notFound {
            return false
        }
    }

    private static func claim(
        _ directory: borrowing OwnedDescriptor, for driver: String, at root: FilePath
    ) throws(StorageError) {
        let line = "\(driver) \(layoutVersion)"
        if let owner = try driverName(at: root) {
            let text = try directory.open(beneath: stateFile).readText()
            guard text != line else { return }
            throw StorageError(
                .failedPrecondition,
                "\(root.printable) holds the layers of driver \(owner) (\(text)), not of \(line); open it"
                    + " with that driver, or give \(driver) another root")
        }
        let temporary = FilePath("driver-\(ProcessFacts.uniqueSuffix())")
        try directory.open(beneath: temporary, [.write, .create, .exclusive]).write(Array(line.utf8))
        try directory.rename(temporary, to: stateFile, in: directory)
    }

    private static func makeDirectories(_ path: FilePath) throws(StorageError) {
        let parent = path.removingLastComponent()
        let directory: OwnedDescriptor
        do {
            directory = try OwnedDescriptor.open(parent.isEmpty ? "." : parent, [.directory, .path])
        } catch  where error.code == .notFound {
            try makeDirectories(parent)
            return try makeDirectories(path)
        }
        guard let name = path.lastComponent else { return }
        do {
            try directory.makeDirectory(FilePath(root: nil, [name]), permissions: 0o700)
        } catch  where error.code == .alreadyExists {}
    }
}

extension OwnedDescriptor {
    /// The whole content as text, for files of a few bytes.
    func readText() throws(StorageError) -> String {
        String(decoding: try readAll(), as: UTF8.self)
    }

    fileprivate func moveToTrash(_ name: FilePath, at root: FilePath) throws(StorageError) {
        let trash = try OwnedDescriptor.open(root.appending("trash"), .directory)
        try rename(name, to: FilePath(ProcessFacts.uniqueSuffix()), in: trash, .refuse)
    }

    /// Removes an entry with everything below it; symbolic links are removed, not followed.
    public func removeTree(_ name: FilePath) throws(StorageError) {
        guard let status = try statusIfPresent(of: name) else { return }
        guard status.type == .directory else { return try unlink(name) }
        let directory = try open(beneath: name, .directory)
        for inner in try directory.entryNames() { try directory.removeTree(inner) }
        try removeDirectory(name)
    }
}

extension LayerArea {
    /// Makes sure that a root's directory, or the nearest one above it that exists, can be written to.
    ///
    /// - Returns: that directory's path.
    public static func probeDirectory(_ root: FilePath) throws(StorageError) -> FilePath {
        do {
            let directory = try OwnedDescriptor.open(root, .directory)
            let name = FilePath("probe-\(ProcessFacts.uniqueSuffix())")
            try directory.makeDirectory(name)
            try directory.removeDirectory(name)
            return root
        } catch  where error.code == .notFound && root.lastComponent != nil {
            let parent = root.removingLastComponent()
            return try probeDirectory(parent.isEmpty ? "." : parent)
        } catch {
            throw error.during("writing to \(root.printable)")
        }
    }

    /// A new directory beside a root for trying things out; it goes away, with all in it, after the body.
    public static func withProbeDirectory(
        at root: FilePath, _ body: (FilePath) throws(StorageError) -> Void
    ) throws(StorageError) {
        let parent = try probeDirectory(root)
        let name = FilePath("strata-probe-\(ProcessFacts.uniqueSuffix())")
        let directory = try OwnedDescriptor.open(parent, .directory)
        try directory.makeDirectory(name, permissions: 0o700)
        defer { try? directory.removeTree(name) }
        try body(parent.pushing(name))
    }
}
