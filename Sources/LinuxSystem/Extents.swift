// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

extension OwnedDescriptor {
    private static var extentsAtATime: Int { 64 }

    /// How many bytes of this file are the same bytes on the device as those of another file of the same file
    /// system (FS_IOC_FIEMAP): none where the file system does not say.
    public func sharedBytes(with other: borrowing OwnedDescriptor) throws(StorageError) -> UInt64 {
        let theirs = try other.extents().sorted { $0.lowerBound < $1.lowerBound }
        guard !theirs.isEmpty else { return 0 }
        var shared: UInt64 = 0
        var index = 0
        for extent in try extents().sorted(by: { $0.lowerBound < $1.lowerBound }) {
            while index < theirs.count && theirs[index].upperBound <= extent.lowerBound { index += 1 }
            var next = index
            while next < theirs.count && theirs[next].lowerBound < extent.upperBound {
                shared += UInt64(extent.clamped(to: theirs[next]).count)
                next += 1
            }
        }
        return shared
    }

    /// Where the content lies on the device, in bytes.
    private func extents() throws(StorageError) -> [Range<UInt64>] {
        var ranges: [Range<UInt64>] = []
        var batch = [strata_extent](repeating: strata_extent(), count: Self.extentsAtATime)
        var offset: UInt64 = 0
        while true {
            var count: UInt32 = 0
            do {
                try call("ioctl(FS_IOC_FIEMAP)") { strata_extents(number, &offset, &batch, &count) }
            } catch  where error.errno == EOPNOTSUPP || error.errno == ENOTTY {
                return []
            }
            if count == 0 { return ranges }
            ranges += batch[..<Int(count)].map { $0.physical..<$0.physical + $0.length }
        }
    }
}
