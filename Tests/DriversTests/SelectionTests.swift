// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct SelectionTests {
    @Test func `a flag beats the environment and the environment beats the file`() throws {
        let scratch = try ScratchFileSystem(.btrfs, size: 1 << 30)
        func chosen(_ flag: String?, _ environment: String?, _ file: String?) throws -> String {
            try DriverSelection(
                registry: .builtIn, root: scratch.path.appending("root"), flag: flag,
                environment: environment, file: file
            ).driver
        }
        #expect(try chosen("vfs", "btrfs", "overlay2") == "vfs")
        #expect(try chosen(nil, "btrfs", "vfs") == "btrfs")
        #expect(try chosen(nil, nil, "vfs") == "vfs")
        #expect(try chosen(nil, nil, nil) == "overlay2")
    }

    @Test func `a driver given by name is never replaced by another`() throws {
        let scratch = try ScratchFileSystem(.ext4, size: 1 << 28)
        let root = scratch.path.appending("root")
        let error = #expect(throws: StorageError.self) {
            try DriverSelection(registry: .builtIn, root: root, flag: "btrfs")
        }
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("--driver") == true)
    }

    @Test func `refused candidates are reported with their reasons`() throws {
        let scratch = try ScratchFileSystem(.ext4, size: 1 << 28)
        let registry = DriverRegistry([
            try DriverRegistry.builtIn.driver(named: "btrfs"),
            try DriverRegistry.builtIn.driver(named: "vfs"),
        ])
        let selection = try DriverSelection(registry: registry, root: scratch.path.appending("root"))
        #expect(selection.driver == "vfs")
        #expect(selection.refusals.map(\.driver) == ["btrfs"])
        #expect(selection.refusals[0].reason.message.contains("ext4"))
    }

    @Test func `a root with another driver's layers is refused and says whose they are`() throws {
        let scratch = try ScratchFileSystem(.ext4, size: 1 << 28)
        let root = scratch.path.appending("root")
        _ = try DriverRegistry.builtIn.open("overlay2", root: root)
        let error = #expect(throws: StorageError.self) { try DriverRegistry.builtIn.open("vfs", root: root) }
        #expect(error?.code == .failedPrecondition)
        #expect(error?.message.contains("overlay2") == true)
        #expect(try DriverSelection(registry: .builtIn, root: root).source == .existing)
    }

    @Test func `an unknown driver's name lists the known ones`() throws {
        let error = #expect(throws: StorageError.self) { try DriverRegistry.builtIn.driver(named: "aufs") }
        #expect(error?.message.contains("overlay2, btrfs, vfs") == true)
    }
}
