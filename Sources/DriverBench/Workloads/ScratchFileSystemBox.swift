// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// A scratch file system that several places refer to.
final class ScratchFileSystemBox: Sendable {
    private let scratch: ScratchFileSystem
    let path: FilePath
    let kind: ScratchFileSystem.Kind

    init(_ kind: ScratchFileSystem.Kind, size: UInt64, in directory: FilePath) throws(StorageError) {
        let made = try ScratchFileSystem(kind, size: size, in: directory)
        path = made.path
        self.kind = kind
        scratch = made
    }

    /// Writes out what the last sample left to be written, so that the next one does not pay for it.
    func settle() throws(StorageError) {
        try OwnedDescriptor.open(path, .directory).synchronizeFileSystem()
    }

    func usedBytes() throws(StorageError) -> UInt64 { try scratch.space().used }
}
