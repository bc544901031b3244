// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
import ScratchFileSystem
public import SystemPackage

/// A directory with no driver, the base of every ratio: a container is the image's own tree.
///
/// Its containers are written to in place; each sample therefore restores what it changed.
public struct PlainSubject: Subject {
    private let root: FilePath

    /// Measures plain directories below a root, which is made.
    public init(root: FilePath) throws(StorageError) {
        self.root = root
        try OwnedDescriptor.open(root.removingLastComponent(), .directory).makeDirectory(root.lastName)
    }

    /// Where an image's tree is.
    func directory(of image: BenchmarkImage) -> FilePath { root.appending(image.name) }

    public mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        let directory = try OwnedDescriptor.open(root, .directory)
        try directory.makeDirectory(FilePath(image.name))
        let tree = try directory.open(beneath: FilePath(image.name), .directory)
        try fill(tree)
        for level in stride(from: 2, through: image.depth, by: 1) {
            try tree.open(beneath: FilePath("layer\(level)"), [.write, .create]).write([1])
        }
    }

    public func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try MountedTree(.bind(directory(of: image), .readOnly))
    }

    /// A container costs one empty directory here.
    public func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).makeDirectory(FilePath(container))
    }

    public func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try MountedTree(.bind(directory(of: image), .readWrite))
    }

    public func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).removeDirectory(FilePath(container))
    }

    public func reclaim() throws(StorageError) {}
}

/// GNU tar, which is told what changed: what archiving and unpacking take without a driver.
extension PlainSubject: LayerSubject {
    public var sharesImages: Bool { true }

    public func diff(
        _ container: String, of image: BenchmarkImage, changed: [FilePath], to archive: FilePath
    ) throws(StorageError) {
        let names = root.appending("changed")
        let list = changed.map { $0.string + "\n" }.joined()
        try OwnedDescriptor.open(names, [.write, .create, .truncate]).write(Array(list.utf8))
        try tar(["--create", "--file", archive.string, "--files-from", names.string], in: image)
    }

    public func export(_ image: BenchmarkImage, to archive: FilePath) throws(StorageError) {
        try tar(["--create", "--file", archive.string, "."], in: image)
    }

    private func tar(_ arguments: [String], in image: BenchmarkImage) throws(StorageError) {
        let format = ["--format=posix", "--xattrs", "--xattrs-include=*", "--acls", "--numeric-owner"]
        try Program.run(["tar", "--directory", directory(of: image).string] + format + arguments)
    }

    public func unpack(_ archive: LayerFile, as layer: String) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).makeDirectory(FilePath(layer))
        try Program.run([
            "tar", "--extract", "--file", archive.path.string, "--directory", root.appending(layer).string,
            "--xattrs", "--xattrs-include=*", "--acls", "--numeric-owner", "--same-owner",
            "--preserve-permissions",
        ])
    }

    public func removeUnpacked(_ archive: LayerFile, _ layer: String) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).removeTree(FilePath(layer))
    }

    /// The whole tree's, as du(1) finds it: a plain directory does not know what changed.
    public func usage(_ container: String, of image: BenchmarkImage) throws(StorageError) -> UInt64 {
        try OwnedDescriptor.open(directory(of: image), .directory).walk(reading: false)
    }
}
