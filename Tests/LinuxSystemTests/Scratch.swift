// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// The root directory of a fresh file system, which goes away after the body.
func withScratch(
    _ kind: ScratchFileSystem.Kind = .ext4, _ body: (borrowing OwnedDescriptor, FilePath) throws -> Void
) throws {
    let scratch = try ScratchFileSystem(kind, size: kind == .xfs ? 320 << 20 : 128 << 20)
    let root = try OwnedDescriptor.open(scratch.path, .directory)
    try body(root, scratch.path)
}
