// SPDX-License-Identifier: Apache-2.0

public import StreamCoding

/// What a caller allows an archive to do to a layer, and how it is to be read.
public struct ApplyOptions: Hashable, Sendable {
    /// Whether device nodes are made; otherwise an archive with one is refused.
    public var allowsDevices = true
    /// The most bytes of content that the archive may unpack to, holes included; nil for no limit.
    public var maximumContentBytes: UInt64?
    /// The most entries that the archive may have; nil for no limit.
    public var maximumEntries: Int?

    /// The digest that the uncompressed archive must have (OCI's DiffID); nil for any.
    public var expectedDiffID: Digest?
    /// The digest that the archive must have as it arrives; nil for any.
    public var expectedDigest: Digest?
    /// Whether the digests are computed on the way; they are in any case when one is expected.
    public var computesDigests: Bool {
        get { wantsDigests || expectedDiffID != nil || expectedDigest != nil }
        set { wantsDigests = newValue }
    }
    private var wantsDigests = true
    /// How owners' numbers become those on the disk; nil leaves them.
    public var userMapping: IDMapping?
    /// How groups' numbers become those on the disk; nil leaves them.
    public var groupMapping: IDMapping?

    /// Allows everything and expects nothing.
    public init() {}
}

/// What an archive did to a layer.
public struct ApplySummary: Hashable, Sendable {
    /// The entries of the archive, whiteouts among them.
    public var entries = 0
    /// The entries that took something of the layers below away.
    public var whiteouts = 0
    /// The content of files, in bytes, holes included.
    public var contentBytes: UInt64 = 0
    /// The length of the uncompressed archive, in bytes.
    public var archiveBytes: UInt64 = 0
    /// The length of the archive as it arrived, in bytes.
    public var packedBytes: UInt64 = 0
    /// How the archive was packed.
    public var compression = Compression.none
    /// The digest of the uncompressed archive (OCI's DiffID), unless digests were not wanted.
    public var diffID: Digest?
    /// The digest of the archive as it arrived, unless digests were not wanted.
    public var digest: Digest?
}
