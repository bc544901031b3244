// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// A block device over a file (loop(4)) that frees itself with its last user.
public struct LoopDevice: ~Copyable, Sendable {
    /// The device node, `/dev/loop0`.
    public let path: FilePath
    private let descriptor: OwnedDescriptor

    /// Attaches a file to a free device (LOOP_CTL_GET_FREE, LOOP_CONFIGURE with LO_FLAGS_AUTOCLEAR).
    ///
    /// The device goes away when this value is gone and nothing on it is mounted any more.
    public init(over file: borrowing OwnedDescriptor) throws(StorageError) {
        let control = try OwnedDescriptor.open("/dev/loop-control", .readWrite)
        while true {
            let index = try call("ioctl(LOOP_CTL_GET_FREE)") { strata_loop_free_index(control.number) }
            let path = FilePath("/dev/loop\(index)")
            let device = try OwnedDescriptor.open(path, .readWrite)
            do {
                let backing = file.number
                try call("ioctl(LOOP_CONFIGURE)", path) { strata_loop_configure(device.number, backing) }
                self.path = path
                descriptor = device
                return
            } catch  where error.errno == EBUSY {
                continue  // Another process took the device in between.
            }
        }
    }
}
