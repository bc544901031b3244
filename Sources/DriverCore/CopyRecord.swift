// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import SystemPackage

/// What a copied tree looked like when it was whole: each inode with its change time.
///
/// The kernel sets the change time (statx(2), stx_ctime) at every change of an inode, its content, its
/// attributes or its number of names, and nobody can set it back. So an inode that has the recorded one is as it was
/// copied. Change times have ticks (some ms); an inode whose change time is not before that of the record
/// itself could change again within the tick, so it is not recorded as known.
public struct CopyRecord: Sendable {
    /// An inode at one moment.
    struct Stamp: Hashable, Comparable, Sendable {
        var inode: UInt64
        var changed: FileTime

        init(_ status: FileStatus) {
            inode = status.inode
            changed = status.changed
        }

        init(inode: UInt64, changed: FileTime) {
            self.inode = inode
            self.changed = changed
        }

        static func < (left: Stamp, right: Stamp) -> Bool { left.inode < right.inode }
    }

    /// A directory with its place: its names tell of the original's only where that has the same place.
    struct Directory: Hashable, Sendable {
        var stamp: Stamp
        var path: FilePath
    }

    /// What is no directory, by inode.
    private var files: [Stamp]
    private var directories: [UInt64: Directory]

    init(files: [Stamp], directories: [Directory]) {
        self.files = files.sorted()
        self.directories = Dictionary(directories.map { ($0.stamp.inode, $0) }) { first, _ in first }
    }

    /// Whether the directory is the copy of the one that has this path in the original.
    func isCopy(_ status: FileStatus, of path: FilePath) -> Bool {
        directories[status.inode]?.path == path
    }

    /// Whether a directory has the attributes and the names that it was copied with.
    func isUntouchedDirectory(_ status: FileStatus, at path: FilePath) -> Bool {
        guard let directory = directories[status.inode] else { return false }
        return directory.path == path && directory.stamp.changed == status.changed
    }

    /// Whether a file has the attributes, the content and the names that it was copied with.
    func isUntouchedFile(_ status: FileStatus) -> Bool {
        var range = files.startIndex..<files.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let stamp = files[middle]
            if stamp.inode == status.inode { return stamp.changed == status.changed }
            range = stamp.inode < status.inode ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return false
    }
}

// MARK: The file

extension CopyRecord {
    private static let fileName: FilePath = "copied"
    private static let heading = Array("strata copied 1\n".utf8)
    private static let unknownTime = FileTime(seconds: .min, nanoseconds: 0)

    /// Writes the record into a layer's directory, after the copying.
    public func write(into directory: borrowing OwnedDescriptor) throws(StorageError) {
        let file = try directory.open(beneath: Self.fileName, [.write, .create, .exclusive])
        let limit = try file.status().changed
        var bytes = Self.heading
        let known = files.filter { $0.changed < limit }
        bytes.append(number: UInt64(known.count))
        for stamp in known { bytes.append(stamp) }
        bytes.append(number: UInt64(directories.count))
        for directory in directories.values {
            var stamp = directory.stamp
            // The place is worth knowing in any case.
            if stamp.changed >= limit { stamp.changed = Self.unknownTime }
            bytes.append(stamp)
            bytes.append(number: UInt32(directory.path.bytes.count))
            bytes += directory.path.bytes
        }
        try file.write(bytes)
    }

    /// Reads the record in a layer's directory; nil when there is none.
    ///
    /// - Throws: `corrupted` for one that a crash has damaged.
    public static func read(in directory: borrowing OwnedDescriptor) throws(StorageError) -> CopyRecord? {
        guard try directory.statusIfPresent(of: fileName) != nil else { return nil }
        let bytes = try directory.open(beneath: fileName).readAll()
        guard let record = parse(bytes) else {
            throw StorageError(.corrupted, "the record of what was copied (\(fileName)) is damaged")
        }
        return record
    }

    private static func parse(_ bytes: [UInt8]) -> CopyRecord? {
        guard bytes.starts(with: heading) else { return nil }
        var rest = bytes.dropFirst(heading.count)
        guard let count = rest.takeNumber(UInt64.self), count <= rest.count / stampSize else { return nil }
        var files: [Stamp] = []
        files.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let stamp = rest.takeStamp() else { return nil }
            files.append(stamp)
        }
        guard let directoryCount = rest.takeNumber(UInt64.self), directoryCount <= rest.count / stampSize
        else { return nil }
        var directories: [Directory] = []
        for _ in 0..<directoryCount {
            guard let stamp = rest.takeStamp(), let length = rest.takeNumber(UInt32.self),
                length <= rest.count
            else { return nil }
            directories.append(
                Directory(stamp: stamp, path: FilePath(bytes: Array(rest.prefix(Int(length))))))
            rest = rest.dropFirst(Int(length))
        }
        return rest.isEmpty ? CopyRecord(files: files, directories: directories) : nil
    }

    /// Inode and seconds in 8 bytes each, nanoseconds in 4, least significant first.
    fileprivate static let stampSize = 20
}

extension [UInt8] {
    fileprivate mutating func append(number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(_ stamp: CopyRecord.Stamp) {
        append(number: stamp.inode)
        append(number: stamp.changed.seconds)
        append(number: stamp.changed.nanoseconds)
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func takeNumber<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
        let size = MemoryLayout<Number>.size
        guard count >= size else { return nil }
        let number = withUnsafeBytes { $0.loadUnaligned(as: Number.self) }
        self = dropFirst(size)
        return Number(littleEndian: number)
    }

    fileprivate mutating func takeStamp() -> CopyRecord.Stamp? {
        guard count >= CopyRecord.stampSize, let inode = takeNumber(UInt64.self),
            let seconds = takeNumber(Int64.self), let nanoseconds = takeNumber(UInt32.self)
        else { return nil }
        return CopyRecord.Stamp(
            inode: inode, changed: FileTime(seconds: seconds, nanoseconds: nanoseconds))
    }
}
