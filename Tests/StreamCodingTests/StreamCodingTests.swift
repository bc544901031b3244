// SPDX-License-Identifier: Apache-2.0

import StreamCoding
import Testing

@Suite struct StreamCodingTests {
    /// Bytes of which some repeat and some do not.
    static func sample(_ count: Int, seed: UInt64 = 7) -> [UInt8] {
        var state = seed
        return (0..<count).map { index in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return index % 3000 < 1500
                ? UInt8(truncatingIfNeeded: index % 37) : UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    static func pack(_ bytes: [UInt8], _ compression: Compression, pieces: Int = 10_000) throws -> [UInt8] {
        var compressor = try Compressor(compression)
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            try compressor.compress(rest.prefix(pieces), into: &output)
            rest = rest.dropFirst(pieces)
        }
        try compressor.finish(into: &output)
        return output
    }

    static func unpack(
        _ bytes: [UInt8], pieces: Int = 10_000, limit: Int = 65_536
    ) throws(StreamCodingError) -> [UInt8] {
        var decompressor = Decompressor()
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            var piece = rest.prefix(pieces)
            rest = rest.dropFirst(pieces)
            while true {
                var part: [UInt8] = []
                try decompressor.decompress(&piece, limit: limit, into: &part)
                output += part
                if piece.isEmpty && part.isEmpty { break }
            }
        }
        try decompressor.finish(into: &output)
        return output
    }

    @Test(arguments: Compression.allCases, [0, 1, 5, 6, 7, 1000, 300_000, 3_000_000])
    func `what is packed unpacks to itself however it is cut`(_ compression: Compression, _ size: Int) throws
    {
        let bytes = Self.sample(size)
        let packed = try Self.pack(bytes, compression)
        for pieces in [1, 7, 4096, packed.count + 1] where pieces * 200_000 > packed.count {
            #expect(try Self.unpack(packed, pieces: pieces) == bytes, "pieces of \(pieces)")
        }
        #expect(try Self.unpack(packed, limit: 1000) == bytes)
        let incompressibleShare = size >= 1000 && compression != .none
        #expect(!incompressibleShare || packed.count < size * 3 / 4)
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `members that follow one another are one stream`(_ compression: Compression) throws {
        let parts = (1...5).map { Self.sample(20_000 * $0, seed: UInt64($0)) }
        let packed = try parts.flatMap { try Self.pack($0, compression) }
        for pieces in [1, 13, 1 << 20] {
            #expect(try Self.unpack(packed, pieces: pieces) == parts.flatMap { $0 })
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `a stream that is cut or damaged is an error`(_ compression: Compression) throws {
        let packed = try Self.pack(Self.sample(50_000), compression)
        for length in [7, 100, packed.count / 2, packed.count - 5, packed.count - 1] {
            let error = #expect(throws: StreamCodingError.self) {
                _ = try Self.unpack(Array(packed.prefix(length)))
            }
            #expect(error?.code == .truncated, "\(length) bytes")
        }
        var damaged = packed
        damaged[packed.count - 3] ^= 0x10
        let error = #expect(throws: StreamCodingError.self) { _ = try Self.unpack(damaged) }
        #expect(error?.code == .damaged)
    }

    @Test func `something else behind a gzip stream is an error and zeros are not`() throws {
        let bytes = Self.sample(5000)
        let packed = try Self.pack(bytes, .gzip)
        #expect(try Self.unpack(packed + [0, 0, 0]) == bytes)
        #expect(throws: StreamCodingError.self) { _ = try Self.unpack(packed + Array("more".utf8)) }
    }

    @Test func `unpacking gives no more than the limit at a time`() throws {
        let packed = try Self.pack([UInt8](repeating: 0, count: 8 << 20), .gzip)
        var decompressor = Decompressor()
        var rest = packed[...]
        var total = 0
        while true {
            var part: [UInt8] = []
            try decompressor.decompress(&rest, limit: 4096, into: &part)
            #expect(part.count <= 4096)
            total += part.count
            if rest.isEmpty && part.isEmpty { break }
        }
        #expect(total == 8 << 20)
    }

    @Test func `other forms are named`() throws {
        let error = #expect(throws: StreamCodingError.self) {
            _ = try Self.unpack([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1, 2, 3])
        }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("xz") == true)
    }

    @Test func `digests are those of the standard`() throws {
        var computation = try DigestComputation()
        computation.update(Array("a".utf8)[...])
        computation.update(Array("bc".utf8)[...])
        let digest = computation.finish()
        // FIPS 180-4's example of one block.
        let text = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(digest.description == text)
        #expect(Digest(text) == digest)
        #expect(Digest("sha256:00") == nil)
        #expect(Digest("sha512:" + text.dropFirst(7)) == nil)
    }
}
