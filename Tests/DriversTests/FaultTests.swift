// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

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

    @Test func `a subvolume that a container made goes with its layer`() throws {
        try Backend(driver: "btrfs", fileSystem: .btrfs).withDriver { driver, _ in
            let layer = Layer(base: try LayerID("nest"))
            try driver.create(layer)
            do {
                let tree = try driver.mount(layer, .readWrite)
                try tree.root.createSubvolume("inner")
                try tree.root.open(beneath: "inner", .directory).createSubvolume("innermost")
                try tree.root.open(beneath: "inner/file", [.write, .create]).write([1])
            }
            try driver.remove(layer)
            #expect(try driver.reclaim() == 1)
            let trash = try OwnedDescriptor.open(driver.area.root.appending("trash"), .directory)
            #expect(try trash.entryNames().isEmpty)
        }
    }

    @Test func `a full disk while writing to a container leaves the image as it was`() throws {
        for backend in Backend.all {
            try backend.withDriver(size: 512 << 20) { driver, _ in
                let base = Layer(base: try LayerID("base"))
                try driver.create(base)
                do {
                    let tree = try driver.mount(base, .readWrite)
                    try tree.root.open(beneath: "kept", [.write, .create]).write([1, 2, 3])
                }
                try driver.seal(base)
                let child = Layer(try LayerID("child"), on: base)
                try driver.create(child)
                do {
                    let tree = try driver.mount(child, .readWrite)
                    let file = try tree.root.open(beneath: "big", [.write, .create])
                    let block = [UInt8](repeating: 7, count: 8 << 20)
                    let error = #expect(throws: StorageError.self) {
                        for number in 0..<128 {
                            try file.write(block[...], at: UInt64(number * block.count))
                        }
                        try file.synchronize()
                    }
                    #expect(error?.code == .resourceExhausted, "\(backend)")
                }
                #expect(try driver.mount(base, .readOnly).root.status(of: "kept").size == 3)
                try driver.remove(child)
                #expect(try driver.reclaim() == 1)
            }
        }
    }
}
