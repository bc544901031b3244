// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import Foundation
import LinuxSystem
import SystemPackage

/// Does everything that changes a driver's root, in a process that tests kill anywhere.
///
///     fault-worker DRIVER ROOT
@main enum FaultWorker {
    static func main() {
        do {
            guard CommandLine.arguments.count == 3 else {
                throw StorageError(.invalidArgument, "fault-worker takes a driver and its root")
            }
            try work(CommandLine.arguments[1], FilePath(CommandLine.arguments[2]))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func work(_ name: String, _ root: FilePath) throws {
        let driver = try DriverRegistry.builtIn.open(name, root: root)
        let base = Layer(base: try LayerID("base"))
        try make(base, driver) { tree in
            for file in ["first", "second"] as [FilePath] { try write(file, in: tree) }
            try tree.makeDirectory("directory")
            try write("directory/third", in: tree)
        }
        let child = Layer(try LayerID("child"), on: base)
        try make(child, driver) { tree in
            try tree.unlink("second")
            try write("fourth", in: tree)
        }
        let last = Layer(try LayerID("last"), on: child)
        try driver.create(last)
        try driver.remove(last)
        try driver.remove(child)
        _ = try driver.reclaim()
    }

    private static func make(
        _ layer: Layer, _ driver: any StorageDriver, _ body: (borrowing OwnedDescriptor) throws -> Void
    ) throws {
        try driver.create(layer)
        do {
            let tree = try driver.mount(layer, .readWrite)
            try body(tree.root)
        }
        try driver.seal(layer)
    }

    private static func write(_ file: FilePath, in tree: borrowing OwnedDescriptor) throws(StorageError) {
        try tree.open(beneath: file, [.write, .create]).write(Array(file.string.utf8))
    }
}
