// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// A layer's tree at one moment, by a read-only snapshot that goes away with its owner.
struct ReadOnlyView: ~Copyable {
    let root: OwnedDescriptor
    private let stage: StagingDirectory

    init(of layer: Layer, in driver: BtrfsDriver) throws(StorageError) {
        try driver.area.require(layer.id)
        let stage = try StagingDirectory(in: driver.area, label: "view")
        let snapshot = stage.path.pushing(BtrfsDriver.treeName)
        try Subvolume.snapshot(driver.tree(of: layer.id), at: snapshot, readOnly: true)
        root = try OwnedDescriptor.open(snapshot, .directory)
        self.stage = stage
    }

    deinit {
        try? Subvolume.delete(at: stage.path.pushing(BtrfsDriver.treeName))
    }
}
