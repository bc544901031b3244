// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// A read-only snapshot of a layer, deleted with its last reference.
final class TemporarySnapshot: Sendable {
    let path: FilePath
    private let stage: StagingDirectory

    init(of layer: Layer, in driver: BtrfsDriver) throws(StorageError) {
        try driver.area.require(layer.id)
        let stage = try StagingDirectory(in: driver.area, label: "view")
        path = stage.path.pushing(BtrfsDriver.treeName)
        try Subvolume.snapshot(driver.tree(of: layer.id), at: path, readOnly: true)
        self.stage = stage
    }

    deinit {
        try? Subvolume.delete(at: path)
    }
}
