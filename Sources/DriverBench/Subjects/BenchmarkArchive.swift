// SPDX-License-Identifier: Apache-2.0

public import StreamCoding

/// An archive that is unpacked into layers.
public struct BenchmarkArchive: Hashable, Sendable {
    /// What an archive holds.
    public enum Content: String, Sendable {
        /// 10,000 files of one block.
        case manySmall = "many-small"
        /// Four files of 64 MiB.
        case fewBig = "few-big"
        /// The real root file system.
        case rootFileSystem = "rootfs"
    }

    /// What it holds.
    public let content: Content
    /// How it is packed.
    public let packing: Compression

    /// Says what an archive is.
    public init(_ content: Content, _ packing: Compression) {
        self.content = content
        self.packing = packing
    }

    /// A name for people and files.
    var name: String { packing == .none ? "\(content.rawValue).tar" : "\(content.rawValue).tar.\(packing)" }
}
