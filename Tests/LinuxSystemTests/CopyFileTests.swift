// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct CopyFileTests {
    private static let size: UInt64 = 3 << 20
    private static let block = [UInt8](repeating: 0x61, count: 4096)

    /// Where data lies between holes: at the start, in the middle, at the end, nowhere.
    private static let layouts: [[UInt64]] = [[0], [1 << 20], [(3 << 20) - 4096], [0, 2 << 20], []]

    private static func makeFile(
        _ name: FilePath, _ offsets: [UInt64], in root: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let file = try root.open(beneath: name, [.write, .create])
        try file.setSize(size)
        for offset in offsets { try file.write(block[...], at: offset) }
        try file.synchronize()
    }

    @Test(arguments: ScratchFileSystem.Kind.allCases)
    func `every method copies the bytes and keeps the holes`(_ kind: ScratchFileSystem.Kind) throws {
        try withScratch(kind) { root, _ in
            for (number, offsets) in Self.layouts.enumerated() {
                let original = FilePath("original\(number)")
                try Self.makeFile(original, offsets, in: root)
                for method in CopyMethod.allCases {
                    let copy = FilePath("copy\(number)-\(method)")
                    let output = try root.open(beneath: copy, [.readWrite, .create])
                    let used = try output.copyContent(
                        of: root.open(beneath: original), size: Self.size, methods: [method])
                    if method != .clone || kind != .ext4 { #expect(used == method, "\(kind)") }
                    try output.synchronize()
                    #expect(try output.readAll() == root.open(beneath: original).readAll())
                    let space = try root.status(of: copy).blocks * 512
                    #expect(space <= UInt64(offsets.count) * 64 * 1024 + 4096, "\(kind) \(method)")
                }
            }
        }
    }

    @Test(arguments: ScratchFileSystem.Kind.allCases)
    func `the best method that the file system has is used`(_ kind: ScratchFileSystem.Kind) throws {
        try withScratch(kind) { root, _ in
            try Self.makeFile("original", [0], in: root)
            let output = try root.open(beneath: "copy", [.write, .create])
            let used = try output.copyContent(of: root.open(beneath: "original"), size: Self.size)
            #expect(used == (kind == .ext4 ? .kernel : .clone))
        }
    }

    @Test func `a copy to another type of file system falls back to a buffer`() throws {
        try withScratch(.ext4) { from, _ in
            try withScratch(.btrfs) { to, _ in
                try Self.makeFile("original", [0, 1 << 20], in: from)
                let output = try to.open(beneath: "copy", [.readWrite, .create])
                #expect(
                    try output.copyContent(of: from.open(beneath: "original"), size: Self.size) == .buffer)
                #expect(try output.readAll() == from.open(beneath: "original").readAll())
            }
        }
    }

    @Test func `a size that is no multiple of anything is copied to the byte`() throws {
        try withScratch { root, _ in
            let bytes = (0..<777_777).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try root.open(beneath: "odd", [.write, .create]).write(bytes)
            for method in CopyMethod.allCases {
                let output = try root.open(beneath: FilePath("odd-\(method)"), [.readWrite, .create])
                try output.copyContent(
                    of: root.open(beneath: "odd"), size: UInt64(bytes.count), methods: [method, .buffer])
                #expect(try output.readAll() == bytes)
            }
        }
    }
}
