// SPDX-License-Identifier: Apache-2.0

import CStreamCoding

/// A SHA-256 digest, written as OCI does: `sha256:` and 64 hexadecimal digits (FIPS 180-4).
public struct Digest: Hashable, Sendable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    private static let length = 32
    private static let prefix = "sha256:"

    fileprivate init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads `sha256:` and 64 lowercase hexadecimal digits; nil for anything else.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let digits = Array(text.utf8.dropFirst(Self.prefix.utf8.count))
        let values = digits.compactMap(Self.value)
        guard digits.count == 2 * Self.length, values.count == digits.count else { return nil }
        bytes = (0..<Self.length).map { values[2 * $0] << 4 | values[2 * $0 + 1] }
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The digits alone, which name a blob in an image layout.
    public var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The digest as OCI writes it.
    public var description: String { Self.prefix + hexadecimal }
}

/// Computes a digest of a stream, by libcrypto.
public struct DigestComputation: ~Copyable {
    private let context: OpaquePointer

    /// Begins.
    ///
    /// - Throws: `outOfMemory`; `unsupported` when the machine's policy forbids SHA-256.
    public init() throws(StreamCodingError) {
        guard let made = EVP_MD_CTX_new() else {
            throw StreamCodingError(.outOfMemory, "no memory for a digest")
        }
        guard EVP_DigestInit_ex(made, EVP_sha256(), nil) == 1 else {
            EVP_MD_CTX_free(made)
            throw StreamCodingError(
                .unsupported, "libcrypto offers no SHA-256 here; look at its configuration")
        }
        context = made
    }

    deinit {
        EVP_MD_CTX_free(context)
    }

    /// Takes the next bytes in.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        _ = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    }

    /// The digest of all bytes.
    public consuming func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        EVP_DigestFinal_ex(context, &bytes, &count)
        return Digest(bytes: Array(bytes.prefix(Int(count))))
    }
}
