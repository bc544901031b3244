// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// What rename does when the new name exists (renameat2(2)).
public enum RenameRule: Sendable {
    /// The new name is replaced.
    case replace
    /// An existing new name is an error (RENAME_NOREPLACE).
    case refuse
    /// The two names change places (RENAME_EXCHANGE).
    case exchange
}

/// Operations on the entries of a directory, one for each system call; links are never followed.
extension OwnedDescriptor {
    /// Makes a directory (mkdirat(2)) with exactly these permissions, whatever the umask.
    public func makeDirectory(_ name: FilePath, permissions: UInt32 = 0o755) throws(StorageError) {
        try call("mkdirat", name) { name.withPlatformString { mkdirat(number, $0, permissions) } }
        try setPermissions(permissions, of: name)
    }

    /// Makes a device node, FIFO or socket (mknodat(2)) with these permissions less the umask.
    public func makeNode(
        _ name: FilePath, type: InodeType, permissions: UInt32,
        device: DeviceNumber = DeviceNumber(major: 0, minor: 0)
    ) throws(StorageError) {
        try call("mknodat", name) {
            name.withPlatformString {
                strata_mknodat(number, $0, type.rawValue | permissions, device.major, device.minor)
            }
        }
    }

    /// Makes a symbolic link (symlinkat(2)).
    public func makeSymbolicLink(_ name: FilePath, target: FilePath) throws(StorageError) {
        try call("symlinkat", name) {
            name.withPlatformString { name in target.withPlatformString { symlinkat($0, number, name) } }
        }
    }

    /// The target of a symbolic link (readlinkat(2)), byte for byte.
    public func symbolicLinkTarget(of name: FilePath) throws(StorageError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = try call("readlinkat", name) {
            name.withPlatformString { path in
                bytes.withUnsafeMutableBytes {
                    readlinkat(number, path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
                }
            }
        }
        return Array(bytes[..<length])
    }

    /// Makes a symbolic link from bytes that need not be a normalized path (symlinkat(2)).
    public func makeSymbolicLink(_ name: FilePath, targetBytes: [UInt8]) throws(StorageError) {
        let target = targetBytes.map { CChar(bitPattern: $0) } + [0]
        try call("symlinkat", name) { name.withPlatformString { symlinkat(target, number, $0) } }
    }

    /// Makes a hard link to an entry of another directory (linkat(2)).
    public func makeHardLink(
        _ name: FilePath, to existing: FilePath, in directory: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let source = directory.number
        try call("linkat", name) {
            name.withPlatformString { name in
                existing.withPlatformString { linkat(source, $0, number, name, 0) }
            }
        }
    }

    /// Removes a name that is not a directory (unlinkat(2)).
    public func unlink(_ name: FilePath) throws(StorageError) {
        try call("unlinkat", name) { name.withPlatformString { unlinkat(number, $0, 0) } }
    }

    /// Removes an empty directory (unlinkat(2) with AT_REMOVEDIR).
    public func removeDirectory(_ name: FilePath) throws(StorageError) {
        try call("rmdir", name) { name.withPlatformString { unlinkat(number, $0, AT_REMOVEDIR) } }
    }

    /// Moves an entry (renameat2(2)).
    public func rename(
        _ name: FilePath, to newName: FilePath, in directory: borrowing OwnedDescriptor,
        _ rule: RenameRule = .replace
    ) throws(StorageError) {
        let destination = directory.number
        let flags: UInt32 =
            switch rule {
            case .replace: 0
            case .refuse: 1
            case .exchange: 2
            }
        try call("renameat2", newName) {
            name.withPlatformString { old in
                newName.withPlatformString { strata_renameat2(number, old, destination, $0, flags) }
            }
        }
    }

    /// Sets the permission bits, setuid, setgid and sticky of an entry that is no link (fchmodat(2)).
    public func setPermissions(_ permissions: UInt32, of name: FilePath) throws(StorageError) {
        try call("fchmodat", name) { name.withPlatformString { fchmodat(number, $0, permissions, 0) } }
    }

    /// Sets the owner of an entry (fchownat(2)); clears setuid, setgid and file capabilities.
    public func setOwner(user: UInt32, group: UInt32, of name: FilePath) throws(StorageError) {
        try call("fchownat", name) {
            name.withPlatformString { fchownat(number, $0, user, group, AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// Sets both times of an entry (utimensat(2)); nil leaves a time as it is.
    public func setTimes(accessed: FileTime?, modified: FileTime?, of name: FilePath) throws(StorageError) {
        let times = [Self.timespec(accessed), Self.timespec(modified)]
        try call("utimensat", name) {
            name.withPlatformString { utimensat(number, $0, times, AT_SYMLINK_NOFOLLOW) }
        }
    }

    private static func timespec(_ time: FileTime?) -> Glibc.timespec {
        let omit = Int((1 << 30) - 2)  // UTIME_OMIT of utimensat(2)
        guard let time else { return Glibc.timespec(tv_sec: 0, tv_nsec: omit) }
        return Glibc.timespec(tv_sec: Int(time.seconds), tv_nsec: Int(time.nanoseconds))
    }
}
