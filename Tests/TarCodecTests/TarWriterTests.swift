// SPDX-License-Identifier: Apache-2.0

import Foundation
import TarCodec
import Testing

@Suite struct TarWriterTests {
    /// One entry of each kind, and each value that a ustar header has no room for.
    static let entries: [TarEntry] = {
        func entry(_ path: String, _ kind: TarEntry.Kind, _ change: (inout TarEntry) -> Void = { _ in })
            -> TarEntry
        {
            var entry = TarEntry(path: Array(path.utf8), kind: kind)
            entry.permissions = kind == .directory ? 0o755 : 0o644
            entry.modified = TarTime(seconds: 1_700_000_000, nanoseconds: 0)
            change(&entry)
            return entry
        }
        let long = String(repeating: "n", count: 200)
        let deep = (0..<40).map { "directory\($0)" }.joined(separator: "/")
        return [
            entry("plain", .regular) { $0.size = 5 },
            entry("folder", .directory) { $0.permissions = 0o1777 },
            entry("folder/link", .symbolicLink) { $0.linkTarget = Array("../plain".utf8) },
            entry("hard", .hardLink) { $0.linkTarget = Array("plain".utf8) },
            entry("null", .characterDevice) { ($0.deviceMajor, $0.deviceMinor) = (1, 3) },
            entry("disk", .blockDevice) { ($0.deviceMajor, $0.deviceMinor) = (8, 1) },
            entry("pipe", .fifo) { $0.modified = TarTime(seconds: 5, nanoseconds: 7) },
            entry("setuid", .regular) { $0.permissions = 0o6755 },
            entry(long, .regular) { $0.size = 5 },
            entry("\(String(repeating: "p", count: 120))/\(String(repeating: "s", count: 90))", .regular),
            entry(deep, .directory),
            entry("longlink", .symbolicLink) { $0.linkTarget = Array(long.utf8) },
            entry("owner", .regular) { ($0.user, $0.group) = (3_000_000, 4_000_000_000) },
            entry("early", .regular) { $0.modified = TarTime(seconds: -2, nanoseconds: 500_000_000) },
            entry("late", .regular) { $0.modified = TarTime(seconds: 1 << 34, nanoseconds: 999_999_999) },
            entry("naïve", .regular),
            entry("attributes", .regular) {
                $0.extendedAttributes = [
                    TarAttribute(name: Array("user.two".utf8), value: [0, 255, 10, 61]),
                    TarAttribute(name: Array("user.one".utf8), value: Array("text".utf8)),
                ]
            },
        ]
    }()

    static func archive(_ entries: [TarEntry]) throws(TarError) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            try TarWriter.appendHeader(of: entry, to: &bytes)
            bytes += repeatElement(0x61, count: Int(entry.size))
            bytes += repeatElement(0, count: TarWriter.padding(after: entry.size))
        }
        return bytes + TarWriter.endMarker
    }

    @Test func `a short name gives one ustar block with the checksum of its bytes`() throws {
        var entry = TarEntry(path: Array("a".utf8), kind: .regular)
        entry.permissions = 0o644
        var bytes: [UInt8] = []
        try TarWriter.appendHeader(of: entry, to: &bytes)
        #expect(bytes.count == 512)
        #expect(Array(bytes[100..<108]) == Array("0000644\0".utf8))
        #expect(Array(bytes[257..<265]) == Array("ustar\0".utf8) + Array("00".utf8))
        let sum = bytes.enumerated().reduce(0) {
            $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
        }
        #expect(String(decoding: bytes[148..<154], as: UTF8.self) == String(format: "%06o", sum))
        #expect(Array(bytes[154..<156]) == [0, 0x20])
    }

    @Test func `the same entries give the same bytes`() throws {
        #expect(try Self.archive(Self.entries) == Self.archive(Self.entries))
    }

    @Test func `python reads every entry as it was written`() throws {
        let script = """
            import sys, tarfile, json
            for m in tarfile.open(sys.argv[1], errors="surrogateescape"):
                x = {k[13:]: v.encode("utf-8", "surrogateescape").hex()
                     for k, v in m.pax_headers.items() if k.startswith("SCHILY.xattr.")}
                print(json.dumps([m.name, m.type.decode(), m.linkname, m.mode, m.uid, m.gid, m.size,
                    m.pax_headers.get("mtime", str(m.mtime)), m.devmajor, m.devminor, sorted(x.items())]))
            """
        let lines = try Tool.output(of: ["python3", "-c", script], on: Self.archive(Self.entries))
        let found = try lines.map {
            try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [Any])
        }
        #expect(found.count == Self.entries.count)
        for (row, entry) in zip(found, Self.entries) {
            let name = String(decoding: entry.path, as: UTF8.self)
            #expect(row[0] as? String == name)
            #expect(row[1] as? String == String(UnicodeScalar(entry.kind.rawValue)), "\(name)")
            #expect(row[2] as? String == String(decoding: entry.linkTarget, as: UTF8.self), "\(name)")
            #expect(row[3] as? Int == Int(entry.permissions), "\(name)")
            #expect(row[4] as? Int == Int(entry.user) && row[5] as? Int == Int(entry.group), "\(name)")
            #expect(row[6] as? Int == Int(entry.size), "\(name)")
            let time = Double(row[7] as? String ?? "")
            let expected = Double(entry.modified.seconds) + Double(entry.modified.nanoseconds) / 1e9
            #expect(time == expected, "\(name)")
            #expect(row[8] as? Int == Int(entry.deviceMajor), "\(name)")
            #expect((row[10] as? [Any])?.count == entry.extendedAttributes.count, "\(name)")
        }
        let attributes = try #require(found.last?[10] as? [[String]])
        #expect(attributes == [["user.one", "74657874"], ["user.two", "00ff0a3d"]])
    }

    @Test(arguments: [["tar", "--list", "--file"], ["bsdtar", "-t", "-f"]])
    func `other readers list every name`(_ command: [String]) throws {
        let lines = try Tool.output(of: command, on: Self.archive(Self.entries))
        #expect(lines.count == Self.entries.count)
        #expect(lines.first == "plain")
        #expect(lines.contains(String(repeating: "n", count: 200)))
    }

    @Test func `decimals of times are exact on both sides of 1970`() throws {
        let cases: [(TarTime, String)] = [
            (TarTime(seconds: -1, nanoseconds: 500_000_000), "mtime=-0.5\n"),
            (TarTime(seconds: -2, nanoseconds: 0), "mtime=-2\n"),
            (TarTime(seconds: -2, nanoseconds: 1), "mtime=-1.999999999\n"),
            (TarTime(seconds: 3, nanoseconds: 1), "mtime=3.000000001\n"),
            (TarTime(seconds: 3, nanoseconds: 120_000_000), "mtime=3.12\n"),
        ]
        for (time, expected) in cases {
            var entry = TarEntry(path: [0x61], kind: .regular)
            entry.modified = time
            var bytes: [UInt8] = []
            try TarWriter.appendHeader(of: entry, to: &bytes)
            #expect(String(decoding: bytes[512...], as: UTF8.self).contains(" \(expected)"), "\(expected)")
        }
    }

    @Test func `names that the format cannot hold are refused`() {
        var entry = TarEntry(path: [0x61, 0], kind: .regular)
        var bytes: [UInt8] = []
        #expect(throws: TarError.self) { try TarWriter.appendHeader(of: entry, to: &bytes) }
        entry.path = [0x61]
        entry.extendedAttributes = [TarAttribute(name: Array("user.a=b".utf8), value: [])]
        let error = #expect(throws: TarError.self) { try TarWriter.appendHeader(of: entry, to: &bytes) }
        #expect(error?.code == .unrepresentable)
        #expect(error?.message.contains("user.a=b") == true)
        #expect(bytes.isEmpty)
    }
}
