// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

extension OwnedDescriptor {
    /// All paths of an inode below this root of a subvolume (BTRFS_IOC_INO_PATHS), or nil when the kernel's
    /// answer of 4 KiB has no room for them.
    ///
    /// - Throws: `notFound` without such an inode, `permissionDenied` without CAP_DAC_READ_SEARCH.
    public func btrfsPaths(of inode: UInt64) throws(StorageError) -> [FilePath]? {
        let mostBytes = 4096
        var bytes = [CChar](repeating: 0, count: mostBytes)
        var filled: UInt32 = 0
        var missed: UInt32 = 0
        try call("ioctl(BTRFS_IOC_INO_PATHS)") {
            strata_btrfs_paths(number, inode, &bytes, &filled, &missed)
        }
        guard missed == 0 else { return nil }
        return bytes[..<Int(filled)].split(separator: 0).map { path in
            (path + [0]).withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }
        }
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
