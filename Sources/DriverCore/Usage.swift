// SPDX-License-Identifier: Apache-2.0

/// The space that a layer's own files take, each inode once.
public struct Usage: Hashable, Sendable {
    /// Allocated bytes (st_blocks times 512).
    public var bytes: UInt64
    /// The number of inodes.
    public var inodes: UInt64
    /// The sizes of the regular files (st_size): what Docker calls the size of a layer.
    public var contentBytes: UInt64
    /// Those of the allocated bytes that the file of the same name in the layer below has too: what reflinks
    /// and snapshots did not copy. A file that was renamed counts as not shared.
    public var sharedBytes: UInt64

    /// Those of the allocated bytes that the layer alone has.
    public var exclusiveBytes: UInt64 { bytes - min(bytes, sharedBytes) }

    /// Makes a figure.
    public init(
        bytes: UInt64 = 0, inodes: UInt64 = 0, contentBytes: UInt64 = 0, sharedBytes: UInt64 = 0
    ) {
        self.bytes = bytes
        self.inodes = inodes
        self.contentBytes = contentBytes
        self.sharedBytes = sharedBytes
    }
}
