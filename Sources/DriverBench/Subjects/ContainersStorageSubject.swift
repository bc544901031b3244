// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// containers/storage as a subject: each call is one run of its command, which takes some milliseconds to start.
struct ContainersStorageSubject: LayerSubject {
    private let store: Store

    init(driver: String, root: FilePath, on fileSystem: ScratchFileSystemBox) throws(StorageError) {
        store = Store(driver: driver, root: root, on: fileSystem)
        try store.run(["layers"])
    }

    /// The store, shut down with its last reference.
    private final class Store: Sendable {
        private let options: [String]
        /// Outlives the store, whose end needs it.
        private let fileSystem: ScratchFileSystemBox

        init(driver: String, root: FilePath, on fileSystem: ScratchFileSystemBox) {
            self.fileSystem = fileSystem
            options = [
                "--graph", root.appending("graph").string, "--run", root.appending("run").string,
                "--storage-driver", driver,
            ]
        }

        deinit { _ = try? run(["shutdown", "--force"]) }

        @discardableResult
        func run(_ arguments: [String]) throws(StorageError) -> String {
            // The machine's own configuration is for another store and another driver.
            try Program.run(
                ["CONTAINERS_STORAGE_CONF=/dev/null", "containers-storage", arguments[0]] + options
                    + arguments.dropFirst(),
                remedy: "is the package containers-storage installed?")
        }

        /// The lines of an answer; the last one holds what was asked for.
        func answer(_ arguments: [String]) throws(StorageError) -> String {
            let lines = try run(arguments).split(separator: "\n")
            guard let last = lines.last else {
                throw StorageError(.io, "containers-storage \(arguments[0]) says nothing")
            }
            return String(last)
        }
    }

    /// The peer's own mount of a layer, unmounted with its last reference.
    private final class PeerMount: Sendable {
        let path: FilePath
        private let store: Store
        private let layer: String

        init(_ layer: String, in store: Store) throws(StorageError) {
            path = FilePath(try store.answer(["mount", layer]))
            self.store = store
            self.layer = layer
        }

        deinit { _ = try? store.run(["unmount", layer]) }
    }

    mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        for level in 1...image.depth {
            let name = level == image.depth ? image.name : "\(image.name)-\(level)"
            let parent = level == 1 ? [] : ["\(image.name)-\(level - 1)"]
            try store.run(["create-layer", "--id", name] + parent)
            let tree = try mount(name, .readWrite)
            if level == 1 { try fill(tree.root) }
        }
    }

    func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try mount(image.name, .readOnly)
    }

    func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try store.run(["create-layer", "--id", container, image.name])
    }

    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try mount(container, .readWrite)
    }

    private func mount(_ layer: String, _ access: Access) throws(StorageError) -> MountedTree {
        let mounted = try PeerMount(layer, in: store)
        return try MountedTree(.bind(mounted.path, access), keeper: mounted)
    }

    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try store.run(["delete-layer", container])
    }

    func reclaim() throws(StorageError) {}

    func diff(
        _ container: String, of image: BenchmarkImage, changed: [FilePath], to archive: FilePath
    ) throws(StorageError) {
        try store.run(["diff", "--uncompressed", "--file", archive.string, container])
    }

    func export(_ image: BenchmarkImage, to archive: FilePath) throws(StorageError) {
        try store.run(["diff", "--uncompressed", "--file", archive.string, image.name])
    }

    func unpack(_ archive: LayerFile, as layer: String) throws(StorageError) {
        try store.run(["import-layer", "--id", layer, "--file", archive.path.string])
    }

    func removeUnpacked(_ archive: LayerFile, _ layer: String) throws(StorageError) {
        try store.run(["delete-layer", layer])
    }

    func usage(_ container: String, of image: BenchmarkImage) throws(StorageError) -> UInt64 {
        let answer = try store.answer(["diffsize", container])
        guard let bytes = UInt64(answer.filter(\.isNumber)) else {
            throw StorageError(.io, "containers-storage diffsize says \(answer), which is no size")
        }
        return bytes
    }
}
