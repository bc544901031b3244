// SPDX-License-Identifier: Apache-2.0

import DriverConformance
import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import TarCodec
import Testing

@Suite(.serialized) struct ApplyTests {
    /// Gives bytes in pieces of a size.
    private static func unpack(
        _ bytes: [UInt8], into layer: Layer, of driver: any StorageDriver, pieces: Int = 5000,
        options: ApplyOptions = ApplyOptions()
    ) throws(StorageError) -> ApplySummary {
        var rest = bytes[...]
        return try driver.create(layer, options: options) {
            if rest.isEmpty { return nil }
            defer { rest = rest.dropFirst(pieces) }
            return rest.prefix(pieces)
        }
    }

    @Test(arguments: Backend.all)
    func `layers of another driver unpack to equal trees with equal archives over random edit scripts`(
        _ backend: Backend
    ) throws {
        try backend.withDriver { driver, _ in
            try Backend(driver: "vfs", fileSystem: .ext4).withDriver { origin, _ in
                var compared = 0
                for seed in 1...20 as ClosedRange<UInt64> {
                    let accounts = try ConformanceSuite(origin).playScript(
                        EditScript(seed: seed, layers: 3, edits: 20))
                    compared += try Self.copyScript(seed, accounts.map(\.archive), from: origin, to: driver)
                }
                #expect(compared > 10, "too few scripts without sockets to compare archives")
            }
        }
    }

    /// Unpacks a script's layers and compares; returns how many archives were compared byte for byte.
    ///
    /// Archives have no sockets, so the copies of trees with sockets lack them, and so do later whiteouts.
    private static func copyScript(
        _ seed: UInt64, _ archives: [[UInt8]], from origin: any StorageDriver, to driver: any StorageDriver
    ) throws -> Int {
        var layer: Layer?
        var hadSockets = false
        var compared = 0
        for (index, archive) in archives.enumerated() {
            let id = try LayerID("script\(seed)-\(index)")
            let next = layer.map { Layer(id, on: $0) } ?? Layer(base: id)
            _ = try unpack(archive, into: next, of: driver)
            try driver.seal(next)
            let changes = try TreeComparison.changes(
                from: origin.mount(origin.area.layer(id), .readOnly).root,
                to: driver.mount(next, .readOnly).root
            ).changes
            let sockets = changes.filter { $0.kind == .deleted && isSocket($0.path, in: origin, id) }
            #expect(changes.count == sockets.count, "seed \(seed), layer \(index): \(changes)")
            hadSockets = hadSockets || !sockets.isEmpty
            if !hadSockets {
                var again: [UInt8] = []
                _ = try driver.diff(from: layer, to: next) { again += $0 }
                #expect(again == archive, "seed \(seed), layer \(index): another archive")
                compared += 1
            }
            layer = next
        }
        return compared
    }

    private static func isSocket(_ path: FilePath, in driver: any StorageDriver, _ id: LayerID) -> Bool {
        guard let tree = try? driver.mount(driver.area.layer(id), .readOnly) else { return false }
        return (try? tree.root.statusBeneath(path).type) == .socket
    }

    /// An archive of entries, each file with a byte of content.
    private static func archive(_ entries: [TarEntry]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            try TarWriter.appendHeader(of: entry, to: &bytes)
            bytes += repeatElement(0x61, count: Int(entry.size))
            bytes += repeatElement(0, count: TarWriter.padding(after: entry.size))
        }
        return bytes + TarWriter.endMarker
    }

    private static func entry(_ path: String, _ kind: TarEntry.Kind = .regular, to target: String = "")
        -> TarEntry
    {
        var entry = TarEntry(path: Array(path.utf8), kind: kind)
        entry.permissions = 0o755
        entry.linkTarget = Array(target.utf8)
        entry.size = kind == .regular && !path.contains(".wh.") ? 1 : 0
        return entry
    }

    private static let hostile: [(String, [TarEntry])] = [
        ("a name that leads upwards", [entry("../escaped")]),
        ("one in the middle", [entry("a/../../escaped")]),
        ("a hard link out of the tree", [entry("link", .hardLink, to: "../../etc/passwd")]),
        ("a hard link to nothing", [entry("link", .hardLink, to: "missing")]),
        ("a hard link to a directory", [entry("d", .directory), entry("link", .hardLink, to: "d")]),
        ("a whiteout of the directory above", [entry("d", .directory), entry("d/.wh...")]),
        ("a whiteout of nothing", [entry(".wh.")]),
        (
            "a root that is a file",
            [entry("./")].map {
                var e = $0
                e.path = [0x2e]
                return e
            }
        ),
    ]

    @Test(arguments: ["vfs", "overlay2", "btrfs"])
    func `a hostile archive is refused and leaves no layer`(_ name: String) throws {
        try Backend(driver: name, fileSystem: .btrfs).withDriver { driver, _ in
            for (what, entries) in Self.hostile {
                let layer = Layer(base: try LayerID("hostile"))
                let archive = try Self.archive(entries)
                let error = #expect(throws: StorageError.self, "\(what)") {
                    _ = try Self.unpack(archive, into: layer, of: driver)
                }
                #expect(error?.code == .invalidArgument, "\(what): \(String(describing: error))")
                #expect(try driver.area.layerIDs().isEmpty, "\(what)")
            }
        }
    }

    @Test func `a symbolic link leads no write out of the tree`() throws {
        try Backend(driver: "vfs", fileSystem: .ext4).withDriver { driver, scratch in
            let outside = try OwnedDescriptor.open(scratch.path, .directory)
            try outside.makeDirectory("outside")
            let target = scratch.path.appending("outside").string
            let layer = Layer(base: try LayerID("links"))
            _ = try Self.unpack(
                Self.archive([
                    Self.entry("absolute", .symbolicLink, to: target), Self.entry("absolute/one"),
                    Self.entry("upwards", .symbolicLink, to: "../../../outside"), Self.entry("upwards/two"),
                    Self.entry("usr/lib", .directory), Self.entry("lib", .symbolicLink, to: "usr/lib"),
                    Self.entry("lib/three"),
                ]), into: layer, of: driver)
            #expect(try outside.open(beneath: "outside", .directory).entryNames().isEmpty)
            let tree = try driver.mount(layer, .readOnly)
            #expect(try tree.root.statusBeneath("usr/lib/three").size == 1)
        }
    }

    @Test(arguments: ["vfs", "overlay2", "btrfs"])
    func `whiteouts take what is below and never what the archive brings`(_ name: String) throws {
        try Backend(driver: name, fileSystem: .btrfs).withDriver { driver, _ in
            let base = Layer(base: try LayerID("base"))
            let below = ["d", "d/old", "gone", "both", "e", "e/old"].map {
                Self.entry($0, $0.count == 1 ? .directory : .regular)
            }
            _ = try Self.unpack(Self.archive(below), into: base, of: driver)
            try driver.seal(base)
            let child = Layer(try LayerID("child"), on: base)
            let above = [
                Self.entry("d/new"), Self.entry("d/.wh..wh..opq"), Self.entry(".wh.gone"),
                Self.entry("both"), Self.entry(".wh.both"), Self.entry("e/new"), Self.entry(".wh.e"),
                Self.entry(".wh.never-there"), Self.entry("no/such/.wh.place"),
            ]
            let summary = try Self.unpack(Self.archive(above), into: child, of: driver)
            #expect(summary.whiteouts == 6)
            let tree = try driver.mount(child, .readOnly)
            #expect(try tree.root.entryNames() == ["both", "d", "e"])
            #expect(try tree.root.open(beneath: "d", .directory).entryNames() == ["new"])
            #expect(try tree.root.open(beneath: "e", .directory).entryNames() == ["new"])
        }
    }

    @Test func `limits and a ban on devices are kept`() throws {
        try Backend(driver: "vfs", fileSystem: .ext4).withDriver { driver, _ in
            func code(_ entries: [TarEntry], _ change: (inout ApplyOptions) -> Void) throws
                -> StorageError.Code?
            {
                var options = ApplyOptions()
                change(&options)
                let layer = Layer(base: try LayerID("limited"))
                let archive = try Self.archive(entries)
                let error = #expect(throws: StorageError.self) {
                    _ = try Self.unpack(archive, into: layer, of: driver, options: options)
                }
                return error?.code
            }
            let files = [Self.entry("one"), Self.entry("two")]
            let tooLarge = try code(files) { $0.maximumContentBytes = 1 }
            #expect(tooLarge == .resourceExhausted)
            let tooMany = try code(files) { $0.maximumEntries = 1 }
            #expect(tooMany == .resourceExhausted)
            let device = try code([Self.entry("null", .characterDevice)]) { $0.allowsDevices = false }
            #expect(device == .permissionDenied)
            #expect(try driver.area.layerIDs().isEmpty)
        }
    }

    @Test func `truncated concatenated and damaged archives leave no layer`() throws {
        try Backend(driver: "overlay2", fileSystem: .ext4).withDriver { driver, _ in
            let good = try Self.archive([Self.entry("one"), Self.entry("two")])
            var damaged = good
            damaged[1030] ^= 0x40
            for bytes in [Array(good.prefix(700)), good + good, damaged] {
                let layer = Layer(base: try LayerID("broken"))
                let error = #expect(throws: StorageError.self) {
                    _ = try Self.unpack(bytes, into: layer, of: driver)
                }
                #expect(error?.code == .invalidArgument)
                #expect(try driver.area.layerIDs().isEmpty)
            }
        }
    }
}
