// SPDX-License-Identifier: Apache-2.0

public import StreamCoding
public import SystemPackage

/// What a diff wrote, and what it had to leave out.
public struct DiffSummary: Hashable, Sendable {
    /// The entries of the archive, whiteouts among them.
    public var entries = 0
    /// The entries that say that a name of the layer below is gone.
    public var whiteouts = 0
    /// The content of files, in bytes.
    public var contentBytes: UInt64 = 0
    /// The length of the uncompressed archive, in bytes.
    public var archiveBytes: UInt64 = 0
    /// The length of the archive as it was handed out, in bytes.
    public var packedBytes: UInt64 = 0
    /// The digest of the uncompressed archive (OCI's DiffID), unless digests were not wanted.
    public var diffID: Digest?
    /// The digest of the archive as it was handed out, unless digests were not wanted.
    public var digest: Digest?
    /// How the changes were found.
    public var detection = ChangeDetection(.comparison)
    /// Sockets: archives cannot hold them, and without the process behind them they are of no use.
    public var skippedSockets: [FilePath] = []
}
