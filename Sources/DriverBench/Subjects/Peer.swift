// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// Another storage system that can be measured beside the drivers.
public enum Peer: String, CaseIterable, Sendable {
    /// The library of Podman, CRI-O and Buildah, through its command containers-storage(1).
    case containersStorage = "containers-storage"
    /// containerd and its snapshotters, through its command ctr(8).
    case containerd = "ctr"

    /// The peer's version as it says itself.
    ///
    /// - Throws: `notFound` when it is not installed.
    public func version() throws(StorageError) -> String {
        try Program.run(["dpkg-query", "--show", "--showformat=${Version}", package], remedy: remedy)
    }

    private var package: String { self == .containerd ? "containerd" : "containers-storage" }
    private var remedy: String { "install it: apt-get install \(package)" }

    /// The peer at the work of a driver, with a store of its own.
    func subject(
        like driver: String, root: FilePath, on fileSystem: ScratchFileSystemBox
    ) throws(StorageError) -> any LayerSubject {
        switch self {
        case .containersStorage:
            return try ContainersStorageSubject(
                driver: driver == "overlay2" ? "overlay" : driver, root: root, on: fileSystem)
        case .containerd:
            let names = ["overlay2": "overlayfs", "vfs": "native"]
            return try ContainerdSubject(snapshotter: names[driver] ?? driver, root: root, on: fileSystem)
        }
    }
}
