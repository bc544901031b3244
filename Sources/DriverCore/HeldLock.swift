// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// A lock on an open file (flock(2)): it ends when the last reference to this object goes away.
public final class HeldLock: Sendable {
    private let file: OwnedDescriptor

    init(_ file: consuming OwnedDescriptor) { self.file = file }

    deinit { file.unlock() }
}
