// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// A directory among the layers in the making, locked by its maker; with its owner it goes to the trash.
///
/// The lock (flock(2)) ends with the process, so that `reclaim` can tell a dead maker's leftovers.
public struct StagingDirectory: ~Copyable, Sendable {
    /// The directory, empty at first.
    public let directory: OwnedDescriptor
    /// Its path.
    public let path: FilePath
    private let root: FilePath

    /// Makes one in an area; the label is for people who look there.
    public init(in area: LayerArea, label: String) throws(StorageError) {
        let staging = try OwnedDescriptor.open(area.root.appending("staging"), .directory)
        let name = FilePath("\(label)-\(ProcessFacts.uniqueSuffix())")
        try staging.makeDirectory(name, permissions: 0o700)
        let made = try staging.open(beneath: name, .directory)
        let path = area.root.appending("staging").pushing(name)
        guard try made.tryLock(exclusive: true) else {
            throw StorageError(.busy, "another process reclaims \(path.printable) at this moment; try again")
        }
        directory = made
        self.path = path
        root = area.root
    }

    deinit {
        // Published, it is no longer there; a failure leaves it to `reclaim`.
        try? LayerArea.discard(path, root: root)
    }
}
