// SPDX-License-Identifier: Apache-2.0

import Foundation
import TarCodec
import Testing

@Suite struct HostileArchiveTests {
    private static func header(_ change: (inout TarEntry) -> Void = { _ in }) throws -> [UInt8] {
        var entry = TarEntry(path: Array("file".utf8), kind: .regular)
        change(&entry)
        var bytes: [UInt8] = []
        try TarWriter.appendHeader(of: entry, to: &bytes)
        return bytes
    }

    /// A header with other bytes in a field and the checksum that goes with them.
    private static func forged(_ field: Range<Int>, _ value: [UInt8], in header: [UInt8]) -> [UInt8] {
        var header = header
        header.replaceSubrange(field, with: value)
        header.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
        let sum = header[..<512].reduce(0) { $0 + Int($1) }
        header.replaceSubrange(148..<155, with: Array(String(format: "%06o\0", sum).utf8))
        return header
    }

    private static func extended(_ records: String, flag: UInt8 = 0x78) throws -> [UInt8] {
        let header = try header { $0.size = UInt64(records.utf8.count) }
        return forged(156..<157, [flag], in: header) + Array(records.utf8)
            + [UInt8](repeating: 0, count: TarWriter.padding(after: UInt64(records.utf8.count)))
    }

    private func refuses(_ archive: [UInt8], _ code: TarError.Code, _ word: String) {
        let error = #expect(throws: TarError.self) { try ReadEntry.all(in: archive) }
        #expect(error?.code == code, "\(word)")
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test func `damaged headers are refused with what is wrong`() throws {
        let good = try Self.header()
        var flipped = good
        flipped[3] ^= 1
        refuses(flipped, .malformed, "checksum")
        refuses(Self.forged(124..<136, Array("00000000009\0".utf8), in: good), .malformed, "size")
        refuses(
            Self.forged(124..<136, [0xff] + [UInt8](repeating: 0xff, count: 11), in: good), .malformed, "size"
        )
        refuses(
            Self.forged(124..<136, [0x80, 0x7f] + [UInt8](repeating: 0xff, count: 10), in: good), .malformed,
            "size")
        refuses(Self.forged(156..<157, [0x51], in: good), .malformed, "type flag")
        refuses(Self.forged(0..<100, [UInt8](repeating: 0, count: 100), in: good), .malformed, "name")
    }

    @Test func `a sparse file of old GNU tar stays a file when its name ends with a slash`() throws {
        var archive = try Self.header { $0.path = Array("name/".utf8) }
        archive = Self.forged(257..<265, Array("ustar  \0".utf8), in: archive)
        archive = Self.forged(483..<495, Array("00000000012\0".utf8), in: archive)
        archive = Self.forged(156..<157, Array("S".utf8), in: archive)
        let entry = try #require(ReadEntry.all(in: archive + TarWriter.endMarker).first?.entry)
        #expect(entry.kind == .regular)
        #expect(entry.path == Array("name".utf8))
        #expect(entry.size == 10)
    }

    @Test func `archives that end too early are refused`() throws {
        let archive = try Self.header { $0.size = 1000 } + [UInt8](repeating: 1, count: 1024)
        for length in [100, 511, 513, 1000, 1535] { refuses(Array(archive[..<length]), .truncated, "ends") }
        #expect(try ReadEntry.all(in: archive).count == 1)
        refuses(try Self.extended("11 path=ab\n"), .truncated, "ends")
    }

    @Test(arguments: ["99 path=a\n", "5 path=a\n", "x path=a\n", "9 path=ab\n", " path=a\n", "9 pathab\n"])
    func `a record with a wrong length is refused`(_ record: String) throws {
        refuses(try Self.extended(record) + Self.header(), .malformed, "record")
    }

    @Test func `an extended header larger than the limit is refused before it is read`() throws {
        let header = Self.forged(
            156..<157, [0x78], in: try Self.header { $0.size = 5 << 20 })
        refuses(header, .limitExceeded, "at most")
        refuses(
            Self.forged(156..<157, [0x4c], in: try Self.header { $0.size = 1 << 32 }), .limitExceeded,
            "at most")
    }

    @Test(arguments: ["-1", "18446744073709551616", "9223372036854775808", "1e3", ""])
    func `sizes that are none are refused or ignored when empty`(_ size: String) throws {
        let content = "\(size.utf8.count + 8) size=\(size)\n"
        let record =
            content.utf8.count == size.utf8.count + 8 ? content : "\(size.utf8.count + 9) size=\(size)\n"
        let archive = try Self.extended(record) + Self.header()
        if size.isEmpty {
            #expect(try ReadEntry.all(in: archive).count == 1)
        } else {
            refuses(archive, .malformed, "size")
        }
    }

    @Test(arguments: ["10,5,2,5", "0,100", "5", "0,18446744073709551615,1,1", "a,b"])
    func `sparse maps that overlap or leave the file are refused`(_ map: String) throws {
        func record(_ key: String, _ value: String) -> String {
            let rest = key.utf8.count + value.utf8.count + 3
            let digits = "\(rest + 2)".utf8.count
            return "\(rest + digits) \(key)=\(value)\n"
        }
        let records = record("GNU.sparse.size", "50") + record("GNU.sparse.map", map)
        refuses(try Self.extended(records) + Self.header { $0.size = 10 }, .malformed, "sparse")
    }

    @Test func `what follows the end is seen and not read`() throws {
        var reader = TarReader()
        var input = (TarWriter.endMarker + (try Self.header()))[...]
        #expect(try reader.next(&input) == .endOfArchive)
        #expect(try reader.next(&input) == nil)
        #expect(reader.hasTrailingData)
        try reader.finish()
    }

    @Test func `no mutation of an archive makes the reader trap or lose its place`() throws {
        let archive = try TarWriterTests.archive(TarWriterTests.entries)
        var random = Mutation(state: 42)
        var refused = 0
        for _ in 0..<20_000 {
            var mutated = archive
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<mutated.count, using: &random)
                mutated[place] = UInt8.random(in: 0...255, using: &random)
                // Most damage is seen by the checksum; so that the rest is tried too, it is made right.
                let block = place / 512 * 512
                if Bool.random(using: &random), block + 512 <= mutated.count {
                    let header = Self.forged(0..<0, [], in: Array(mutated[block..<block + 512]))
                    mutated.replaceSubrange(block..<block + 512, with: header)
                }
            }
            let kept =
                Bool.random(using: &random)
                ? mutated.count : Int.random(in: 0...mutated.count, using: &random)
            do throws(TarError) {
                _ = try ReadEntry.all(in: Array(mutated[..<kept]), pieces: 4096)
            } catch {
                refused += 1
                #expect(error.offset.map { $0 <= UInt64(kept) } ?? false)
            }
        }
        #expect(refused > 5000)
    }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
private struct Mutation: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
