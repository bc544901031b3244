// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import SystemPackage

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
        try add(layer, fill: fill)
        for level in stride(from: 2, through: image.depth, by: 1) {
            layer = Layer(try LayerID("\(image.name)-\(level)"), on: layer)
            try add(layer) { (tree) throws(StorageError) in
                try tree.open(beneath: FilePath("layer\(level)"), [.write, .create]).write([1])
            }
        }
        layers[image] = layer
    }

    public func prepareReading(_ image: BenchmarkImage) throws(StorageError) {
        try driver.create(reader(of: image))
    }

    public func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try driver.mount(reader(of: image), .readOnly)
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

    private func add(
        _ layer: Layer, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        try driver.create(layer)
        do {
            let tree = try driver.mount(layer, .readWrite)
            try fill(tree.root)
        }
        try driver.seal(layer)
    }

    private func reader(of image: BenchmarkImage) throws(StorageError) -> Layer {
        try layer("\(image.name)-reader", image)
    }

    private func layer(_ container: String, _ image: BenchmarkImage) throws(StorageError) -> Layer {
        Layer(try LayerID(container), on: try layer(of: image))
    }

    private func layer(of image: BenchmarkImage) throws(StorageError) -> Layer {
        guard let layer = layers[image] else {
            throw StorageError(.failedPrecondition, "the image \(image.name) has not been built")
        }
        return layer
    }
}

extension DriverSubject: LayerSubject {
    public func diff(
        _ container: String, of image: BenchmarkImage, changed: [FilePath], to archive: FilePath
    ) throws(StorageError) {
        let layer = try layer(container, image)
        try diff(from: layer.parent, to: layer, archive)
    }

    public func export(_ image: BenchmarkImage, to archive: FilePath) throws(StorageError) {
        try diff(from: nil, to: layer(of: image), archive)
    }

    /// The digest is left out: no peer computes one on the way.
    private func diff(from old: Layer?, to new: Layer, _ archive: FilePath) throws(StorageError) {
        let file = try OwnedDescriptor.open(archive, [.write, .create, .truncate])
        var options = DiffOptions()
        options.computesDigests = false
        _ = try driver.diff(from: old, to: new, options: options) { (bytes) throws(StorageError) in
            try file.write(bytes)
        }
    }

    public func unpack(_ archive: LayerFile, as name: String) throws(StorageError) {
        let layer = Layer(base: try LayerID(name))
        try driver.create(layer)
        let file = try OwnedDescriptor.open(archive.path)
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var offset: UInt64 = 0
        _ = try driver.apply(to: layer) { () throws(StorageError) in
            let count = try file.read(into: &buffer, at: offset)
            offset += UInt64(count)
            return count == 0 ? nil : buffer[..<count]
        }
    }

    public func removeUnpacked(_ archive: LayerFile, _ name: String) throws(StorageError) {
        try driver.remove(Layer(base: try LayerID(name)))
    }

    public func usage(_ container: String, of image: BenchmarkImage) throws(StorageError) -> UInt64 {
        try driver.usage(of: layer(container, image)).bytes
    }
}
