// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// The tree that is used as an image: where it is, and how much it holds.
public struct RootFileSystem: Sendable {
    /// The tree's directory.
    public let path: FilePath
    /// The number of its files, directories and other entries.
    public private(set) var entries: UInt64 = 0
    /// The space that they take, in bytes; a file with several names counts once for each.
    public private(set) var bytes: UInt64 = 0

    /// Counts a tree.
    ///
    /// - Throws: `notFound` and `invalidArgument` for what is no directory.
    public init(at path: FilePath) throws(StorageError) {
        self.path = path
        try count(OwnedDescriptor.open(path, .directory))
    }

    private mutating func count(_ directory: borrowing OwnedDescriptor) throws(StorageError) {
        for name in try directory.entryNames() {
            let status = try directory.status(of: name)
            entries += 1
            bytes += status.blocks * 512  // The unit of st_blocks, stat(2).
            if status.type == .directory { try count(directory.open(beneath: name, .directory)) }
        }
    }
}
