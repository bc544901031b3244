// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem

/// What is measured: a storage driver on a file system, a plain directory there, or bare system calls.
public protocol Subject {
    /// Builds an image whose lowest layer `fill` fills; it is not measured.
    mutating func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError)

    /// Makes what `mount(_:)` of an image needs; it is not measured.
    func prepareReading(_ image: BenchmarkImage) throws(StorageError)

    /// Reaches the tree of a container of an image that nothing was written to, to read it.
    func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree

    /// Makes a container of an image.
    func create(_ container: String, of image: BenchmarkImage) throws(StorageError)

    /// Reaches a container's tree, to read and to write.
    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree

    /// Takes a container's name away.
    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError)

    /// Frees what removed containers held.
    func reclaim() throws(StorageError)
}

extension Subject {
    public func prepareReading(_ image: BenchmarkImage) throws(StorageError) {}
}
