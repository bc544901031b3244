// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage
import TarCodec

/// Carries out the entries of a layer archive on a tree, one after the other.
///
/// Every file is reached from a descriptor of the tree's root as if it were the root of all (openat2(2) with
/// RESOLVE_IN_ROOT): no name and no symbolic link of an archive leads out. Whiteouts take away what layers below
/// brought and never what the same archive did, wherever they stand in it. Directories get their attributes at
/// the end, and those that only had something put into them keep their times.
struct TreeWriter: ~Copyable {
    private let root: OwnedDescriptor
    private let options: ApplyOptions
    private let owners: OwnerMapping
    /// What this archive brought.
    private var written: Set<FileStatus.Identity> = []
    /// The directories to finish at the end, and the times of those that merely took something in.
    private var directories: [(place: FilePath, entry: TarEntry)] = []
    private var touched: [FilePath: FileTime] = [:]
    private var parent: Parent
    private var current: (entry: TarEntry, name: FilePath)?
    private var file: OwnedDescriptor?
    private(set) var summary = ApplySummary()

    /// The directory of the entry at hand.
    private struct Parent: ~Copyable {
        var path: FilePath?
        var descriptor: OwnedDescriptor
        /// Whether new entries get an ACL from it (acl(5), default ACLs).
        var bequeathsAccess: Bool
    }

    private static let newDirectoryMode: UInt32 = 0o755
    private static let defaultAccess = "system.posix_acl_default"

    init(_ tree: borrowing OwnedDescriptor, _ options: ApplyOptions) throws(StorageError) {
        let top = try tree.open(beneath: ".", .directory)
        let first = try tree.open(beneath: ".", .directory)
        root = top
        self.options = options
        owners = OwnerMapping(users: options.userMapping, groups: options.groupMapping)
        parent = Parent(path: nil, descriptor: first, bequeathsAccess: false)
    }

    /// Begins an entry; content may follow.
    mutating func begin(_ entry: TarEntry) throws(StorageError) {
        do {
            summary.entries += 1
            try checkLimits(entry)
            let path = try ArchivePath(entry.path)
            if let whiteout = try Whiteout(path.name) { return try apply(whiteout, path) }
            try make(entry, path)
        } catch {
            throw error.during("unpacking \(ArchivePath.printable(entry.path))")
        }
    }

    /// Writes content of the entry that began last.
    mutating func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(StorageError) {
        guard file != nil else { return }
        try file!.write(bytes, at: offset)
    }

    /// Completes the entry that began last.
    mutating func end() throws(StorageError) {
        guard let (entry, name) = current else { return }
        current = nil
        if file != nil {
            // A hole at the end, or a file of holes only.
            if try file!.status().size < entry.size { try file!.setSize(entry.size) }
            file = nil
        }
        try setAttributes(entry, name, in: parent.descriptor, isNew: true)
    }

    /// Completes the tree.
    mutating func finish() throws(StorageError) {
        for (place, entry) in directories.reversed() {
            touched[place] = nil
            guard let directory = try openIfDirectory(place) else { continue }
            try setAttributes(entry, ".", in: directory, isNew: false)
        }
        for (place, time) in touched {
            guard let directory = try openIfDirectory(place) else { continue }
            try directory.setTimes(accessed: nil, modified: time, of: ".")
        }
    }

    // MARK: Entries

    private mutating func checkLimits(_ entry: TarEntry) throws(StorageError) {
        summary.contentBytes += entry.size
        if let most = options.maximumContentBytes, summary.contentBytes > most {
            throw StorageError(
                .resourceExhausted,
                "the archive unpacks to more than the \(most) bytes allowed; raise the limit if you trust it")
        }
        if let most = options.maximumEntries, summary.entries > most {
            throw StorageError(
                .resourceExhausted,
                "the archive has more than the \(most) entries allowed; raise the limit if you trust it")
        }
        let isDevice = entry.kind == .characterDevice || entry.kind == .blockDevice
        if isDevice, !options.allowsDevices {
            throw StorageError(
                .permissionDenied, "the archive has a device node, which is not allowed here")
        }
    }

    private mutating func make(_ entry: TarEntry, _ path: ArchivePath) throws(StorageError) {
        if path.name.isEmpty {
            guard entry.kind == .directory else {
                throw StorageError(
                    .invalidArgument, "the archive makes the root something else than a directory")
            }
            directories.append(("", entry))
            written.insert(try root.status().identity)
            return
        }
        try openParent(of: path)
        let name = path.namePath
        if entry.kind == .directory { return try makeDirectory(entry, path) }
        if entry.kind == .hardLink { return try makeHardLink(entry, name) }
        try removeExisting(name)
        current = (entry, name)
        switch entry.kind {
        case .regular:
            file = try parent.descriptor.open(beneath: name, [.write, .create, .exclusive, .noFollow])
        case .symbolicLink:
            parent.path = nil  // Paths may lead elsewhere from now on.
            try parent.descriptor.makeSymbolicLink(name, targetBytes: entry.linkTarget)
            try openParent(of: path)
        default:
            try parent.descriptor.makeNode(
                name, type: entry.kind.inodeType, permissions: 0o600,
                device: DeviceNumber(major: entry.deviceMajor, minor: entry.deviceMinor))
        }
        written.insert(try parent.descriptor.status(of: name).identity)
    }

    private mutating func makeDirectory(_ entry: TarEntry, _ path: ArchivePath) throws(StorageError) {
        let name = path.namePath
        let existing = try parent.descriptor.statusIfPresent(of: name)
        if existing?.type != .directory {
            if existing != nil { try removeExisting(name) }
            try parent.descriptor.makeDirectory(name, permissions: 0o700)
            if parent.bequeathsAccess { try Self.removeAccessLists(name, in: parent.descriptor) }
        }
        written.insert(try parent.descriptor.status(of: name).identity)
        directories.append((path.directoryPath.pushing(name), entry))
    }

    private mutating func makeHardLink(_ entry: TarEntry, _ name: FilePath) throws(StorageError) {
        let target = try ArchivePath(entry.linkTarget, "hard link target")
        let place = target.directoryPath
        let directory = try root.open(inRoot: place.isEmpty ? "." : place, .directory)
        guard let found = try directory.statusIfPresent(of: target.namePath), found.type != .directory else {
            throw StorageError(
                .invalidArgument,
                "the hard link's target \(ArchivePath.printable(entry.linkTarget)) is no file in the tree so far"
            )
        }
        if try parent.descriptor.statusIfPresent(of: name)?.identity == found.identity { return }
        try removeExisting(name)
        try parent.descriptor.makeHardLink(name, to: target.namePath, in: directory)
        written.insert(try parent.descriptor.status(of: name).identity)
    }

    private mutating func removeExisting(_ name: FilePath) throws(StorageError) {
        guard let status = try parent.descriptor.statusIfPresent(of: name) else { return }
        try parent.descriptor.removeTree(name)
        written.remove(status.identity)
    }

    // MARK: Whiteouts

    private mutating func apply(_ whiteout: Whiteout, _ path: ArchivePath) throws(StorageError) {
        summary.whiteouts += 1
        guard whiteout != .ignored, try openIfDirectory(path.directoryPath) != nil else { return }
        try openParent(of: path)
        switch whiteout {
        case .name(let name):
            let name = FilePath(bytes: name)
            if try parent.descriptor.statusIfPresent(of: name) != nil {
                _ = try removeUnwritten(name, in: parent.descriptor)
            }
        case .opaque:
            for name in try parent.descriptor.entryNames() {
                _ = try removeUnwritten(name, in: parent.descriptor)
            }
        case .ignored: break
        }
        parent.path = nil
    }

    /// Removes an entry and what is below it, apart from what this archive brought; true when it is gone.
    private func removeUnwritten(
        _ name: FilePath, in directory: borrowing OwnedDescriptor
    ) throws(StorageError) -> Bool {
        let status = try directory.status(of: name)
        var isKept = written.contains(status.identity)
        guard status.type == .directory else {
            if !isKept { try directory.unlink(name) }
            return !isKept
        }
        do {
            let inner = try directory.open(beneath: name, .directory)
            for entry in try inner.entryNames() where try !removeUnwritten(entry, in: inner) { isKept = true }
        }
        if !isKept { try directory.removeDirectory(name) }
        return !isKept
    }

    // MARK: Places

    private func openIfDirectory(_ path: FilePath) throws(StorageError) -> OwnedDescriptor? {
        do {
            return try root.open(inRoot: path.isEmpty ? "." : path, .directory)
        } catch  where error.code == .notFound || error.code == .failedPrecondition {
            return nil
        }
    }

    /// Has the directory of a path at hand, and makes it where an archive left it out.
    private mutating func openParent(of path: ArchivePath) throws(StorageError) {
        let place = path.directoryPath
        guard parent.path != place else { return }
        let directory: OwnedDescriptor
        if let found = try openIfDirectory(place) {
            directory = found
        } else {
            try makeParents(path)
            directory = try root.open(inRoot: place, .directory)
        }
        let status = try directory.status()
        if touched[place] == nil { touched[place] = status.modified }
        let bequeaths = try directory.extendedAttribute(Self.defaultAccess, of: ".") != nil
        parent = Parent(path: place, descriptor: directory, bequeathsAccess: bequeaths)
    }

    private mutating func makeParents(_ path: ArchivePath) throws(StorageError) {
        var place: FilePath = ""
        for component in path.directory {
            let name = FilePath(bytes: component)
            let inner = place.pushing(name)
            if try openIfDirectory(inner) == nil {
                let above = try root.open(inRoot: place.isEmpty ? "." : place, .directory)
                if touched[place] == nil { touched[place] = try above.status().modified }
                if try above.statusIfPresent(of: name) != nil { try above.removeTree(name) }
                try above.makeDirectory(name, permissions: Self.newDirectoryMode)
                written.insert(try above.status(of: name).identity)
            }
            place = inner
        }
    }

    // MARK: Attributes

    private func setAttributes(
        _ entry: TarEntry, _ name: FilePath, in directory: borrowing OwnedDescriptor, isNew: Bool
    ) throws(StorageError) {
        let wanted = Set(entry.extendedAttributes.map(\.name))
        if !isNew || parent.bequeathsAccess {
            for old in try directory.layerAttributes(of: name) where !wanted.contains(Array(old.name.utf8)) {
                try directory.removeExtendedAttribute(old.name, of: name)
            }
        }
        try directory.setOwner(
            user: owners.user(entry.user), group: owners.group(entry.group), of: name)
        if entry.kind != .symbolicLink { try directory.setPermissions(entry.permissions, of: name) }
        for attribute in entry.extendedAttributes {
            let key = String(decoding: attribute.name, as: UTF8.self)
            guard LayerAttributes.contain(key) else { continue }
            let stored = try owners.attribute(ExtendedAttribute(name: key, value: attribute.value))
            try directory.setExtendedAttribute(stored, of: name)
        }
        let time = FileTime(seconds: entry.modified.seconds, nanoseconds: entry.modified.nanoseconds)
        try directory.setTimes(accessed: time, modified: time, of: name)
    }

    private static func removeAccessLists(
        _ name: FilePath, in directory: borrowing OwnedDescriptor
    ) throws(StorageError) {
        for old in try directory.extendedAttributes(of: name) where old.name.hasPrefix("system.posix_acl_") {
            try directory.removeExtendedAttribute(old.name, of: name)
        }
    }
}

extension TarEntry.Kind {
    /// The type of inode that an entry makes; a hard link makes none.
    fileprivate var inodeType: InodeType {
        switch self {
        case .regular, .hardLink: .regular
        case .symbolicLink: .symbolicLink
        case .characterDevice: .characterDevice
        case .blockDevice: .blockDevice
        case .directory: .directory
        case .fifo: .fifo
        }
    }
}
