// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage
import TarCodec

/// Writes changes as a layer archive: new and changed entries whole, deletions as whiteouts.
///
/// Entries come sorted by path, parents before children, and the first name of a file before its others.
/// Source: OCI image specification, layer.md, "Representing Changes" and "Whiteouts".
struct LayerArchive: ~Copyable {
    private let root: OwnedDescriptor
    private let encoding: ArchiveEncoding
    /// The directory of the last entry, since the next one is often in it too.
    private var parent: OwnedDescriptor
    private var parentPath: FilePath = ""
    /// The first name of each file that has several.
    private var firstNames: [FileStatus.Identity: FilePath] = [:]
    private var header: [UInt8] = []
    private var piece: ArchivePiece
    private var summary = DiffSummary()

    /// Writes the archive of changes, with the content from the new tree, and its end.
    static func write(
        _ changes: ChangeSet, from root: borrowing OwnedDescriptor, into encoding: ArchiveEncoding
    ) throws(StorageError) -> DiffSummary {
        var archive = try LayerArchive(root, encoding)
        for (path, change) in Self.entries(of: changes) { try archive.add(path, change) }
        archive.summary.detection = changes.detection
        return try archive.finish()
    }

    /// Writes the archive of a whole tree, in one walk, and its end.
    static func writeTree(
        _ root: borrowing OwnedDescriptor, into encoding: ArchiveEncoding
    ) throws(StorageError) -> DiffSummary {
        var archive = try LayerArchive(root, encoding)
        try archive.add("", nil)
        try archive.addContents(of: "")
        archive.summary.detection = ChangeDetection(.wholeTree)
        return try archive.finish()
    }

    private mutating func finish() throws(StorageError) -> DiffSummary {
        try append(TarWriter.endMarker)
        try flush()
        return summary
    }

    private mutating func addContents(of directory: FilePath) throws(StorageError) {
        for name in try root.open(beneath: directory.isEmpty ? "." : directory, .directory).entryNames() {
            let path = directory.pushing(name)
            if try add(path, nil)?.type == .directory { try addContents(of: path) }
        }
    }

    private init(_ tree: borrowing OwnedDescriptor, _ encoding: ArchiveEncoding) throws(StorageError) {
        let first = try Self.emptyPiece(of: encoding)
        let top = try tree.open(beneath: ".", .directory)
        let directory = try tree.open(beneath: ".", .directory)
        root = top
        parent = directory
        self.encoding = encoding
        piece = first
    }

    /// The changes and, without one, the other names of files of which a name changed.
    private static func entries(of changes: ChangeSet) -> [(FilePath, Change?)] {
        let changed = Set(changes.changes.map(\.path))
        let further = changes.linkSets.joined().filter { !changed.contains($0) }
        if further.isEmpty { return changes.changes.map { ($0.path, $0) } }
        return (changes.changes.map { ($0.path, $0) } + further.map { ($0, nil) })
            .sorted { $0.0.precedes($1.0) }
    }

    /// Writes an entry, and returns the attributes of what is there.
    @discardableResult
    private mutating func add(_ path: FilePath, _ change: Change?) throws(StorageError) -> FileStatus? {
        do {
            if change?.kind == .deleted {
                try addWhiteout(path)
                return nil
            }
            let status = try status(of: path)
            if status.type == .socket {
                summary.skippedSockets.append(path)
                if change?.kind == .modified { try addWhiteout(path) }
            } else {
                try addEntry(path, status)
            }
            return status
        } catch {
            throw error.during("writing \(path.isEmpty ? "the root" : path.printable) to the archive")
        }
    }

    private mutating func addWhiteout(_ path: FilePath) throws(StorageError) {
        let bytes = path.bytes
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        let name = bytes[..<start] + Whiteout.prefix + bytes[start...]
        summary.whiteouts += 1
        try addHeader(TarEntry(path: Array(name), kind: .regular))
    }

    private mutating func addEntry(_ path: FilePath, _ status: FileStatus) throws(StorageError) {
        try Self.checkName(path)
        var entry = TarEntry(path: path.isEmpty ? [UInt8(ascii: ".")] : path.bytes, status)
        if let first = firstName(path, status) {
            entry.kind = .hardLink
            entry.linkTarget = first.bytes
            return try addHeader(entry)
        }
        let name = path.isEmpty ? "." : path.lastName
        if status.type == .symbolicLink { entry.linkTarget = try parent.symbolicLinkTarget(of: name) }
        entry.extendedAttributes = try parent.layerAttributes(of: name).map {
            TarAttribute(name: Array($0.name.utf8), value: $0.value)
        }
        guard status.type == .regular else { return try addHeader(entry) }
        entry.size = status.size
        try addHeader(entry)
        try addContent(name, status.size)
    }

    /// The name under which a file is in the archive already, if it is.
    private mutating func firstName(_ path: FilePath, _ status: FileStatus) -> FilePath? {
        guard status.type != .directory, status.links > 1 else { return nil }
        if let first = firstNames[status.identity] { return first }
        firstNames[status.identity] = path
        return nil
    }

    private mutating func addHeader(_ entry: TarEntry) throws(StorageError) {
        do throws(TarError) {
            header.removeAll(keepingCapacity: true)
            try TarWriter.appendHeader(of: entry, to: &header)
        } catch {
            throw StorageError(.invalidArgument, error.message)
        }
        summary.entries += 1
        try append(header)
    }

    private mutating func addContent(_ name: FilePath, _ size: UInt64) throws(StorageError) {
        guard size > 0 else { return }
        let file = try parent.open(beneath: name, .noFollow)
        var offset: UInt64 = 0
        while offset < size {
            if piece.room == 0 { try flush() }
            let count = try piece.append(from: file, at: offset, limit: size - offset)
            guard count > 0 else {
                throw StorageError(
                    .busy, "the file became shorter while it was read; stop what writes to it and try again")
            }
            offset += UInt64(count)
        }
        summary.contentBytes += size
        try append([UInt8](repeating: 0, count: TarWriter.padding(after: size)))
    }

    private mutating func append(_ bytes: [UInt8]) throws(StorageError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if piece.room == 0 { try flush() }
            rest = rest.dropFirst(piece.append(rest))
        }
    }

    private mutating func flush() throws(StorageError) {
        summary.archiveBytes += UInt64(piece.content.count)
        encoding.push(piece)
        piece = try Self.emptyPiece(of: encoding)
    }

    private static func emptyPiece(of encoding: ArchiveEncoding) throws(StorageError) -> ArchivePiece {
        if let piece = encoding.emptyPiece() { return piece }
        throw StorageError(.io, "the archive's taker has failed")
    }

    /// The attributes of an entry, and from here on its directory at hand.
    private mutating func status(of path: FilePath) throws(StorageError) -> FileStatus {
        let directory = path.isEmpty ? path : path.removingLastComponent()
        if directory != parentPath {
            parent = try root.open(beneath: directory.isEmpty ? "." : directory, .directory)
            parentPath = directory
        }
        return try parent.status(of: path.isEmpty ? "." : path.lastName)
    }

    private static func checkName(_ path: FilePath) throws(StorageError) {
        guard !path.isEmpty, path.lastName.bytes.starts(with: Whiteout.prefix) else { return }
        throw StorageError(
            .invalidArgument,
            "\(path.printable) is named like a whiteout, so an archive would read as a deletion; rename it"
                + " or remove it")
    }
}

extension TarEntry {
    /// What an inode's attributes say of an entry.
    fileprivate init(path: [UInt8], _ status: FileStatus) {
        self.init(path: path, kind: Kind(status.type))
        permissions = status.permissions
        user = status.user
        group = status.group
        modified = TarTime(seconds: status.modified.seconds, nanoseconds: status.modified.nanoseconds)
        deviceMajor = status.node.major
        deviceMinor = status.node.minor
    }
}

extension TarEntry.Kind {
    fileprivate init(_ type: InodeType) {
        switch type {
        case .fifo: self = .fifo
        case .characterDevice: self = .characterDevice
        case .blockDevice: self = .blockDevice
        case .directory: self = .directory
        case .symbolicLink: self = .symbolicLink
        case .regular, .socket: self = .regular
        }
    }
}

extension FilePath {
    /// The path's bytes, without the closing zero.
    var bytes: [UInt8] {
        withPlatformString { text in
            var end = text
            while end.pointee != 0 { end += 1 }
            return UnsafeRawBufferPointer(start: text, count: end - text).map { $0 }
        }
    }
}
