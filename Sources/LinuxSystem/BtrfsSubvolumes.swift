// SPDX-License-Identifier: Apache-2.0

import CLinux
public import SystemPackage

/// Subvolumes of btrfs by their bare ioctls (linux/btrfs.h): what a measurement compares a driver with.
extension OwnedDescriptor {
    /// Makes an empty subvolume in this directory (BTRFS_IOC_SUBVOL_CREATE_V2).
    public func createSubvolume(_ name: FilePath) throws(StorageError) {
        try call("ioctl(BTRFS_IOC_SUBVOL_CREATE_V2)", name) {
            name.withPlatformString { strata_btrfs_create_subvolume(number, $0) }
        }
    }

    /// Makes a writable snapshot of a subvolume in this directory (BTRFS_IOC_SNAP_CREATE_V2).
    public func createSnapshot(
        _ name: FilePath, of source: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let from = source.number
        try call("ioctl(BTRFS_IOC_SNAP_CREATE_V2)", name) {
            name.withPlatformString { strata_btrfs_create_snapshot(number, $0, from) }
        }
    }

    /// Deletes a subvolume of this directory; its blocks are freed later (BTRFS_IOC_SNAP_DESTROY_V2).
    public func deleteSubvolume(_ name: FilePath) throws(StorageError) {
        try call("ioctl(BTRFS_IOC_SNAP_DESTROY_V2)", name) {
            name.withPlatformString { strata_btrfs_delete_subvolume(number, $0) }
        }
    }
}
