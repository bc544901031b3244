// SPDX-License-Identifier: Apache-2.0

import DriverBtrfs
public import DriverCore
import DriverOverlay2
import DriverVFS

extension DriverRegistry {
    /// The drivers of this package, the preferred one first.
    public static let builtIn = DriverRegistry([Overlay2Driver.self, BtrfsDriver.self, VFSDriver.self])
}
