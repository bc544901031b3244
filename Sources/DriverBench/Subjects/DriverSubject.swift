// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
import SystemPackage

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
