// SPDX-License-Identifier: Apache-2.0

import Dispatch
public import LinuxSystem
import Synchronization
public import SystemPackage

/// The copy of a whole tree that keeps everything `TreeComparison` compares, on two threads.
///
/// Level by level: all directories of one depth are copied at once, each by one thread; then the further
/// names of hard-linked files are made; then the directories get their attributes, which the copying of
/// their contents would have changed.
public enum TreeCopy {
    /// More threads than this only wait for the file system's own locks.
    private static let workers = 2

    /// Copies what is in one directory into another one, and the directory's own attributes.
    ///
    /// - Returns: what the copy looks like.
    @discardableResult
    public static func copy(
        _ source: borrowing OwnedDescriptor, to destination: borrowing OwnedDescriptor
    ) throws(StorageError) -> CopyRecord {
        let work = try TreeCopyWork(source, destination)
        var level: [FilePath] = ["."]
        var directories = level
        while !level.isEmpty {
            level = try parallel(level) { (path) throws(StorageError) in try work.copyDirectory(path) }
            directories += level
        }
        try work.makeFurtherLinks()
        _ = try parallel(directories.reversed()) { (path) throws(StorageError) in
            try work.copyDirectoryAttributes(path)
            return []
        }
        return work.record
    }

    /// Runs the body over all items on the worker threads; the first failure stops the others.
    private static func parallel(
        _ items: [FilePath], _ body: @Sendable (FilePath) throws(StorageError) -> [FilePath]
    ) throws(StorageError) -> [FilePath] {
        let next = Atomic(0)
        let outcome = Mutex((found: [FilePath](), failure: StorageError?.none))
        DispatchQueue.concurrentPerform(iterations: min(workers, items.count)) { _ in
            var found: [FilePath] = []
            do throws(StorageError) {
                while outcome.withLock({ $0.failure == nil }) {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    guard index < items.count else { break }
                    found += try body(items[index])
                }
            } catch {
                outcome.withLock { $0.failure = $0.failure ?? error }
            }
            outcome.withLock { $0.found += found }
        }
        let result = outcome.withLock { $0 }
        if let failure = result.failure { throw failure }
        return result.found
    }
}

/// What the threads of one copy share.
private final class TreeCopyWork: Sendable {
    private let source: OwnedDescriptor
    private let destination: OwnedDescriptor
    private let links = Mutex((first: [FileStatus.Identity: FilePath](), further: [(FilePath, FilePath)]()))
    private let made = Mutex((files: [CopyRecord.Stamp](), directories: [CopyRecord.Directory]()))

    init(
        _ source: borrowing OwnedDescriptor, _ destination: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let from = try source.open(beneath: ".", .directory)
        self.destination = try destination.open(beneath: ".", .directory)
        self.source = from
    }

    /// Copies the entries of one directory; returns its subdirectories, made but empty.
    func copyDirectory(_ path: FilePath) throws(StorageError) -> [FilePath] {
        let from = try source.open(beneath: path, .directory)
        let to = try destination.open(beneath: path, .directory)
        var subdirectories: [FilePath] = []
        var files: [CopyRecord.Stamp] = []
        for name in try from.entryNames() {
            let status = try from.status(of: name)
            let inner = path.pushing(name)
            if status.type == .directory {
                try to.makeDirectory(name, permissions: 0o700)
                subdirectories.append(inner)
            } else if isFirstName(inner, status) {
                try to.copyEntry(name, status, from: from, as: name)
                if status.links == 1 { files.append(CopyRecord.Stamp(try to.status(of: name))) }
            }
        }
        made.withLock { $0.files += files }
        return subdirectories
    }

    func copyDirectoryAttributes(_ path: FilePath) throws(StorageError) {
        let from = try source.open(beneath: path, .directory)
        let to = try destination.open(beneath: path, .directory)
        try to.copyAttributes(of: ".", from.status(), from: from, to: ".")
        // Paths start with "." here, and not in a comparison.
        let directory = CopyRecord.Directory(
            stamp: CopyRecord.Stamp(try to.status()), path: path.lexicallyNormalized())
        made.withLock { $0.directories.append(directory) }
    }

    func makeFurtherLinks() throws(StorageError) {
        for (first, further) in links.withLock({ $0.further }) {
            let from = try destination.open(beneath: first.removingLastComponent(), .directory)
            let to = try destination.open(beneath: further.removingLastComponent(), .directory)
            try to.makeHardLink(
                further.lastName, to: first.lastName, in: from)
        }
        for path in links.withLock({ Array($0.first.values) }) {
            let stamp = CopyRecord.Stamp(try destination.statusBeneath(path))
            made.withLock { $0.files.append(stamp) }
        }
    }

    /// What the copy looks like, after all is done.
    var record: CopyRecord {
        made.withLock { CopyRecord(files: $0.files, directories: $0.directories) }
    }

    /// Whether a file is met for the first time; its other names become links to this one later.
    private func isFirstName(_ path: FilePath, _ status: FileStatus) -> Bool {
        guard status.links > 1 else { return true }
        return links.withLock { state in
            if let first = state.first[status.identity] {
                state.further.append((first, path))
                return false
            }
            state.first[status.identity] = path
            return true
        }
    }
}

extension OwnedDescriptor {
    /// Copies an entry that is no directory, with its attributes, into this directory.
    public func copyEntry(
        _ old: FilePath, _ status: FileStatus, from source: borrowing OwnedDescriptor, as name: FilePath
    ) throws(StorageError) {
        switch status.type {
        case .regular:
            let output = try open(beneath: name, [.write, .create, .exclusive])
            try output.copyContent(of: source.open(beneath: old), size: status.size)
        case .symbolicLink:
            try makeSymbolicLink(name, targetBytes: source.symbolicLinkTarget(of: old))
        case .fifo, .socket, .characterDevice, .blockDevice:
            try makeNode(name, type: status.type, permissions: 0o600, device: status.node)
        case .directory:
            try makeDirectory(name, permissions: 0o700)
        }
        try copyAttributes(of: old, status, from: source, to: name)
    }

    /// Copies owner, permissions, extended attributes and times, in the order in which none undoes another:
    /// a change of owner clears setuid and capabilities, and an ACL changes the permissions of the group.
    /// Attributes that the original does not have, such as ACLs inherited from the directory, go first.
    public func copyAttributes(
        of old: FilePath, _ status: FileStatus, from source: borrowing OwnedDescriptor, to name: FilePath
    ) throws(StorageError) {
        let attributes = try source.layerAttributes(of: old)
        let wanted = Set(attributes.map(\.name))
        for inherited in try layerAttributes(of: name) where !wanted.contains(inherited.name) {
            try removeExtendedAttribute(inherited.name, of: name)
        }
        try setOwner(user: status.user, group: status.group, of: name)
        if status.type != .symbolicLink { try setPermissions(status.permissions, of: name) }
        for attribute in attributes {
            try setExtendedAttribute(attribute, of: name)
        }
        try setTimes(accessed: status.accessed, modified: status.modified, of: name)
    }
}
