// SPDX-License-Identifier: Apache-2.0

import CBtrfsUtil
import LinuxSystem
import SystemPackage

/// Subvolumes of btrfs through libbtrfsutil (https://github.com/kdave/btrfs-progs, libbtrfsutil/README.md).
enum Subvolume {
    /// Makes an empty subvolume (BTRFS_IOC_SUBVOL_CREATE).
    static func create(at path: FilePath) throws(StorageError) {
        try check("btrfs_util_create_subvolume", path) {
            path.withPlatformString { btrfs_util_create_subvolume($0, 0, nil, nil) }
        }
    }

    /// Makes a snapshot (BTRFS_IOC_SNAP_CREATE_V2).
    static func snapshot(
        _ source: FilePath, at path: FilePath, readOnly: Bool
    ) throws(StorageError) {
        let flags = readOnly ? Int32(BTRFS_UTIL_CREATE_SNAPSHOT_READ_ONLY) : 0
        try check("btrfs_util_create_snapshot", path) {
            source.withPlatformString { source in
                path.withPlatformString { btrfs_util_create_snapshot(source, $0, flags, nil, nil) }
            }
        }
    }

    /// Makes a subvolume read-only or writable (BTRFS_IOC_SUBVOL_SETFLAGS).
    static func setReadOnly(_ readOnly: Bool, at path: FilePath) throws(StorageError) {
        try check("btrfs_util_set_subvolume_read_only", path) {
            path.withPlatformString { btrfs_util_set_subvolume_read_only($0, readOnly) }
        }
    }

    /// Whether a path is the root of a subvolume.
    static func isSubvolume(_ path: FilePath) -> Bool {
        path.withPlatformString { btrfs_util_is_subvolume($0) } == BTRFS_UTIL_OK
    }

    /// Deletes a subvolume and those inside it (BTRFS_IOC_SNAP_DESTROY).
    static func delete(at path: FilePath) throws(StorageError) {
        let recursive = Int32(BTRFS_UTIL_DELETE_SUBVOLUME_RECURSIVE)
        try check("btrfs_util_delete_subvolume", path) {
            path.withPlatformString { btrfs_util_delete_subvolume($0, recursive) }
        }
    }

    /// The number of a subvolume.
    static func identifier(of path: FilePath) throws(StorageError) -> UInt64 {
        var result: UInt64 = 0
        try check("btrfs_util_subvolume_id", path) {
            path.withPlatformString { btrfs_util_subvolume_id($0, &result) }
        }
        return result
    }

    /// The path of a subvolume inside this one, from its root; nil without one.
    static func nested(in path: FilePath) throws(StorageError) -> FilePath? {
        var iterator: OpaquePointer?
        try check("btrfs_util_create_subvolume_iterator", path) {
            path.withPlatformString { btrfs_util_create_subvolume_iterator($0, 0, 0, &iterator) }
        }
        defer { btrfs_util_destroy_subvolume_iterator(iterator) }
        var name: UnsafeMutablePointer<CChar>?
        let result = btrfs_util_subvolume_iterator_next(iterator, &name, nil)
        guard result != BTRFS_UTIL_ERROR_STOP_ITERATION else { return nil }
        try check("btrfs_util_subvolume_iterator_next", path) { result }
        guard let name else { return nil }
        defer { strata_free_string(name) }
        return FilePath(platformString: name)
    }

    private static func check(
        _ name: String, _ path: FilePath, _ body: () -> btrfs_util_error
    ) throws(StorageError) {
        let result = body()
        guard result != BTRFS_UTIL_OK else { return }
        // libbtrfsutil leaves the errno of the ioctl that failed.
        var error = StorageError(systemCall: name, errno: LastError.number, path: path)
        if let text = btrfs_util_strerror(result) { error.message += " (\(String(cString: text)))" }
        throw error
    }
}
