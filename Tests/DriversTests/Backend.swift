// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import ScratchFileSystem
import SystemPackage

/// A driver on a backing file system: one cell of the matrix.
struct Backend: Sendable, CustomStringConvertible {
    let driver: String
    let fileSystem: ScratchFileSystem.Kind
    var options: [String] = []

    var description: String { "\(driver)@\(fileSystem.rawValue)\(options.isEmpty ? "" : " \(options)")" }

    static let all: [Backend] = [
        Backend(driver: "vfs", fileSystem: .ext4), Backend(driver: "vfs", fileSystem: .xfs),
        Backend(driver: "vfs", fileSystem: .btrfs), Backend(driver: "overlay2", fileSystem: .ext4),
        Backend(driver: "overlay2", fileSystem: .xfs), Backend(driver: "overlay2", fileSystem: .btrfs),
        Backend(driver: "btrfs", fileSystem: .btrfs),
    ]

    static let overlayOptions: [Backend] = [
        Backend(driver: "overlay2", fileSystem: .ext4, options: ["index=true"]),
        Backend(driver: "overlay2", fileSystem: .ext4, options: ["redirect_dir=true"]),
        Backend(driver: "overlay2", fileSystem: .xfs, options: ["metacopy=true"]),
    ]

    /// Opens the driver on a new scratch file system and runs the body.
    func withDriver(
        durability: Durability = .ephemeral, size: UInt64 = 1 << 30,
        _ body: (any StorageDriver, borrowing ScratchFileSystem) throws -> Void
    ) throws {
        let scratch = try ScratchFileSystem(fileSystem, size: size)
        let opened = try DriverRegistry.builtIn.open(
            driver, root: scratch.path.appending("root"),
            options: options + ["durability=\(durability.rawValue)"])
        try body(opened, scratch)
    }
}
