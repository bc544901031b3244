// SPDX-License-Identifier: Apache-2.0

import Foundation
import TarCodec
import Testing

/// An entry with its content, holes filled with zeros.
struct ReadEntry: Hashable {
    var entry: TarEntry
    var content: [UInt8] = []

    /// Everything in an archive, which is given to the reader in pieces of a size.
    static func all(
        in archive: [UInt8], pieces: Int = .max, limits: TarLimits = TarLimits()
    ) throws(TarError) -> [ReadEntry] {
        var reader = TarReader(limits: limits)
        var found: [ReadEntry] = []
        var rest = archive[...]
        while !rest.isEmpty {
            var piece = rest.prefix(pieces)
            rest = rest.dropFirst(pieces)
            while let event = try reader.next(&piece) {
                switch event {
                case .entry(let entry):
                    // What a damaged header says of a size is not to be believed.
                    let size = Int(min(entry.size, 1 << 24))
                    found.append(ReadEntry(entry: entry, content: [UInt8](repeating: 0, count: size)))
                case .content(let offset, let bytes):
                    let place = Int(offset)
                    guard place + bytes.count <= found[found.count - 1].content.count else { continue }
                    found[found.count - 1].content.replaceSubrange(place..<place + bytes.count, with: bytes)
                case .endOfEntry, .endOfArchive: break
                }
            }
        }
        try reader.finish()
        return found
    }
}

@Suite struct TarReaderTests {
    @Test func `what was written is read back`() throws {
        let found = try ReadEntry.all(in: TarWriterTests.archive(TarWriterTests.entries))
        var expected = TarWriterTests.entries
        for index in expected.indices {
            expected[index].extendedAttributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
        }
        #expect(found.map(\.entry) == expected)
        #expect(found[0].content == [UInt8](repeating: 0x61, count: 5))
    }

    @Test(arguments: [1, 7, 511, 512, 513, 4096])
    func `pieces of any size give the same entries`(_ size: Int) throws {
        let archive = try TarWriterTests.archive(TarWriterTests.entries)
        #expect(try ReadEntry.all(in: archive, pieces: size) == ReadEntry.all(in: archive))
    }

    @Test(arguments: ["gnu", "oldgnu", "pax", "ustar", "v7"])
    func `each format of GNU tar is read`(_ format: String) throws {
        try Folder.with { folder in
            try folder.write("file", Array("content".utf8))
            try folder.run(["mkdir", "directory"])
            try folder.run(["ln", "-s", "../file", "directory/link"])
            try folder.run(["ln", "file", "hard"])
            try folder.run(["touch", "--date=@1234567890.123456789", "file"])
            let longPath = String(repeating: "d", count: 60) + "/" + String(repeating: "f", count: 90)
            if format != "v7" {
                try folder.run(["mkdir", String(repeating: "d", count: 60)])
                try folder.write(longPath, [1, 2, 3])
                try folder.run(["mkfifo", "fifo"])
                try folder.run(["mknod", "null", "c", "1", "3"])
            }
            let archive = try folder.archive(["--format=\(format)", "--sort=name", "."])
            let found = try ReadEntry.all(in: archive)
            func entry(_ path: String) throws -> ReadEntry {
                try #require(found.first { $0.entry.path == Array("./\(path)".utf8) }, "\(path)")
            }
            #expect(try entry("file").content == Array("content".utf8))
            let nanoseconds: UInt32 = format == "pax" ? 123_456_789 : 0
            let expected = TarTime(seconds: 1_234_567_890, nanoseconds: nanoseconds)
            #expect(try entry("file").entry.modified == expected)
            #expect(try entry("directory").entry.kind == .directory)
            #expect(try entry("directory/link").entry.linkTarget == Array("../file".utf8))
            #expect(try entry("hard").entry.kind == .hardLink)
            guard format != "v7" else { return }
            #expect(try entry(longPath).content == [1, 2, 3])
            #expect(try entry("fifo").entry.kind == .fifo)
            #expect(try entry("null").entry.deviceMinor == 3)
        }
    }

    @Test(arguments: ["gnu", "pax"])
    func `names longer than any header field are read`(_ format: String) throws {
        try Folder.with { folder in
            let name = String(repeating: "n", count: 250)
            let deep = (0..<10).map { "\($0)" + String(repeating: "d", count: 60) }.joined(separator: "/")
            try folder.write(name, [7])
            try folder.run(["mkdir", "--parents", deep])
            try folder.run(["ln", "-s", String(repeating: "t", count: 300), "\(deep)/link"])
            let found = try ReadEntry.all(in: folder.archive(["--format=\(format)", "."]))
            #expect(found.contains { $0.entry.path == Array("./\(name)".utf8) && $0.content == [7] })
            let link = try #require(found.first { $0.entry.kind == .symbolicLink })
            #expect(String(decoding: link.entry.path, as: UTF8.self) == "./\(deep)/link")
            #expect(link.entry.linkTarget == Array(String(repeating: "t", count: 300).utf8))
        }
    }

    @Test(arguments: ["gnu", "pax 0.0", "pax 0.1", "pax 1.0"], [2, 40])
    func `each sparse format is read with its holes`(_ format: String, _ stretches: Int) throws {
        try Folder.with { folder in
            var expected = [UInt8](repeating: 0, count: stretches * 65536 + 100)
            try folder.run(["truncate", "--size=\(expected.count)", "sparse"])
            for number in 0..<stretches {
                let place = number * 65536 + 4096
                expected[place] = UInt8(number + 1)
                try folder.write("byte", [UInt8(number + 1)])
                try folder.run([
                    "dd", "if=byte", "of=sparse", "bs=1", "seek=\(place)", "conv=notrunc", "status=none",
                ])
            }
            let parts = format.split(separator: " ")
            let version = parts.count > 1 ? ["--sparse-version=\(parts[1])"] : []
            let archive = try folder.archive(["--sparse", "--format=\(parts[0])"] + version + ["sparse"])
            #expect(archive.count < expected.count)
            for pieces in [Int.max, 100] {
                let found = try ReadEntry.all(in: archive, pieces: pieces)
                #expect(found.count == 1)
                #expect(found[0].entry.path == Array("sparse".utf8))
                #expect(found[0].entry.size == UInt64(expected.count))
                #expect(found[0].content == expected)
            }
        }
    }

    @Test func `python's archives with attributes and large numbers are read`() throws {
        try Folder.with { folder in
            let script = """
                import tarfile, io
                t = tarfile.open("a.tar", "w", format=tarfile.PAX_FORMAT)
                m = tarfile.TarInfo("f"); m.size = 3; m.uid = 3000000; m.mtime = -1.5
                m.pax_headers = {"SCHILY.xattr.user.a": "b", "comment": "ignored"}
                t.addfile(m, io.BytesIO(b"abc")); t.close()
                t = tarfile.open("b.tar", "w", format=tarfile.GNU_FORMAT)
                m = tarfile.TarInfo("g"); m.uid = 3000000; m.mtime = -7
                t.addfile(m); t.close()
                """
            try folder.run(["python3", "-c", script])
            let pax = try #require(ReadEntry.all(in: folder.read("a.tar")).first)
            #expect(pax.content == Array("abc".utf8))
            #expect(pax.entry.user == 3_000_000)
            #expect(pax.entry.modified == TarTime(seconds: -2, nanoseconds: 500_000_000))
            #expect(
                pax.entry.extendedAttributes == [
                    TarAttribute(name: Array("user.a".utf8), value: [0x62])
                ])
            let gnu = try #require(ReadEntry.all(in: folder.read("b.tar")).first)
            #expect(gnu.entry.user == 3_000_000)
            #expect(gnu.entry.modified == TarTime(seconds: -7, nanoseconds: 0))
        }
    }
}
