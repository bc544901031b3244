// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// A point in time as the kernel keeps it for inodes: seconds since 1970 and nanoseconds.
public struct FileTime: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970, negative before.
    public var seconds: Int64
    /// Nanoseconds after that second, 0 to 999,999,999.
    public var nanoseconds: UInt32

    /// Makes a time.
    public init(seconds: Int64, nanoseconds: UInt32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// Earlier times come first.
    public static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// A device number in its two parts, as statx(2) gives it.
public struct DeviceNumber: Hashable, Sendable {
    /// The driver's number.
    public var major: UInt32
    /// The device's number within the driver.
    public var minor: UInt32

    /// Makes a device number.
    public init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }
}

/// What kind of object an inode is (inode(7), the S_IFMT bits).
public enum InodeType: UInt32, Hashable, Sendable {
    case fifo = 0o010000
    case characterDevice = 0o020000
    case directory = 0o040000
    case blockDevice = 0o060000
    case regular = 0o100000
    case symbolicLink = 0o120000
    case socket = 0o140000
}

/// The attributes of one inode, from statx(2).
public struct FileStatus: Hashable, Sendable {
    /// The kind of object.
    public var type: InodeType
    /// The permission bits with setuid, setgid and sticky (07777).
    public var permissions: UInt32
    /// The owner.
    public var user: UInt32
    /// The group.
    public var group: UInt32
    /// The length in bytes.
    public var size: UInt64
    /// The allocated space in units of 512 bytes.
    public var blocks: UInt64
    /// The number of hard links.
    public var links: UInt32
    /// The inode number.
    public var inode: UInt64
    /// The file system that the inode is on.
    public var device: DeviceNumber
    /// The device that a device node stands for.
    public var node: DeviceNumber
    /// When the content was last changed.
    public var modified: FileTime
    /// When it was last read.
    public var accessed: FileTime
    /// When the inode was last changed.
    public var changed: FileTime

    /// What two names of one file have in common.
    public struct Identity: Hashable, Sendable {
        /// The file system.
        public let device: DeviceNumber
        /// The inode number on it.
        public let inode: UInt64
    }

    /// What two names of one file have in common.
    public var identity: Identity { Identity(device: device, inode: inode) }

    fileprivate init(_ raw: strata_status) throws(StorageError) {
        guard let type = InodeType(rawValue: raw.mode & strata_type_mask()) else {
            throw StorageError(.corrupted, "the kernel reports a file of no known type (mode \(raw.mode))")
        }
        self.type = type
        permissions = raw.mode & 0o7777
        user = raw.user
        group = raw.group
        size = raw.size
        blocks = raw.blocks
        links = raw.links
        inode = raw.inode
        device = DeviceNumber(major: raw.device_major, minor: raw.device_minor)
        node = DeviceNumber(major: raw.node_major, minor: raw.node_minor)
        modified = FileTime(raw.modified)
        accessed = FileTime(raw.accessed)
        changed = FileTime(raw.changed)
    }
}

extension FileTime {
    fileprivate init(_ raw: strata_time) {
        self.init(seconds: raw.seconds, nanoseconds: raw.nanoseconds)
    }
}

extension OwnedDescriptor {
    /// The attributes of the object that this descriptor stands for.
    public func status() throws(StorageError) -> FileStatus {
        try status(at: FilePath(""), flags: 0x1000)  // AT_EMPTY_PATH
    }

    /// The attributes of an entry of this directory; a symbolic link is not followed.
    public func status(of name: FilePath) throws(StorageError) -> FileStatus {
        try status(at: name, flags: AT_SYMLINK_NOFOLLOW)
    }

    /// The attributes of an entry of this directory, or nil when there is none.
    public func statusIfPresent(of name: FilePath) throws(StorageError) -> FileStatus? {
        do {
            return try status(of: name)
        } catch  where error.errno == ENOENT || error.errno == ENOTDIR {
            return nil
        }
    }

    private func status(at path: FilePath, flags: CInt) throws(StorageError) -> FileStatus {
        let noAutomount: CInt = 0x800  // AT_NO_AUTOMOUNT
        var raw = strata_status()
        try call("statx", path) {
            path.withPlatformString { strata_statx(number, $0, flags | noAutomount, &raw) }
        }
        return try FileStatus(raw)
    }
}
