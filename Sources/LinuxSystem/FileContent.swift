// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// Reading and writing the content of an open file, one function for each system call.
extension OwnedDescriptor {
    /// The whole content, for files that fit in memory.
    public func readAll() throws(StorageError) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = try read(into: &buffer, at: UInt64(content.count))
            if count == 0 { return content }
            content += buffer[..<count]
        }
    }

    /// Fills the buffer from an offset (pread(2)) as far as the file goes; returns the number of bytes.
    public func read(into buffer: inout [UInt8], at offset: UInt64) throws(StorageError) -> Int {
        try read(into: &buffer, buffer.indices, at: offset)
    }

    /// Fills a part of the buffer from an offset (pread(2)) as far as the file goes; returns the number of
    /// bytes.
    public func read(
        into buffer: inout [UInt8], _ part: Range<Int>, at offset: UInt64
    ) throws(StorageError) -> Int {
        precondition(part.lowerBound >= 0 && part.upperBound <= buffer.count, "outside the buffer")
        var filled = 0
        while filled < part.count {
            let count = try call("pread") {
                buffer.withUnsafeMutableBytes {
                    pread(
                        number, $0.baseAddress! + part.lowerBound + filled, part.count - filled,
                        off_t(offset) + filled)
                }
            }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// Writes all the bytes at an offset (pwrite(2)).
    public func write(_ bytes: ArraySlice<UInt8>, at offset: UInt64) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            written += try call("pwrite") {
                bytes.withUnsafeBytes {
                    pwrite(number, $0.baseAddress! + written, $0.count - written, off_t(offset) + written)
                }
            }
        }
    }

    /// Writes all the bytes where the file's position is, or at the end with `.append` (write(2)).
    public func write(_ bytes: [UInt8]) throws(StorageError) { try write(bytes[...]) }

    /// Writes all the bytes where the file's position is, or at the end with `.append` (write(2)).
    public func write(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
        var written = 0
        while written < bytes.count {
            written += try call("write") {
                bytes.withUnsafeBytes { Glibc.write(number, $0.baseAddress! + written, $0.count - written) }
            }
        }
    }

    /// Sets the length; a longer file grows by a hole (ftruncate(2)).
    public func setSize(_ size: UInt64) throws(StorageError) {
        try call("ftruncate") { ftruncate(number, off_t(size)) }
    }

    /// Waits until content and attributes are on the disk (fsync(2)).
    public func synchronize() throws(StorageError) {
        try call("fsync") { fsync(number) }
    }

    /// Waits until everything on this file's file system is on the disk (syncfs(2)).
    public func synchronizeFileSystem() throws(StorageError) {
        try call("syncfs") { strata_syncfs(number) }
    }

    /// The next stretch of data from an offset as (start, end), or nil when only a hole is left
    /// (lseek(2) with SEEK_DATA and SEEK_HOLE).
    public func nextData(from offset: UInt64) throws(StorageError) -> (start: UInt64, end: UInt64)? {
        let seekData: CInt = 3
        let seekHole: CInt = 4
        do {
            let start = try call("lseek") { lseek(number, off_t(offset), seekData) }
            let end = try call("lseek") { lseek(number, start, seekHole) }
            return (UInt64(start), UInt64(end))
        } catch  where error.errno == ENXIO {
            return nil
        }
    }
}
