// SPDX-License-Identifier: Apache-2.0

/// What a caller allows an archive to do to a layer, and how it is to be read.
public struct ApplyOptions: Hashable, Sendable {
    /// Whether device nodes are made; otherwise an archive with one is refused.
    public var allowsDevices = true
    /// The most bytes of content that the archive may unpack to, holes included; nil for no limit.
    public var maximumContentBytes: UInt64?
    /// The most entries that the archive may have; nil for no limit.
    public var maximumEntries: Int?

    /// Allows everything.
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
    /// The length of the archive, in bytes.
    public var archiveBytes: UInt64 = 0
}
