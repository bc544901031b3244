// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// How open treats the file: the flags of open(2) that Strata uses.
public struct OpenMode: OptionSet, Sendable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    /// O_RDONLY.
    public static let read: OpenMode = []
    /// O_WRONLY.
    public static let write = OpenMode(rawValue: O_WRONLY)
    /// O_RDWR.
    public static let readWrite = OpenMode(rawValue: O_RDWR)
    /// O_APPEND.
    public static let append = OpenMode(rawValue: O_APPEND)
    /// O_CREAT.
    public static let create = OpenMode(rawValue: O_CREAT)
    /// O_EXCL: an existing name is an error.
    public static let exclusive = OpenMode(rawValue: O_EXCL)
    /// O_TRUNC.
    public static let truncate = OpenMode(rawValue: O_TRUNC)
    /// O_DIRECTORY.
    public static let directory = OpenMode(rawValue: O_DIRECTORY)
    /// O_PATH: a place in the tree, not its content.
    public static let path = OpenMode(rawValue: 0o10000000)
    /// O_NOFOLLOW: the last component may not be a symbolic link.
    public static let noFollow = OpenMode(rawValue: O_NOFOLLOW)
}

extension OwnedDescriptor {
    /// Opens a path of the process's own view, by open(2).
    public static func open(
        _ path: FilePath, _ mode: OpenMode = .read, permissions: UInt32 = 0o600
    ) throws(StorageError) -> OwnedDescriptor {
        let number = try call("open", path) {
            path.withPlatformString { openat(AT_FDCWD, $0, mode.rawValue | O_CLOEXEC, permissions) }
        }
        return OwnedDescriptor(adopting: number)
    }

    /// Opens a path that may not leave this directory, nor follow a symbolic link, by openat2(2) with
    /// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS.
    public func open(
        beneath path: FilePath, _ mode: OpenMode = .read, permissions: UInt32 = 0o600
    ) throws(StorageError) -> OwnedDescriptor {
        try open(path, mode, permissions, resolve: strata_resolve_beneath())
    }

    /// Opens a path as if this directory were the root, symbolic links included, by openat2(2) with
    /// RESOLVE_IN_ROOT.
    public func open(
        inRoot path: FilePath, _ mode: OpenMode = .read, permissions: UInt32 = 0o600
    ) throws(StorageError) -> OwnedDescriptor {
        try open(path, mode, permissions, resolve: strata_resolve_in_root())
    }

    private func open(
        _ path: FilePath, _ mode: OpenMode, _ permissions: UInt32, resolve: UInt64
    ) throws(StorageError) -> OwnedDescriptor {
        let flags = UInt64(UInt32(bitPattern: mode.rawValue | O_CLOEXEC))
        // openat2 refuses permissions without O_CREAT.
        let permissions = mode.contains(.create) ? UInt64(permissions) : 0
        let opened = try call("openat2", path) {
            path.withPlatformString { strata_openat2(number, $0, flags, permissions, resolve) }
        }
        return OwnedDescriptor(adopting: opened)
    }
}
