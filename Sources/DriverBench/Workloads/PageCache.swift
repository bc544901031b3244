// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// The kernel's page, dentry and inode caches.
enum PageCache {
    /// The first pass only takes the mark off entries used more than once since the last; the second frees
    /// them (the second chance of the dentry and inode lists, Linux fs/dcache.c and fs/inode.c).
    private static let passes = 2

    /// Writes out everything and forgets it (sync(2), /proc/sys/vm/drop_caches).
    static func drop() throws(StorageError) {
        ProcessFacts.synchronizeAll()
        let control = try OwnedDescriptor.open("/proc/sys/vm/drop_caches", .write)
        for _ in 0..<passes { try control.write(Array("3\n".utf8)) }
    }
}
