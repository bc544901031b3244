// SPDX-License-Identifier: Apache-2.0

/// What a reader finds next in an archive.
public enum TarEvent: Hashable, Sendable {
    /// An entry begins.
    case entry(TarEntry)
    /// Content of the entry that began last, and where in the file it belongs, in bytes; what no content is
    /// given for is a hole.
    case content(offset: UInt64, bytes: ArraySlice<UInt8>)
    /// The entry that began last is complete.
    case endOfEntry
    /// The archive is complete: two blocks of zeros.
    case endOfArchive
}

/// How much a reader takes from an archive before it calls it an attack.
public struct TarLimits: Hashable, Sendable {
    /// The most bytes of one extended header or long name.
    public var extendedHeaderBytes = 4 << 20
    /// The most stretches of data in one sparse file.
    public var sparseExtents = 1 << 20

    /// The defaults.
    public init() {}
}
