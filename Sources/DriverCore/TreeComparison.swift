// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// The comparison of two trees, side by side: slow, exact, and the oracle for every faster way.
///
/// It compares type, permissions, owner, device number, content byte for byte, modification time in
/// nanoseconds, all extended attributes (POSIX ACLs and file capabilities are such) and which names are hard
/// links of one file. It does not look at access and change times, nor at sizes and link counts of
/// directories, which belong to the file system and not to the tree.
public struct TreeComparison: ~Copyable {
    private let old: OwnedDescriptor
    private let new: OwnedDescriptor
    private let guide: ComparisonGuide
    private var changes: [Change] = []
    private var links = HardLinkComparison()

    /// All differences from one tree to another.
    public static func changes(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        var comparison = try TreeComparison(old, new, .everything)
        return try comparison.run(ChangeDetection(.comparison))
    }

    /// The differences from one tree to another, where an upper directory says which paths can differ.
    ///
    /// The time grows with the upper directory, not with the trees. Where a file was touched that has further
    /// names below other directories, those matter too: then the whole trees are compared.
    public static func changes(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor, guidedBy upper: UpperDirectory
    ) throws(StorageError) -> ChangeSet {
        var comparison = try TreeComparison(old, new, .upper(UpperDirectoryReader(upper)))
        let result = try comparison.run(ChangeDetection(.upperDirectory))
        guard comparison.links.sawAllNames else { return try wholeChanges(from: old, to: new) }
        return result
    }

    /// The differences from one tree to its copy, where a record of the copying says what has not changed since.
    ///
    /// Every entry of the copy is looked at, and nothing of the old tree but what changed in the copy.
    public static func changes(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor, since copying: CopyRecord
    ) throws(StorageError) -> ChangeSet {
        var comparison = try TreeComparison(old, new, .copied(copying))
        return try comparison.run(ChangeDetection(.copyRecord))
    }

    /// The differences from one tree to another, where it is known at which paths they can differ.
    ///
    /// The time grows with the paths, not with the trees.
    /// - Parameter names: All names of a file in the old or the new tree, nil when they cannot be told
    ///   without a search; then the whole trees are compared where a touched file has names elsewhere.
    public static func changes(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor, at paths: TouchedPaths,
        _ detection: ChangeDetection,
        names: (borrowing OwnedDescriptor, FileStatus.Identity) throws(StorageError) -> [FilePath]?
    ) throws(StorageError) -> ChangeSet {
        var paths = paths
        var completed: Set<FileStatus.Identity> = []
        while true {
            var comparison = try TreeComparison(old, new, .touched(paths))
            let result = try comparison.run(detection)
            let oldFiles = comparison.links.partlySeenOldFiles.subtracting(completed)
            let newFiles = comparison.links.partlySeenNewFiles.subtracting(completed)
            if oldFiles.isEmpty && newFiles.isEmpty { return result }
            for file in oldFiles {
                guard let found = try names(old, file) else { return try wholeChanges(from: old, to: new) }
                for name in found { paths.insert(name, .entry) }
            }
            for file in newFiles {
                guard let found = try names(new, file) else { return try wholeChanges(from: old, to: new) }
                for name in found { paths.insert(name, .entry) }
            }
            completed.formUnion(oldFiles)
            completed.formUnion(newFiles)
        }
    }

    private static func wholeChanges(
        from old: borrowing OwnedDescriptor, to new: borrowing OwnedDescriptor
    ) throws(StorageError) -> ChangeSet {
        var result = try changes(from: old, to: new)
        result.detection.fallback = "a touched file has names that were not"
        return result
    }

    private init(
        _ old: borrowing OwnedDescriptor, _ new: borrowing OwnedDescriptor, _ guide: consuming ComparisonGuide
    ) throws(StorageError) {
        let left = try old.open(beneath: ".", .directory)
        let right = try new.open(beneath: ".", .directory)
        self.guide = guide
        self.old = left
        self.new = right
    }

    private mutating func run(_ detection: ChangeDetection) throws(StorageError) -> ChangeSet {
        let aspects = try differences(".", "", try old.status(), try new.status(), old, new)
        if !aspects.isEmpty { changes.append(Change(.modified, "", aspects)) }
        try compareDirectories("", isGuided: true)
        let all = links.completed(changes)
        var result = ChangeSet(all, linkSets: links.linkSets(of: all))
        result.detection = detection
        return result
    }

    /// Compares what is in a directory that both trees have.
    private mutating func compareDirectories(_ path: FilePath, isGuided: Bool) throws(StorageError) {
        let place: FilePath = path.isEmpty ? "." : path
        var scope = ComparisonGuide.Scope.everything
        var subdirectories: [FilePath] = []
        do {
            let left = try old.open(beneath: place, .directory)
            let right = try new.open(beneath: place, .directory)
            if isGuided { scope = try guide.scope(of: path, right) }
            for name in try scope.names(left, right) {
                if try compareEntry(name, path.pushing(name), left, right, scope) {
                    subdirectories.append(name)
                }
            }
        }
        for name in subdirectories {
            try compareDirectories(path.pushing(name), isGuided: scope.guidesBelow)
        }
    }

    /// Compares one name; true when both sides are directories, to be looked into.
    private mutating func compareEntry(
        _ name: FilePath, _ path: FilePath, _ left: borrowing OwnedDescriptor,
        _ right: borrowing OwnedDescriptor, _ scope: ComparisonGuide.Scope
    ) throws(StorageError) -> Bool {
        let after = try right.statusIfPresent(of: name)
        if let after, scope.excludes(after, at: path) { return after.type == .directory }
        let before = try left.statusIfPresent(of: name)
        links.note(path, before, after)
        switch (before, after) {
        case (nil, nil): return false
        case (_?, nil):
            changes.append(Change(.deleted, path))
            return false
        case (nil, let after?):
            changes.append(Change(.added, path))
            if after.type == .directory { try addContents(of: path) }
            return false
        case (let before?, let after?):
            let aspects = try differences(
                name, scope.guidesBelow ? path : nil, before, after, left, right)
            if !aspects.isEmpty { changes.append(Change(.modified, path, aspects)) }
            if aspects.contains(.type), after.type == .directory { try addContents(of: path) }
            return before.type == .directory && after.type == .directory
        }
    }

    /// Lists everything below a directory that only the new tree has.
    private mutating func addContents(of path: FilePath) throws(StorageError) {
        var subdirectories: [FilePath] = []
        do {
            let directory = try new.open(beneath: path, .directory)
            for name in try directory.entryNames() {
                let inner = path.pushing(name)
                let status = try directory.status(of: name)
                links.note(inner, nil, status)
                changes.append(Change(.added, inner))
                if status.type == .directory { subdirectories.append(inner) }
            }
        }
        for inner in subdirectories { try addContents(of: inner) }
    }

    private func differences(
        _ name: FilePath, _ guidedPath: FilePath?, _ before: FileStatus, _ after: FileStatus,
        _ left: borrowing OwnedDescriptor, _ right: borrowing OwnedDescriptor
    ) throws(StorageError) -> Change.Aspects {
        guard before.type == after.type else { return .type }
        var aspects: Change.Aspects = []
        if before.permissions != after.permissions { aspects.insert(.permissions) }
        if before.user != after.user || before.group != after.group { aspects.insert(.owner) }
        if before.node != after.node { aspects.insert(.node) }
        if before.modified != after.modified { aspects.insert(.modificationTime) }
        let mayDiffer: Bool
        if let guidedPath { mayDiffer = guide.touchesContent(of: guidedPath) } else { mayDiffer = true }
        if mayDiffer, try left.contentDiffers(name, before, from: right, after) { aspects.insert(.content) }
        let old = try left.layerAttributes(of: name)
        if try old != right.layerAttributes(of: name) { aspects.insert(.extendedAttributes) }
        return aspects
    }
}

extension OwnedDescriptor {
    fileprivate func contentDiffers(
        _ name: FilePath, _ status: FileStatus, from other: borrowing OwnedDescriptor,
        _ otherStatus: FileStatus
    ) throws(StorageError) -> Bool {
        switch status.type {
        case .symbolicLink:
            return try symbolicLinkTarget(of: name) != other.symbolicLinkTarget(of: name)
        case .regular:
            guard status.size == otherStatus.size else { return true }
            if status.size == 0 { return false }
            return try open(beneath: name).bytesDiffer(from: other.open(beneath: name))
        default:
            return false
        }
    }

    private func bytesDiffer(from other: borrowing OwnedDescriptor) throws(StorageError) -> Bool {
        let bufferSize = 64 * 1024
        var left = [UInt8](repeating: 0, count: bufferSize)
        var right = left
        var offset: UInt64 = 0
        while true {
            let count = try read(into: &left, at: offset)
            let otherCount = try other.read(into: &right, at: offset)
            if count != otherCount || left[..<count] != right[..<count] { return true }
            if count < bufferSize { return false }
            offset += UInt64(count)
        }
    }
}
