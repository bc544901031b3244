// SPDX-License-Identifier: Apache-2.0

public import StreamCoding

/// How a layer archive is written.
public struct DiffOptions: Hashable, Sendable {
    /// How it is packed.
    public var compression = Compression.none
    /// Whether the digests of the archive, before and after packing, are computed on the way.
    public var computesDigests = true

    /// An archive that is not compressed, with its digests.
    public init() {}

    /// An archive of a form, with its digests.
    public init(_ compression: Compression) {
        self.compression = compression
    }
}
