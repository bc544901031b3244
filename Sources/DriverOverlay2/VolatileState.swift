// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// Whether a layer that was mounted `volatile` is still complete.
///
/// The kernel leaves `incompat/volatile` in its working directory at each volatile mount and refuses every
/// later mount while it is there (overlayfs.rst, "Volatile mount"). The layer is complete as long as the machine has not
/// stopped since: the name of the machine's run (boot_id) is kept beside it to tell.
struct VolatileState {
    let layer: LayerID
    /// The layer's directory.
    let directory: FilePath
    let workName: FilePath

    private static let bootFile: FilePath = "volatile-boot"
    private static let inner: FilePath = "work"
    private static let incompatible: FilePath = "incompat"
    private static let marker: FilePath = "volatile"

    /// Makes the next mount possible, and notes this run of the machine when that mount is to be volatile.
    ///
    /// - Throws: `failedPrecondition` for a layer that the machine's stop may have damaged.
    func prepareMount(_ isVolatile: Bool) throws(StorageError) {
        let place = try OwnedDescriptor.open(directory, .directory)
        if try isMarked {
            try checkComplete()
            let work = workName.pushing(Self.inner)
            try place.open(beneath: work, .directory).removeTree(Self.incompatible)
        }
        guard isVolatile else { return }
        let boot = Array(try ProcessFacts.bootIdentifier().utf8)
        try place.open(beneath: Self.bootFile, [.write, .create, .truncate]).write(boot)
    }

    /// Fails with `failedPrecondition` for a layer that the machine's stop may have damaged.
    func checkComplete() throws(StorageError) {
        guard try isMarked else { return }
        let place = try OwnedDescriptor.open(directory, .directory)
        let noted =
            try place.statusIfPresent(of: Self.bootFile) == nil
            ? [] : try place.open(beneath: Self.bootFile).readAll()
        guard try noted != Array(ProcessFacts.bootIdentifier().utf8) else { return }
        throw StorageError(
            .failedPrecondition,
            "layer \(layer) was mounted volatile when the machine stopped, so parts of it may be missing;"
                + " remove it and make it again")
    }

    private var isMarked: Bool {
        get throws(StorageError) {
            let path = workName.pushing(Self.inner).pushing(Self.incompatible).pushing(Self.marker)
            do {
                _ = try OwnedDescriptor.open(directory, .directory).open(beneath: path, [.directory, .path])
                return true
            } catch  where error.code == .notFound {
                return false
            }
        }
    }
}
