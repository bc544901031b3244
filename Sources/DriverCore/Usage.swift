// SPDX-License-Identifier: Apache-2.0

/// The space that a layer's own files take.
public struct Usage: Hashable, Sendable {
    /// Allocated bytes (st_blocks times 512), each inode once.
    public var bytes: UInt64
    /// The number of inodes.
    public var inodes: UInt64

    /// Makes a figure.
    public init(bytes: UInt64 = 0, inodes: UInt64 = 0) {
        self.bytes = bytes
        self.inodes = inodes
    }
}
