// SPDX-License-Identifier: Apache-2.0

import Foundation
public import LinuxSystem
public import SystemPackage

/// A fresh file system of its own on a loop device, gone with its owner: for tests and measurements.
///
/// The image file loses its name as soon as the loop device holds it, and the device frees itself when the
/// file system is unmounted: a process that dies leaves at most a mount, and not even that in a private
/// mount namespace.
public struct ScratchFileSystem: ~Copyable, Sendable {
    /// The file systems that drivers are tried on.
    public enum Kind: String, Sendable, CaseIterable {
        case ext4, xfs, btrfs

        /// What mkfs is given beside the device; defaults apart from that.
        fileprivate var makeArguments: [String] {
            switch self {
            case .ext4: ["mkfs.ext4", "-q", "-F"]
            case .xfs: ["mkfs.xfs", "-q", "-f", "-m", "reflink=1"]
            case .btrfs: ["mkfs.btrfs", "-q", "-f"]
            }
        }
    }

    /// The mount point.
    public let path: FilePath
    /// The type.
    public let kind: Kind

    /// Makes a file system of a size in bytes, in a sparse image below `directory`, and mounts it.
    public init(_ kind: Kind, size: UInt64, in directory: FilePath = "/var/tmp") throws(StorageError) {
        let unique = "strata-scratch-\(ProcessFacts.uniqueSuffix())"
        let mountPoint = directory.appending(unique)
        let image = directory.appending("\(unique).image")
        let parent = try OwnedDescriptor.open(directory, .directory)
        try parent.makeDirectory(FilePath(unique), permissions: 0o700)
        do {
            try Self.make(kind, size: size, image: image, at: mountPoint, in: parent)
        } catch {
            try? parent.removeDirectory(FilePath(unique))
            throw error.during("making a scratch file system \(kind.rawValue)")
        }
        path = mountPoint
        self.kind = kind
    }

    deinit {
        try? ClassicMount.unmount(path)
        if let name = path.lastComponent {
            try? OwnedDescriptor.open(path.removingLastComponent(), .directory)
                .removeDirectory(FilePath(root: nil, [name]))
        }
    }

    /// The space of the file system.
    public func space() throws(StorageError) -> FileSystemSpace {
        let root = try OwnedDescriptor.open(path, .directory)
        try root.synchronizeFileSystem()
        return try root.fileSystemSpace()
    }

    private static func make(
        _ kind: Kind, size: UInt64, image: FilePath, at mountPoint: FilePath,
        in parent: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let file = try OwnedDescriptor.open(image, [.readWrite, .create, .exclusive])
        defer { try? parent.unlink(image.lastName) }
        try file.setSize(size)
        try Program.run(
            kind.makeArguments + [image.string], remedy: "is it installed? run scripts/bootstrap")
        let device = try LoopDevice(over: file)
        try ClassicMount.mount(
            type: kind.rawValue, source: device.path.string, at: mountPoint, readOnly: false, data: "")
    }
}
