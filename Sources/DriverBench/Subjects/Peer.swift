// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// Another storage system that can be measured beside the drivers.
public enum Peer: String, CaseIterable, Sendable {
    /// The library of Podman, CRI-O and Buildah, through its command containers-storage(1).
    case containersStorage = "containers-storage"

    /// The peer's version as it says itself.
    ///
    /// - Throws: `notFound` when it is not installed.
    public func version() throws(StorageError) -> String {
        switch self {
        case .containersStorage:
            let text = try Program.run(
                ["dpkg-query", "--show", "--showformat=${Version}", "containers-storage"], remedy: remedy)
            return text
        }
    }

    private var remedy: String { "install it: apt-get install \(rawValue)" }

    /// The peer at the work of a driver, with a store of its own.
    func subject(like driver: String, root: FilePath) throws(StorageError) -> any LayerSubject {
        switch self {
        case .containersStorage:
            return try ContainersStorageSubject(driver: driver == "overlay2" ? "overlay" : driver, root: root)
        }
    }
}
