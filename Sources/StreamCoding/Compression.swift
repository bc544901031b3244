// SPDX-License-Identifier: Apache-2.0

/// How the bytes of a layer's archive are packed.
///
/// Source: OCI image specification, layer.md, media types `tar`, `tar+gzip` and `tar+zstd`.
public enum Compression: String, CaseIterable, Sendable {
    /// Not at all.
    case none
    /// gzip (RFC 1952), by ISA-L.
    case gzip
    /// Zstandard (RFC 8878), by libzstd.
    case zstd

    /// The number of leading bytes that `init(leadingBytes:)` needs to decide.
    public static let magicLength = 6

    /// Recognizes the form of a stream by its first bytes; what has no known magic is not compressed.
    ///
    /// - Throws: `unsupported` for a form that is known and not read here: xz, bzip2, lz4.
    public init(leadingBytes bytes: [UInt8]) throws(StreamCodingError) {
        if bytes.starts(with: [0x1f, 0x8b]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) || Self.isSkippableFrame(bytes) {
            self = .zstd
        } else {
            for (name, magic) in Self.foreign where bytes.starts(with: magic) {
                throw StreamCodingError(
                    .unsupported,
                    "the stream is compressed by \(name); pack it anew with gzip or zstd, or not at all")
            }
            self = .none
        }
    }

    /// RFC 8878, 3.1.2: a magic of 0x184D2A50 to 0x184D2A5F, little endian.
    private static func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xf0 == 0x50 && bytes[1...3] == [0x2a, 0x4d, 0x18]
    }

    private static let foreign: [(String, [UInt8])] = [
        ("xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), ("bzip2", Array("BZh".utf8)),
        ("lz4", [0x04, 0x22, 0x4d, 0x18]),
    ]
}

/// What is wrong with a stream.
public struct StreamCodingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Kinds of errors.
    public enum Code: Hashable, Sendable {
        /// The stream is damaged.
        case damaged
        /// The stream ends in the middle.
        case truncated
        /// The stream uses what is not read here.
        case unsupported
        /// The library has no memory left.
        case outOfMemory
    }

    /// The kind.
    public let code: Code
    /// A sentence for people.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
