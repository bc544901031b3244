// SPDX-License-Identifier: Apache-2.0

import DriverConformance
import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct DiffTests {
    /// A sealed base with some files, and a child of it that can be written to.
    private static func withChild(
        of backend: Backend, base fill: (borrowing OwnedDescriptor) throws -> Void,
        _ body: (any StorageDriver, Layer) throws -> Void
    ) throws {
        try backend.withDriver { driver, _ in
            let base = Layer(base: try LayerID("base"))
            try driver.create(base)
            do {
                let tree = try driver.mount(base, .readWrite)
                try fill(tree.root)
            }
            try driver.seal(base)
            // The child's times must differ: kernels take them from a clock that ticks each 1 to 10 ms.
            ProcessFacts.sleep(milliseconds: 12)
            let child = Layer(try LayerID("child"), on: base)
            try driver.create(child)
            try body(driver, child)
        }
    }

    private static func write(_ name: FilePath, in tree: borrowing OwnedDescriptor) throws(StorageError) {
        try tree.open(beneath: name, [.write, .create]).write(Array("content".utf8))
    }

    @Test(arguments: Backend.all)
    func `GNU tar unpacks the archive of a whole tree to an equal tree`(_ backend: Backend) throws {
        try backend.withDriver { driver, scratch in
            let script = EditScript(seed: 7, layers: 2, edits: 60)
            try ConformanceSuite(driver).playScript(script)
            let top = try driver.area.layer(LayerID("script7-1"))
            let place = try OwnedDescriptor.open(scratch.path, .directory)
            let file = try place.open(beneath: "archive.tar", [.write, .create])
            let summary = try driver.diff(from: nil, to: top) { (bytes) throws(StorageError) in
                try file.write(Array(bytes))
            }
            try place.makeDirectory("unpacked")
            try Command.run([
                "tar", "--extract", "--file", scratch.path.appending("archive.tar").string, "--directory",
                scratch.path.appending("unpacked").string, "--xattrs", "--xattrs-include=*",
                "--numeric-owner", "--same-owner", "--preserve-permissions", "--delay-directory-restore",
            ])
            let changes = try TreeComparison.changes(
                from: driver.mount(top, .readOnly).root,
                to: place.open(beneath: "unpacked", .directory))
            #expect(changes.changes == summary.skippedSockets.map { Change(.deleted, $0) })
        }
    }

    @Test(arguments: Backend.all)
    func `a new name of an unchanged file brings all names of the file into the archive`(
        _ backend: Backend
    ) throws {
        try Self.withChild(of: backend) { tree in
            try Self.write("old", in: tree)
        } _: { driver, child in
            do {
                let tree = try driver.mount(child, .readWrite)
                try tree.root.makeHardLink("new", to: "old", in: tree.root)
            }
            let names = try Self.names(driver, child)
            #expect(names == ["./", "new", "old"])
        }
    }

    @Test(arguments: Backend.all)
    func `a deletion is a whiteout and a socket is left out and counted`(_ backend: Backend) throws {
        try Self.withChild(of: backend) { tree in
            for name in ["gone", "kept", "replaced"] as [FilePath] { try Self.write(name, in: tree) }
        } _: { driver, child in
            do {
                let tree = try driver.mount(child, .readWrite)
                try tree.root.unlink("gone")
                try tree.root.unlink("replaced")
                for name in ["replaced", "socket"] as [FilePath] {
                    try tree.root.makeNode(name, type: .socket, permissions: 0o600)
                }
            }
            let summary = try driver.diff(from: child.parent, to: child) { _ in }
            #expect(summary.skippedSockets == ["replaced", "socket"])
            #expect(summary.whiteouts == 2)
            #expect(try Self.names(driver, child) == ["./", ".wh.gone", ".wh.replaced"])
        }
    }

    @Test(arguments: Backend.all)
    func `a file named like a whiteout is refused by its name`(_ backend: Backend) throws {
        try Self.withChild(of: backend) { _ in
        } _: { driver, child in
            do {
                let tree = try driver.mount(child, .readWrite)
                try tree.root.makeDirectory("etc")
                try Self.write("etc/.wh.passwd", in: tree.root)
            }
            let error = #expect(throws: StorageError.self) {
                _ = try driver.diff(from: child.parent, to: child) { _ in }
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains("etc/.wh.passwd is named like a whiteout") == true)
        }
    }

    @Test func `what the sink throws ends the diff and comes out`() throws {
        try Self.withChild(of: Backend(driver: "overlay2", fileSystem: .ext4)) { tree in
            try Self.write("file", in: tree)
        } _: { driver, child in
            let error = #expect(throws: StorageError.self) {
                _ = try driver.diff(from: nil, to: child) { (_) throws(StorageError) in
                    throw StorageError(.resourceExhausted, "the pipe is full")
                }
            }
            #expect(error?.message == "the pipe is full")
        }
    }

    /// The names that GNU tar finds in a layer's archive.
    private static func names(_ driver: any StorageDriver, _ layer: Layer) throws -> [String] {
        var bytes: [UInt8] = []
        _ = try driver.diff(from: layer.parent, to: layer) { bytes += $0 }
        return try Command.run(["tar", "--list"], input: bytes).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        (Backend(driver: "btrfs", fileSystem: .btrfs), ChangeDetection.Method.sendStream),
        (Backend(driver: "overlay2", fileSystem: .ext4), .upperDirectory),
        (Backend(driver: "vfs", fileSystem: .ext4), .copyRecord),
    ])
    func `a diff says how its changes were found`(_ backend: Backend, _ method: ChangeDetection.Method) throws
    {
        try Self.withChild(of: backend) { tree in
            try Self.write("old", in: tree)
        } _: { driver, child in
            do {
                let tree = try driver.mount(child, .readWrite)
                try Self.write("new", in: tree.root)
            }
            let summary = try driver.diff(from: child.parent, to: child) { _ in }
            #expect(summary.detection == ChangeDetection(method))
            let whole = try driver.diff(from: nil, to: child) { _ in }
            #expect(whole.detection == ChangeDetection(.wholeTree))
        }
    }
}
