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

@Suite(.serialized) struct FaultTests {
    @Test func `a full disk in the middle of a copy is a clear error and leaves no layer`() throws {
        let scratch = try ScratchFileSystem(.ext4, size: 64 << 20)
        let driver = try DriverRegistry.builtIn.open("vfs", root: scratch.path.appending("root"))
        let base = Layer(base: try LayerID("base"))
        try driver.create(base)
        do {
            let tree = try driver.mount(base, .readWrite)
            try tree.root.open(beneath: "big", [.write, .create]).write(
                [UInt8](repeating: 1, count: 35 << 20))
        }
        try driver.seal(base)
        let child = Layer(try LayerID("child"), on: base)
        let error = #expect(throws: StorageError.self) { try driver.create(child) }
        #expect(error?.code == .resourceExhausted)
        #expect(try driver.area.layerIDs().map(\.description) == ["base"])
        #expect(try driver.reclaim() == 1)
        #expect(try driver.mount(base, .readOnly).root.status(of: "big").size == 35 << 20)
    }

    @Test(arguments: Backend.all)
    func `what a dead maker left is reclaimed and what a live one makes is not`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in
            let staging = try OwnedDescriptor.open(driver.area.root.appending("staging"), .directory)
            try staging.makeDirectory("dead-0123")
            let live = try StagingDirectory(in: driver.area, label: "live")
            #expect(try driver.reclaim() == 1)
            #expect(try staging.entryNames() == [live.path.lastName])
        }
    }

    @Test func `options beyond the page of mount(2) are refused and not cut off`() throws {
        let scratch = try ScratchFileSystem(.ext4, size: 1 << 28)
        let lower = (0..<200).map { "\(scratch.path)/a-rather-long-name-of-a-directory-\($0)" }
        let mount = Mount(
            type: "overlay", source: "overlay", options: ["lowerdir=\(LowerDirectories.joined(lower))", "ro"])
        let error = #expect(throws: StorageError.self) { _ = try MountedTree(mount, interface: .classic) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("would drop layers") == true)
    }

    @Test(arguments: MountInterface.allCases)
    func `both families of mount calls show the same tree`(_ interface: MountInterface) throws {
        for backend in Backend.all {
            try backend.withDriver { driver, _ in
                let base = Layer(base: try LayerID("base"))
                try driver.create(base)
                try driver.seal(base)
                let child = Layer(try LayerID("child"), on: base)
                try driver.create(child)
                do {
                    let tree = try MountedTree(driver.mounts(for: child, .readWrite), interface: interface)
                    try tree.root.open(beneath: "file", [.write, .create]).write([1, 2, 3])
                }
                let tree = try MountedTree(driver.mounts(for: child, .readOnly), interface: interface)
                #expect(try tree.root.status(of: "file").size == 3)
                #expect(throws: StorageError.self) {
                    _ = try tree.root.open(beneath: "other", [.write, .create])
                }
            }
        }
    }
}
