// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

extension OwnedDescriptor {
    /// Whether subvolumes are nested in this one (BTRFS_IOC_GET_SUBVOL_ROOTREF).
    public func hasNestedSubvolumes() throws(StorageError) -> Bool {
        var count: UInt32 = 0
        try call("ioctl(BTRFS_IOC_GET_SUBVOL_ROOTREF)") { strata_btrfs_nested_count(number, &count) }
        return count > 0
    }

    /// Hands out, piece by piece, the send stream of this read-only subvolume since another, without the data
    /// of files (BTRFS_IOC_SEND with BTRFS_SEND_FLAG_NO_FILE_DATA).
    ///
    /// The kernel finds the differences from what the two do not share, so the time grows with the changes.
    /// - Parameter body: Takes the pieces; it is called on another thread, while this one waits. After its
    ///   first error it gets no more.
    /// - Throws: what the kernel and the body throw: `permissionDenied` without CAP_SYS_ADMIN, and EPERM as
    ///   well for a subvolume that is not read-only.
    public func sendNames(
        since parent: borrowing OwnedDescriptor, into body: (ArraySlice<UInt8>) throws(StorageError) -> Void
    ) throws(StorageError) {
        var parentID: UInt64 = 0
        try call("ioctl(BTRFS_IOC_INO_LOOKUP)") { strata_btrfs_tree_id(parent.number, &parentID) }
        let pipe = try Pipe()
        let (source, stream) = (number, pipe.writeEnd)
        var sent: Result<Void, StorageError>?
        var taken: Result<Void, StorageError>?
        do {
            try concurrently(
                background: { taken = Result { () throws(StorageError) in try pipe.drain(into: body) } },
                foreground: {
                    sent = Result { () throws(StorageError) in
                        try call("ioctl(BTRFS_IOC_SEND)") {
                            strata_btrfs_send_names(source, stream, parentID)
                        }
                    }
                    pipe.closeWriteEnd()
                })
        }
        try sent!.get()
        try taken!.get()
    }
}
