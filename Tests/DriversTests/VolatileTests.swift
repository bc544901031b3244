// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct VolatileTests {
    private static let backend = Backend(driver: "overlay2", fileSystem: .ext4, options: ["volatile=true"])

    /// A container that was mounted volatile and written to.
    private static func withWrittenContainer(
        _ body: (any StorageDriver, Layer) throws -> Void
    ) throws {
        try backend.withDriver { driver, _ in
            let base = Layer(base: try LayerID("base"))
            try driver.create(base)
            try driver.seal(base)
            let container = Layer(try LayerID("container"), on: base)
            try driver.create(container)
            do {
                let tree = try driver.mount(container, .readWrite)
                try tree.root.open(beneath: "file", [.write, .create]).write([1, 2, 3])
            }
            try body(driver, container)
        }
    }

    /// What a stop of the machine leaves: the note of a run that is not this one.
    private static func pretendThatTheMachineStopped(
        _ driver: any StorageDriver, _ layer: Layer
    ) throws(StorageError) {
        try OwnedDescriptor.open(driver.area.directory(of: layer.id), .directory)
            .open(beneath: "volatile-boot", [.write, .truncate]).write(Array("another run".utf8))
    }

    @Test func `a volatile container is mounted again while the machine runs`() throws {
        try Self.withWrittenContainer { driver, container in
            let tree = try driver.mount(container, .readWrite)
            #expect(try tree.root.status(of: "file").size == 3)
            try tree.root.open(beneath: "file", [.write, .append]).write([4])
        }
    }

    @Test func `a volatile container that the machine's stop may have damaged is refused`() throws {
        try Self.withWrittenContainer { driver, container in
            try Self.pretendThatTheMachineStopped(driver, container)
            let mounting = #expect(throws: StorageError.self) { _ = try driver.mount(container, .readWrite) }
            #expect(mounting?.code == .failedPrecondition)
            #expect(mounting?.message.contains("remove it and make it again") == true)
            #expect(throws: StorageError.self) { try driver.seal(container) }
            try driver.remove(container)
            try driver.create(container)
            _ = try driver.mount(container, .readWrite)
        }
    }

    @Test func `a volatile container is sealed and read by its children`() throws {
        try Self.withWrittenContainer { driver, container in
            try driver.seal(container)
            let child = Layer(try LayerID("child"), on: container)
            try driver.create(child)
            #expect(try driver.mount(child, .readWrite).root.status(of: "file").size == 3)
        }
    }
}
