// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import StreamCoding
public import SystemPackage

/// A subject whose layers can be archived, unpacked and sized.
public protocol LayerSubject: Subject {
    /// Whether a container is the image itself, so that what is changed must be undone.
    var sharesImages: Bool { get }

    /// Writes the archive of what a container changed to a file.
    ///
    /// - Parameter changed: The names that were changed and are there: for subjects that cannot find them.
    func diff(
        _ container: String, of image: BenchmarkImage, changed: [FilePath], to archive: FilePath
    ) throws(StorageError)

    /// Writes the archive of an image's whole tree to a file.
    func export(_ image: BenchmarkImage, to archive: FilePath) throws(StorageError)

    /// Makes an archive ready to be unpacked, the first time; it is not measured.
    func prepare(_ archive: LayerFile) throws(StorageError)

    /// Makes a layer without a parent and unpacks an archive into it.
    func unpack(_ archive: LayerFile, as layer: String) throws(StorageError)

    /// Removes a layer that was made by unpacking.
    func removeUnpacked(_ archive: LayerFile, _ layer: String) throws(StorageError)

    /// The space of what a container changed, in bytes.
    func usage(_ container: String, of image: BenchmarkImage) throws(StorageError) -> UInt64
}

/// An archive on the disk, ready to be unpacked.
public struct LayerFile: Sendable {
    /// Where the archive is, as it is unpacked: plain or packed.
    public let path: FilePath
    /// How it is packed.
    public let packing: Compression
    /// The same archive, not packed.
    public let plain: FilePath
}

extension LayerSubject {
    public var sharesImages: Bool { false }

    public func prepare(_ archive: LayerFile) throws(StorageError) {}
}
