// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import Foundation
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

/// A process that changes a driver's root is killed before each of its system calls in turn.
@Suite(.serialized) struct KillTests {
    /// The calls that change something, or order changes on the disk.
    private static let calls = [
        "mkdirat", "renameat2", "unlinkat", "linkat", "openat2", "pwrite64", "write", "fsync", "syncfs",
        "flock", "fsconfig", "fsmount", "open_tree", "ioctl", "fchmodat", "fchownat", "utimensat",
        "copy_file_range",
    ]
    private static let files: [String: Set<FilePath>] = [
        "base": ["directory", "first", "second"], "child": ["directory", "first", "fourth"],
    ]

    @Test(arguments: [
        Backend(driver: "vfs", fileSystem: .xfs), Backend(driver: "overlay2", fileSystem: .ext4),
        Backend(driver: "btrfs", fileSystem: .btrfs),
    ])
    func `a process killed before any system call leaves a root that works`(_ backend: Backend) throws {
        try backend.withDriver { _, scratch in
            var killed = 0
            for call in Self.calls {
                var number = 1
                while true {
                    let root = scratch.path.appending("killed-\(call)-\(number)")
                    let wasKilled = try Self.runKilled(backend.driver, root, before: call, number)
                    try Self.check(backend.driver, root, "\(backend) killed before \(call) \(number)")
                    guard wasKilled else { break }
                    killed += 1
                    number += 1
                }
            }
            // Each of the operations makes several calls; fewer would mean that nothing was injected.
            #expect(killed > 80)
        }
    }

    @Test(arguments: ["vfs", "overlay2", "btrfs"])
    func `an ordinary user is told which capability is missing and leaves no layer`(_ driver: String) throws {
        try Backend(driver: driver, fileSystem: .btrfs).withDriver { _, scratch in
            let mountPoint = try OwnedDescriptor.open(scratch.path, .directory)
            try mountPoint.setPermissions(0o755, of: ".")
            try mountPoint.makeDirectory("user")
            try mountPoint.setOwner(user: 65534, group: 65534, of: "user")
            let root = scratch.path.appending("user").appending("root")
            let ending = try Command.end(of: [
                "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all",
                "--", Command.worker("fault-worker"), driver, root.string,
            ])
            #expect(ending.status == 1)
            #expect(ending.errors.contains("permissionDenied"), "\(ending.errors)")
            #expect(ending.errors.contains("CAP_SYS_ADMIN"), "\(ending.errors)")
            let left = try DriverRegistry.builtIn.open(driver, root: root)
            _ = try left.reclaim()
            for id in try left.area.layerIDs() { #expect(try !left.area.isSealed(id)) }
        }
    }

    /// Whether the process was killed; otherwise it came to its end.
    private static func runKilled(
        _ driver: String, _ root: FilePath, before call: String, _ number: Int
    ) throws -> Bool {
        let ending = try Command.end(of: [
            "strace", "--follow-forks", "--quiet=all", "--output=/dev/null", "--trace=\(call)",
            "--inject=\(call):signal=KILL:when=\(number)", Command.worker("fault-worker"), driver,
            root.string,
        ])
        if ending.signal == SIGKILL { return true }
        #expect(ending.status == 0, "\(ending.errors)")
        return false
    }

    /// The next start: leftovers go, what has a name is whole, and everything can be removed.
    private static func check(_ name: String, _ root: FilePath, _ what: String) throws {
        let driver = try DriverRegistry.builtIn.open(name, root: root, options: ["durability=ephemeral"])
        _ = try driver.reclaim()
        #expect(try driver.reclaim() == 0, "\(what)")
        let staging = try OwnedDescriptor.open(root.appending("staging"), .directory)
        #expect(try staging.entryNames().isEmpty, "\(what)")
        for id in ["last", "child", "base"].compactMap({ try? LayerID($0) })
        where try driver.area.contains(id) {
            let layer = try driver.area.layer(id)
            let found = Set(try driver.mount(layer, .readOnly).root.entryNames())
            if let expected = files[id.description], try driver.area.isSealed(id) {
                #expect(found == expected, "\(what): \(id)")
            }
            try driver.remove(layer)
        }
        #expect(try driver.area.layerIDs().isEmpty, "\(what)")
        try driver.create(Layer(base: try LayerID("base")))
    }
}
