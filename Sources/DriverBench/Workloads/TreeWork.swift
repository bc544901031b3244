// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

extension OwnedDescriptor {
    /// Appends a byte, waits for the disk when asked to, and returns the nanoseconds that both took.
    func timedAppend(to name: FilePath, durable: Bool) throws(StorageError) -> UInt64 {
        let start = ProcessFacts.monotonicNanoseconds
        do {
            let file = try open(beneath: name, [.write, .append])
            try file.write([0x2a])
            if durable { try file.synchronize() }
        }
        return ProcessFacts.monotonicNanoseconds - start
    }

    /// Visits every entry below this directory; files are read when asked to.
    ///
    /// - Returns: The space of all entries, in bytes.
    @discardableResult
    func walk(reading: Bool, _ path: FilePath = ".") throws(StorageError) -> UInt64 {
        var space: UInt64 = 0
        var subdirectories: [FilePath] = []
        do {
            let directory = try open(beneath: path, .directory)
            var buffer = [UInt8](repeating: 0, count: 128 * 1024)
            for name in try directory.entryNames() {
                let status = try directory.status(of: name)
                space += status.blocks * 512  // The unit of st_blocks, stat(2).
                if status.type == .directory { subdirectories.append(path.pushing(name)) }
                guard reading, status.type == .regular else { continue }
                let file = try directory.open(beneath: name)
                var offset: UInt64 = 0
                while offset < status.size {
                    let count = try file.read(into: &buffer, at: offset)
                    if count == 0 { break }
                    offset += UInt64(count)
                }
            }
        }
        for inner in subdirectories { space += try walk(reading: reading, inner) }
        return space
    }
}
