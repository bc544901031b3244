// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import SystemPackage

extension StorageDriver {
    public func usage(of layer: Layer) throws(StorageError) -> Usage {
        guard try area.isSealed(layer.id) else { return try diffSize(from: layer.parent, to: layer) }
        return try recordedUsage(of: layer)
    }

    /// The space of all that a layer has and another one has not, or has otherwise.
    ///
    /// - Parameter old: The layer to compare with; nil counts the whole tree.
    public func diffSize(from old: Layer?, to new: Layer) throws(StorageError) -> Usage {
        let tree = try mount(new, .readOnly)
        var count = UsageCount()
        guard let old else {
            try count.addTree(tree.root)
            return count.usage
        }
        let oldTree = try mount(old, .readOnly)
        for change in try changes(from: old, to: new).changes where change.kind != .deleted {
            let place = change.path.isEmpty ? "." : change.path
            let status = try tree.root.statusBeneath(place)
            let isNew = count.add(status)
            // What has another type or is new shares nothing.
            guard isNew, change.kind == .modified, status.type == .regular, !change.aspects.contains(.type)
            else { continue }
            count.usage.sharedBytes += try tree.root.open(beneath: place, .noFollow)
                .sharedBytes(with: oldTree.root.open(beneath: place, .noFollow))
        }
        return count.usage
    }

    /// The sizes of the regular files of a layer and of all below it: what Docker calls the virtual size.
    public func virtualSize(of layer: Layer) throws(StorageError) -> UInt64 {
        var size: UInt64 = 0
        var next: Layer? = layer
        while let layer = next {
            size += try usage(of: layer).contentBytes
            next = layer.parent
        }
        return size
    }

    /// The space of a sealed layer from its record, which is made when there is none.
    ///
    /// The record only saves time: a full disk or a read-only one keeps it from being made, and no more.
    public func recordedUsage(of layer: Layer) throws(StorageError) -> Usage {
        if let recorded = try area.recordedUsage(of: layer.id) { return recorded }
        let usage = try diffSize(from: layer.parent, to: layer)
        try? area.recordUsage(usage, of: layer.id)
        return usage
    }
}

/// Adds up the space of entries, each inode once.
private struct UsageCount {
    var usage = Usage()
    private var seen: Set<FileStatus.Identity> = []

    /// Adds an entry, and says whether its inode is new.
    mutating func add(_ status: FileStatus) -> Bool {
        let mayComeAgain = status.links > 1 && status.type != .directory
        guard !mayComeAgain || seen.insert(status.identity).inserted else { return false }
        usage.inodes += 1
        usage.bytes += status.blocks * 512  // The unit of st_blocks, stat(2).
        if status.type == .regular { usage.contentBytes += status.size }
        return true
    }

    /// Adds a directory with all below it.
    mutating func addTree(_ directory: borrowing OwnedDescriptor) throws(StorageError) {
        _ = add(try directory.status())
        for name in try directory.entryNames() {
            let status = try directory.status(of: name)
            if status.type == .directory {
                try addTree(directory.open(beneath: name, .directory))
            } else {
                _ = add(status)
            }
        }
    }
}
