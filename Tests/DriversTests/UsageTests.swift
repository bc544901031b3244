// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct UsageTests {
    private static let size: UInt64 = 1 << 20

    /// A sealed layer with a file of 1 MiB, and a child in which a byte was appended to it.
    private static func withAppended(
        _ backend: Backend, _ body: (any StorageDriver, _ base: Layer, _ child: Layer) throws -> Void
    ) throws {
        try backend.withDriver { driver, _ in
            let base = Layer(base: try LayerID("base"))
            try driver.create(base)
            try write(base, driver, [.write, .create], [UInt8](repeating: 7, count: Int(size)))
            try driver.seal(base)
            let child = Layer(try LayerID("child"), on: base)
            try driver.create(child)
            try write(child, driver, [.write, .append], [8])
            try body(driver, base, child)
        }
    }

    private static func write(
        _ layer: Layer, _ driver: any StorageDriver, _ mode: OpenMode, _ bytes: [UInt8]
    ) throws {
        let tree = try driver.mount(layer, .readWrite)
        let file = try tree.root.open(beneath: "file", mode)
        try file.write(bytes)
        // What is not written out yet has no place on the device.
        try file.synchronize()
    }

    @Test(arguments: [
        (Backend(driver: "btrfs", fileSystem: .btrfs), true),
        (Backend(driver: "overlay2", fileSystem: .btrfs), true),
        (Backend(driver: "overlay2", fileSystem: .xfs), true),
        (Backend(driver: "vfs", fileSystem: .xfs), true),
        (Backend(driver: "overlay2", fileSystem: .ext4), false),
        (Backend(driver: "vfs", fileSystem: .ext4), false),
    ])
    func `an append shares what the file system need not copy`(_ backend: Backend, _ shares: Bool) throws {
        try Self.withAppended(backend) { driver, _, child in
            let usage = try driver.usage(of: child)
            #expect(usage.contentBytes == Self.size + 1)
            #expect(usage.bytes > Self.size)
            if shares {
                #expect(usage.exclusiveBytes < Self.size / 4, "\(usage)")
            } else {
                #expect(usage.sharedBytes == 0 && usage.exclusiveBytes > Self.size, "\(usage)")
            }
        }
    }

    @Test(arguments: Backend.all)
    func `the space of a sealed layer comes from a record, and from a walk when that is damaged`(
        _ backend: Backend
    ) throws {
        try Self.withAppended(backend) { driver, base, child in
            try driver.seal(child)
            let usage = try driver.usage(of: child)
            let directory = try OwnedDescriptor.open(driver.area.root, .directory)
            let record: FilePath = "layers/child/usage"
            try directory.open(beneath: record, [.write, .truncate]).write(Array("1 2 3 4".utf8))
            #expect(
                try driver.usage(of: child)
                    == Usage(bytes: 1, inodes: 2, contentBytes: 3, sharedBytes: 4))
            #expect(try driver.virtualSize(of: child) == Self.size + 3)
            try directory.open(beneath: record, [.write, .truncate]).write(Array("1 2 3".utf8))
            #expect(try driver.usage(of: child) == usage)
            #expect(try directory.open(beneath: record).readAll() != Array("1 2 3".utf8))
        }
    }

    @Test func `the space of a sealed layer is told where no record can be made`() throws {
        try Self.withAppended(Backend(driver: "overlay2", fileSystem: .ext4)) { driver, _, child in
            try driver.seal(child)
            let usage = try driver.usage(of: child)
            let layer = driver.area.root.appending("layers/child")
            let directory = try OwnedDescriptor.open(layer, .directory)
            try directory.unlink("usage")
            try Command.run(["chattr", "+i", layer.string])
            defer { _ = try? Command.run(["chattr", "-i", layer.string]) }
            #expect(try driver.usage(of: child) == usage)
            #expect(try directory.statusIfPresent(of: "usage") == nil)
        }
    }
}
