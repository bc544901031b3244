// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// The system calls that an overlay cannot do without: mkdir for the upper and the work directory, and the
/// mount itself (fsopen … fsmount).
struct BareOverlay: Subject {
    private var images: PlainSubject
    private let root: FilePath

    init(root: FilePath) throws(StorageError) {
        images = try PlainSubject(root: root)
        self.root = root
    }

    mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) { try images.build(image, fill: fill) }

    func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree { try images.mount(image) }

    func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        let directory = try OwnedDescriptor.open(root, .directory)
        try directory.makeDirectory(FilePath(container))
        try directory.makeDirectory(FilePath("\(container)/upper"))
        try directory.makeDirectory(FilePath("\(container)/work"))
    }

    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        let place = root.appending(container)
        return try MountedTree(
            Mount(
                type: "overlay", source: "overlay",
                options: [
                    "lowerdir=\(LowerDirectories.joined([images.directory(of: image).string]))",
                    "upperdir=\(place.appending("upper"))", "workdir=\(place.appending("work"))", "rw",
                ]))
    }

    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).removeTree(FilePath(container))
    }

    func reclaim() throws(StorageError) {}
}

/// The ioctl that a snapshot cannot do without, and the ioctl that deletes it.
struct BareSnapshot: Subject {
    private let root: FilePath

    init(root: FilePath) throws(StorageError) {
        self.root = root
        try OwnedDescriptor.open(root.removingLastComponent(), .directory).makeDirectory(root.lastName)
    }

    mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        let directory = try OwnedDescriptor.open(root, .directory)
        try directory.createSubvolume(FilePath(image.name))
        try fill(directory.open(beneath: FilePath(image.name), .directory))
    }

    func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try MountedTree(.bind(root.appending(image.name), .readOnly))
    }

    func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        let directory = try OwnedDescriptor.open(root, .directory)
        let source = try OwnedDescriptor.open(root.appending(image.name), .directory)
        try directory.createSnapshot(FilePath(container), of: source)
    }

    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try MountedTree(.bind(root.appending(container), .readWrite))
    }

    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).deleteSubvolume(FilePath(container))
    }

    func reclaim() throws(StorageError) {}
}
