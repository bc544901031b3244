// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// A part of an archive on its way from one thread to another; its memory is used again and again.
final class ArchivePiece: @unchecked Sendable {
    // One thread at a time has the piece: the queues between them see to that.
    private var bytes = [UInt8](repeating: 0, count: size)
    private var count = 0

    private static let size = 512 << 10

    /// How many further bytes it holds.
    var room: Int { bytes.count - count }

    /// What it holds.
    var content: ArraySlice<UInt8> { bytes[..<count] }

    /// Forgets what it holds.
    func removeAll() { count = 0 }

    /// Adds as many of the bytes as there is room for, and returns their number.
    func append(_ more: ArraySlice<UInt8>) -> Int {
        let added = min(more.count, room)
        bytes.replaceSubrange(count..<count + added, with: more.prefix(added))
        count += added
        return added
    }

    /// Adds a part of a file for which there is room, and returns its length in bytes.
    func append(
        from file: borrowing OwnedDescriptor, at offset: UInt64, limit: UInt64
    ) throws(StorageError) -> Int {
        let wanted = Int(min(limit, UInt64(room)))
        let added = try file.read(into: &bytes, count..<count + wanted, at: offset)
        count += added
        return added
    }
}
