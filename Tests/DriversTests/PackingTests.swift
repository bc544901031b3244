// SPDX-License-Identifier: Apache-2.0

import DriverConformance
import DriverCore
import LinuxSystem
import ScratchFileSystem
import StreamCoding
import SystemPackage
import TarCodec
import Testing

/// Layer archives that are compressed, checked against digests, and mapped to other owners.
@Suite(.serialized) struct PackingTests {
    private static let vfs = Backend(driver: "vfs", fileSystem: .ext4)

    private static func pack(
        _ old: Layer?, _ new: Layer, of driver: any StorageDriver, _ compression: Compression
    ) throws -> (bytes: [UInt8], summary: DiffSummary) {
        var bytes: [UInt8] = []
        let summary = try driver.diff(from: old, to: new, options: DiffOptions(compression)) { bytes += $0 }
        return (bytes, summary)
    }

    private static func unpack(
        _ bytes: [UInt8], into layer: Layer, of driver: any StorageDriver,
        options: ApplyOptions = ApplyOptions()
    ) throws(StorageError) -> ApplySummary {
        var rest = bytes[...]
        return try driver.create(
            layer, options: options,
            unpacking: {
                defer { rest = rest.dropFirst(3000) }
                return rest.isEmpty ? nil : rest.prefix(3000)
            })
    }

    /// A sealed layer of two files, one of which hardly packs.
    private static func makeLayer(_ driver: any StorageDriver) throws -> Layer {
        let layer = Layer(base: try LayerID("origin"))
        try driver.create(layer)
        do {
            let tree = try driver.mount(layer, .readWrite)
            var state: UInt64 = 5
            let noise = (0..<3_000_000).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 33)
            }
            try tree.root.open(beneath: "noise", [.write, .create]).write(noise)
            try tree.root.open(beneath: "text", [.write, .create]).write(
                Array(repeating: 0x61, count: 5_000_000))
        }
        try driver.seal(layer)
        return layer
    }

    @Test(arguments: Compression.allCases)
    func `a packed archive unpacks to an equal tree with the digests of its diff`(
        _ compression: Compression
    ) throws {
        try Self.vfs.withDriver { driver, _ in
            let origin = try Self.makeLayer(driver)
            let plain = try Self.pack(nil, origin, of: driver, .none)
            let packed = try Self.pack(nil, origin, of: driver, compression)
            #expect(packed.summary.diffID == plain.summary.diffID)
            #expect(plain.summary.digest == plain.summary.diffID)
            #expect(packed.summary.packedBytes == UInt64(packed.bytes.count))
            #expect(packed.summary.archiveBytes == UInt64(plain.bytes.count))
            #expect((packed.bytes.count < plain.bytes.count) == (compression != .none))
            #expect(try Self.digest(packed.bytes) == packed.summary.digest)

            var options = ApplyOptions()
            options.expectedDiffID = plain.summary.diffID
            options.expectedDigest = packed.summary.digest
            let copy = Layer(base: try LayerID("copy"))
            let summary = try Self.unpack(packed.bytes, into: copy, of: driver, options: options)
            #expect(summary.compression == compression)
            #expect(summary.diffID == plain.summary.diffID)
            #expect(summary.digest == packed.summary.digest)
            #expect(summary.packedBytes == packed.summary.packedBytes)
            #expect(summary.archiveBytes == packed.summary.archiveBytes)
            try driver.seal(copy)
            let changes = try driver.changes(from: origin, to: copy)
            #expect(changes.changes.isEmpty, "\(changes.changes)")
        }
    }

    private static func digest(_ bytes: [UInt8]) throws -> Digest {
        var computation = try DigestComputation()
        computation.update(bytes[...])
        return computation.finish()
    }

    @Test(arguments: ["vfs", "overlay2", "btrfs"])
    func `an archive with another digest leaves no layer and the error names both`(_ name: String) throws {
        try Backend(driver: name, fileSystem: .btrfs).withDriver { driver, _ in
            let origin = try Self.makeLayer(driver)
            let packed = try Self.pack(nil, origin, of: driver, .gzip)
            let other = try Self.digest([1, 2, 3])
            let changes: [(inout ApplyOptions) -> Void] = [
                { $0.expectedDiffID = other }, { $0.expectedDigest = other },
                {
                    $0.computesDigests = false
                    $0.expectedDiffID = other
                },
            ]
            for change in changes {
                var options = ApplyOptions()
                change(&options)
                let layer = Layer(base: try LayerID("other"))
                let error = #expect(throws: StorageError.self) {
                    _ = try Self.unpack(packed.bytes, into: layer, of: driver, options: options)
                }
                #expect(error?.code == .invalidArgument)
                #expect(error?.description.contains(other.description) == true)
                #expect(try driver.area.layerIDs() == [origin.id])
            }
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `a truncated or damaged packed archive leaves no layer`(_ compression: Compression) throws {
        try Self.vfs.withDriver { driver, _ in
            let origin = try Self.makeLayer(driver)
            let good = try Self.pack(nil, origin, of: driver, compression).bytes
            var damaged = good
            damaged[good.count / 2] ^= 0x10
            var wrongSum = good
            wrongSum[good.count - 5] ^= 0x01
            let broken = [
                Array(good.prefix(3)), Array(good.prefix(20)), Array(good.dropLast()), damaged, wrongSum,
                good + good,
            ]
            for (index, bytes) in broken.enumerated() {
                let layer = Layer(base: try LayerID("broken"))
                let error = #expect(throws: StorageError.self, "case \(index)") {
                    _ = try Self.unpack(bytes, into: layer, of: driver)
                }
                #expect(error?.code == .invalidArgument, "case \(index): \(String(describing: error))")
                #expect(try driver.area.layerIDs() == [origin.id])
            }
        }
    }

    @Test(arguments: [Compression.gzip, .zstd])
    func `a gibibyte of zeros in a mebibyte of archive stops at the limit`(_ compression: Compression) throws
    {
        try Self.vfs.withDriver { driver, _ in
            var bomb: [UInt8] = []
            var compressor = try Compressor(compression)
            var entry = TarEntry(path: Array("zeros".utf8), kind: .regular)
            entry.size = 1 << 30
            var header: [UInt8] = []
            try TarWriter.appendHeader(of: entry, to: &header)
            try compressor.compress(header[...], into: &bomb)
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            for _ in 0..<1024 { try compressor.compress(zeros[...], into: &bomb) }
            try compressor.compress(TarWriter.endMarker[...], into: &bomb)
            try compressor.finish(into: &bomb)
            #expect(bomb.count < 10 << 20)
            var options = ApplyOptions()
            options.maximumContentBytes = 100 << 20
            let layer = Layer(base: try LayerID("bomb"))
            let error = #expect(throws: StorageError.self) {
                _ = try Self.unpack(bomb, into: layer, of: driver, options: options)
            }
            #expect(error?.code == .resourceExhausted)
            #expect(try driver.area.layerIDs().isEmpty)
        }
    }

    @Test func `an error of the taker or the giver of an archive comes through`() throws {
        try Self.vfs.withDriver { driver, _ in
            let origin = try Self.makeLayer(driver)
            for compression in Compression.allCases {
                var taken = 0
                let error = #expect(throws: StorageError.self) {
                    _ = try driver.diff(from: nil, to: origin, options: DiffOptions(compression)) {
                        piece throws(StorageError) in
                        taken += piece.count
                        if taken > 1_000_000 { throw StorageError(.resourceExhausted, "the taker is full") }
                    }
                }
                #expect(error?.code == .resourceExhausted)
                #expect(error?.description.contains("the taker is full") == true)
                let good = try Self.pack(nil, origin, of: driver, compression).bytes
                var rest = good[...]
                let other = #expect(throws: StorageError.self) {
                    _ = try driver.create(Layer(base: try LayerID("cut")), options: ApplyOptions()) {
                        () throws(StorageError) in
                        defer { rest = rest.dropFirst(1000) }
                        if rest.count < good.count / 2 { throw StorageError(.io, "the line is cut") }
                        return rest.prefix(1000)
                    }
                }
                #expect(other?.code == .io)
                #expect(other?.description.contains("the line is cut") == true)
                #expect(try driver.area.layerIDs() == [origin.id])
            }
        }
    }

    @Test func `owners and the users and groups of access control lists are mapped`() throws {
        /// A list of access: the owner, user 5, the group, group 7, the mask, others.
        func list(user: UInt8, group: UInt8, _ high: UInt8) -> [UInt8] {
            let none: [UInt8] = [255, 255, 255, 255]
            return [2, 0, 0, 0] + [1, 0, 6, 0] + none + [2, 0, 6, 0, user, high, 0, 0] + [4, 0, 4, 0] + none
                + [8, 0, 4, 0, group, high, 0, 0] + [16, 0, 6, 0] + none + [32, 0, 4, 0] + none
        }
        try Self.vfs.withDriver { driver, _ in
            var entry = TarEntry(path: Array("file".utf8), kind: .regular)
            (entry.user, entry.group) = (3, 4)
            entry.extendedAttributes = [
                TarAttribute(
                    name: Array("system.posix_acl_access".utf8), value: list(user: 5, group: 7, 0))
            ]
            var archive: [UInt8] = []
            try TarWriter.appendHeader(of: entry, to: &archive)
            archive += TarWriter.endMarker
            var options = ApplyOptions()
            options.userMapping = IDMapping([.init(inside: 0, outside: 256, count: 100)])
            options.groupMapping = IDMapping([
                .init(inside: 0, outside: 9, count: 1), .init(inside: 1, outside: 257, count: 65_535),
            ])
            let layer = Layer(base: try LayerID("mapped"))
            _ = try Self.unpack(archive, into: layer, of: driver, options: options)
            do {
                let tree = try driver.mount(layer, .readOnly)
                let status = try tree.root.statusBeneath("file")
                #expect(status.user == 259)
                #expect(status.group == 260)
                let attributes = try tree.root.extendedAttributes(of: "file")
                #expect(attributes.map(\.value) == [list(user: 5, group: 7, 1)])
            }
            options.userMapping = IDMapping([.init(inside: 0, outside: 256, count: 3)])
            let error = #expect(throws: StorageError.self) {
                _ = try Self.unpack(
                    archive, into: Layer(base: try LayerID("unmapped")), of: driver, options: options)
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.description.contains("id 3") == true)
            #expect(try driver.area.layerIDs() == [layer.id])
        }
    }
}
