// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
import SendStream
import SystemPackage

extension BtrfsDriver {
    /// The changes from what the kernel would send of a snapshot, without the data of files.
    ///
    /// The send stream says at which paths the trees can differ; there they are compared, so that the answer
    /// is that of the comparison of the whole trees. Layers without a common base, and layers with nested
    /// subvolumes (of which the stream says nothing), are compared as a whole.
    public func changes(
        from old: Layer?, to new: Layer, seenIn view: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        guard let old else { return try comparedChanges(from: old, to: new, seenIn: view) }
        var reason = try obstacle(old, new)
        if reason == nil {
            let oldTree = try self.view(of: old)
            do throws(StorageError) {
                let paths = try Self.touchedPaths(from: oldTree.root, to: view)
                return try TreeComparison.changes(
                    from: oldTree.root, to: view, at: paths, ChangeDetection(.sendStream),
                    names: { (tree, file) throws(StorageError) in try tree.btrfsPaths(of: file.inode) })
            } catch {
                guard error.code == .permissionDenied || error.code == .busy else { throw error }
                reason = "the kernel sends no stream (\(error))"
            }
        }
        var result = try comparedChanges(from: old, to: new, seenIn: view)
        result.detection.fallback = reason
        return result
    }

    /// Why a send stream would not tell all, if so.
    private func obstacle(_ old: Layer, _ new: Layer) throws(StorageError) -> String? {
        let (left, right) = ([old.id] + old.ancestors, [new.id] + new.ancestors)
        guard left.last == right.last else { return "the layers have no common base" }
        for layer in [old, new] where try Subvolume.nested(in: tree(of: layer.id)) != nil {
            return "layer \(layer.id) has nested subvolumes"
        }
        return nil
    }

    private static func touchedPaths(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor
    ) throws(StorageError) -> TouchedPaths {
        var reader = SendStreamReader()
        var paths = TouchedPaths()
        let source = try new.open(beneath: ".", .directory)
        let parent = try old.open(beneath: ".", .directory)
        try source.sendNames(since: parent) { (piece) throws(StorageError) in
            do throws(SendStreamError) {
                for command in try reader.read(piece) { paths.insert(command) }
            } catch {
                throw StorageError(.corrupted, error.description)
            }
        }
        guard reader.isComplete else { throw StorageError(.corrupted, "the send stream has no end") }
        return paths
    }
}

extension TouchedPaths {
    /// Adds what a command touches, under the names of its moment.
    ///
    /// These need not be names of either tree, when a directory above moves before or after. But then that
    /// directory's first old name and its last new name are added with all below them, which covers both.
    fileprivate mutating func insert(_ command: SendCommand) {
        switch command {
        case .begin, .end: break
        case .make(let path): insert(FilePath(bytes: path), .subtree)
        case .remove(let path): insert(FilePath(bytes: path), .subtree)
        case .rename(let from, let to):
            insert(FilePath(bytes: from), .subtree)
            insert(FilePath(bytes: to), .subtree)
        case .link(let path, let target):
            insert(FilePath(bytes: path), .subtree)
            insert(FilePath(bytes: target), .entry)
        case .changeContent(let path): insert(FilePath(bytes: path), .entry)
        case .changeAttributes(let path): insert(FilePath(bytes: path), .attributes)
        }
    }
}

extension FilePath {
    fileprivate init(bytes: [UInt8]) {
        self = (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            FilePath(platformString: $0.baseAddress!)
        }
    }
}
