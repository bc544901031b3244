// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// The type of a mounted file system, told by its magic number (statfs(2), linux/magic.h).
public struct FileSystemKind: Hashable, Sendable, CustomStringConvertible {
    /// The number in f_type.
    public let magic: UInt32

    /// Makes a kind from its number.
    public init(magic: UInt32) { self.magic = magic }

    /// ext2, ext3 or ext4, which share one number.
    public static let ext4 = FileSystemKind(magic: 0xef53)
    /// XFS.
    public static let xfs = FileSystemKind(magic: 0x5846_5342)
    /// Btrfs.
    public static let btrfs = FileSystemKind(magic: 0x9123_683e)
    /// The kernel's overlay.
    public static let overlay = FileSystemKind(magic: 0x794c_7630)
    /// tmpfs.
    public static let tmpfs = FileSystemKind(magic: 0x0102_1994)
    /// Any file system in user space.
    public static let fuse = FileSystemKind(magic: 0x6573_5546)
    /// NFS.
    public static let nfs = FileSystemKind(magic: 0x6969)

    private static let names: [FileSystemKind: String] = [
        .ext4: "ext4", .xfs: "xfs", .btrfs: "btrfs", .overlay: "overlay", .tmpfs: "tmpfs", .fuse: "fuse",
        .nfs: "nfs",
    ]

    /// The usual name, or the number in hexadecimal.
    public var description: String { Self.names[self] ?? "0x" + String(magic, radix: 16) }
}

/// The space of a file system, from statfs(2).
public struct FileSystemSpace: Hashable, Sendable {
    /// All of it, in bytes.
    public var total: UInt64
    /// What is not used, in bytes.
    public var free: UInt64
    /// The inodes that are used; 0 where the file system does not count them.
    public var usedInodes: UInt64
    /// What is used, in bytes.
    public var used: UInt64 { total - free }
}

extension OwnedDescriptor {
    /// The type of the file system that this file is on.
    public func fileSystemKind() throws(StorageError) -> FileSystemKind {
        FileSystemKind(magic: try statistics().magic)
    }

    /// The space of the file system that this file is on.
    public func fileSystemSpace() throws(StorageError) -> FileSystemSpace {
        let raw = try statistics()
        return FileSystemSpace(
            total: raw.total, free: raw.free, usedInodes: raw.used_inodes)
    }

    private func statistics() throws(StorageError) -> strata_space {
        var raw = strata_space()
        try call("fstatfs") { strata_statfs(number, &raw) }
        return raw
    }
}
