// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import SystemPackage

/// A filled, frozen tree from which containers are made.
public struct BenchmarkImage: Sendable, Hashable {
    /// The image's name, safe as a layer's.
    public let name: String
    /// How many layers it has; all but the lowest hold one small file.
    public let depth: Int

    /// Names an image.
    public init(_ name: String, depth: Int = 1) {
        self.name = name
        self.depth = depth
    }
}

/// What is measured: a storage driver on a file system, or a plain directory there.
public protocol Subject {
    /// Builds an image whose lowest layer `fill` fills; it is not measured.
    mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError)

    /// Makes a container of an image.
    func create(_ container: String, of image: BenchmarkImage) throws(StorageError)

    /// Reaches a container's tree.
    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree

    /// Takes a container's name away.
    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError)

    /// Frees what removed containers held.
    func reclaim() throws(StorageError)
}

/// A storage driver as a subject.
public struct DriverSubject: Subject {
    private let driver: any StorageDriver
    private var layers: [BenchmarkImage: Layer] = [:]

    /// Measures an open driver.
    public init(_ driver: any StorageDriver) { self.driver = driver }

    public mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        var layer = Layer(base: try LayerID("\(image.name)-1"))
        try driver.create(layer)
        do {
            let tree = try driver.mount(layer, .readWrite)
            try fill(tree.root)
        }
        try driver.seal(layer)
        for level in stride(from: 2, through: image.depth, by: 1) {
            layer = Layer(try LayerID("\(image.name)-\(level)"), on: layer)
            try driver.create(layer)
            do {
                let tree = try driver.mount(layer, .readWrite)
                try tree.root.open(beneath: FilePath("layer\(level)"), [.write, .create]).write([1])
            }
            try driver.seal(layer)
        }
        layers[image] = layer
    }

    public func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try driver.create(layer(container, image))
    }

    public func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try driver.mount(layer(container, image), .readWrite)
    }

    public func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try driver.remove(layer(container, image))
    }

    public func reclaim() throws(StorageError) { _ = try driver.reclaim() }

    private func layer(_ container: String, _ image: BenchmarkImage) throws(StorageError) -> Layer {
        guard let parent = layers[image] else {
            throw StorageError(.failedPrecondition, "the image \(image.name) has not been built")
        }
        return Layer(try LayerID(container), on: parent)
    }
}

/// A directory with no driver, the base of every ratio: a container is the image's own tree.
///
/// Its containers are written to in place; each sample therefore restores what it changed.
public struct PlainSubject: Subject {
    private let root: FilePath

    /// Measures plain directories below a root that exists.
    public init(root: FilePath) { self.root = root }

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

    /// A container costs one empty directory here.
    public func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).makeDirectory(FilePath(container))
    }

    public func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try MountedTree(.bind(root.appending(image.name), .readWrite))
    }

    public func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try OwnedDescriptor.open(root, .directory).removeDirectory(FilePath(container))
    }

    public func reclaim() throws(StorageError) {}
}
