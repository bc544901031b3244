// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// Mounts as descriptors: cloned, made read-only and attached by the mount API of Linux 5.2 and later.
extension OwnedDescriptor {
    /// A clone of the tree at a path, attached nowhere (open_tree(2) with OPEN_TREE_CLONE).
    public static func cloneTree(_ path: FilePath, recursive: Bool) throws(StorageError) -> OwnedDescriptor {
        let number = try call("open_tree", path) {
            path.withPlatformString { strata_open_tree_clone(AT_FDCWD, $0, recursive ? 1 : 0) }
        }
        return OwnedDescriptor(adopting: number)
    }

    /// Makes this mount read-only (mount_setattr(2) with MOUNT_ATTR_RDONLY).
    public func setReadOnlyMount(recursive: Bool) throws(StorageError) {
        try call("mount_setattr") { strata_mount_set_read_only(number, recursive ? 1 : 0) }
    }

    /// Attaches this mount at a directory (move_mount(2)); it then belongs to the mount namespace.
    public func attachMount(at target: FilePath) throws(StorageError) {
        try call("move_mount", target) { target.withPlatformString { strata_move_mount_to(number, $0) } }
    }
}

/// The mount calls that work on attached mounts and on every kernel.
public enum ClassicMount {
    /// What mount(2) passes to a file system is one page, with its closing zero byte; the rest is cut off
    /// without an error.
    public static var optionPageSize: Int { Int(getpagesize()) }

    /// Mounts by mount(2).
    ///
    /// - Throws: `invalidArgument` when the options do not fit the page that mount(2) hands over: the kernel
    ///   would cut them, and layers would silently be missing.
    public static func mount(
        type: String, source: String, at target: FilePath, readOnly: Bool, data: String
    ) throws(StorageError) {
        guard data.utf8.count < optionPageSize else {
            throw StorageError(
                .invalidArgument,
                "the mount options take \(data.utf8.count) bytes, but mount(2) passes on fewer than"
                    + " \(optionPageSize) and would drop layers; use a shorter root path, fewer layers, or a"
                    + " kernel with the new mount API (6.8 or later for overlay)")
        }
        try call("mount", target) {
            target.withPlatformString { strata_mount(source, $0, type, readOnly ? 1 : 0, data) }
        }
    }

    /// Binds a tree elsewhere by mount(2) with MS_BIND, and again with MS_REMOUNT to make it read-only.
    public static func bind(
        _ source: FilePath, at target: FilePath, recursive: Bool, readOnly: Bool
    ) throws(StorageError) {
        try call("mount(MS_BIND)", source) {
            target.withPlatformString { to in
                source.withPlatformString { strata_bind($0, to, recursive ? 1 : 0) }
            }
        }
        guard readOnly else { return }
        try call("mount(MS_REMOUNT)", target) { target.withPlatformString { strata_remount_read_only($0) } }
    }

    /// Takes a mount out of the tree at once; it ends when its last user is gone (umount2(2) MNT_DETACH).
    public static func unmount(_ target: FilePath) throws(StorageError) {
        try call("umount2", target) { target.withPlatformString { strata_unmount_detached($0) } }
    }

    /// Makes the mount namespace private to this process; call it before any thread starts (unshare(2)).
    public static func enterPrivateNamespace() throws(StorageError) {
        try call("unshare(CLONE_NEWNS)") { strata_private_mount_namespace() }
    }
}
