// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// How the content of a file was copied.
public enum CopyMethod: Sendable, Hashable, CaseIterable {
    /// The copy shares the extents of the original (ioctl_ficlone(2)).
    case clone
    /// The kernel copied or cloned (copy_file_range(2)).
    case kernel
    /// Through a buffer of this process (pread(2), pwrite(2)).
    case buffer
}

extension OwnedDescriptor {
    /// Copies a whole regular file into this empty one: a clone, else copy_file_range(2), else a buffer.
    ///
    /// Holes stay holes: only the stretches that SEEK_DATA reports are copied.
    /// - Parameters:
    ///   - source: the file to read from.
    ///   - size: its length in bytes.
    ///   - methods: what to try, for tests of the fallbacks; always in the order above.
    /// - Returns: the method that did the work.
    @discardableResult
    public func copyContent(
        of source: borrowing OwnedDescriptor, size: UInt64,
        methods: Set<CopyMethod> = [.clone, .kernel, .buffer]
    ) throws(StorageError) -> CopyMethod {
        if size == 0 { return .clone }
        if methods.contains(.clone), try clone(source) { return .clone }
        try setSize(size)
        var useKernel = methods.contains(.kernel)
        var offset: UInt64 = 0
        while offset < size, let data = try source.nextData(from: offset) {
            let end = min(data.end, size)
            if useKernel { useKernel = try copyByKernel(source, from: data.start, to: end) }
            if !useKernel { try copyByBuffer(source, from: data.start, to: end) }
            offset = end
        }
        return useKernel ? .kernel : .buffer
    }

    private func clone(_ source: borrowing OwnedDescriptor) throws(StorageError) -> Bool {
        let from = source.number
        do {
            try call("ioctl(FICLONE)") { strata_ficlone(number, from) }
            return true
        } catch  where [EOPNOTSUPP, EXDEV, EINVAL, ENOTTY, EPERM].contains(error.errno) {
            return false
        }
    }

    /// False when the kernel cannot copy between these two files; then nothing of the stretch is relied on.
    private func copyByKernel(
        _ source: borrowing OwnedDescriptor, from start: UInt64, to end: UInt64
    ) throws(StorageError) -> Bool {
        let input = source.number
        var from = Int64(start)
        var to = Int64(start)
        while from < Int64(end) {
            do {
                let count = try call("copy_file_range") {
                    strata_copy_file_range(input, &from, number, &to, Int(Int64(end) - from))
                }
                // Some file systems answer 0 instead of an error for what they cannot copy.
                if count == 0 { return false }
            } catch  where [EXDEV, EINVAL, EOPNOTSUPP, ENOSYS, EPERM].contains(error.errno) {
                return false
            }
        }
        return true
    }

    private func copyByBuffer(
        _ source: borrowing OwnedDescriptor, from start: UInt64, to end: UInt64
    ) throws(StorageError) {
        let bufferSize: UInt64 = 256 * 1024
        var buffer = [UInt8](repeating: 0, count: Int(min(bufferSize, end - start)))
        var offset = start
        while offset < end {
            if end - offset < UInt64(buffer.count) { buffer.removeLast(buffer.count - Int(end - offset)) }
            let count = try source.read(into: &buffer, at: offset)
            if count == 0 { return }
            try write(buffer[..<count], at: offset)
            offset += UInt64(count)
        }
    }
}
