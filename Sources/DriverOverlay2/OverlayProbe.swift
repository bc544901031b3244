// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// Tries the kernel's overlay on a real directory: two lower layers, a write, a deletion, a look at the upper.
enum OverlayProbe {
    static func run(in path: FilePath) throws(StorageError) {
        let directory = try OwnedDescriptor.open(path, .directory)
        for name in ["base", "middle", "upper", "work"] as [FilePath] { try directory.makeDirectory(name) }
        try directory.write("base/deleted", "x")
        try directory.write("middle/changed", "before")
        do {
            let tree = try MountedTree(mount(at: path))
            try tree.root.open(beneath: "changed", [.write, .append]).write(Array(" after".utf8))
            try tree.root.unlink("deleted")
        }
        let upper = try directory.open(beneath: "upper", .directory)
        guard try upper.status(of: "changed").size == 12 else {
            throw refusal("a change did not arrive in the upper directory")
        }
        let whiteout = try upper.status(of: "deleted")
        guard whiteout.type == .characterDevice, whiteout.node == DeviceNumber(major: 0, minor: 0) else {
            throw refusal("a deletion did not leave a whiteout")
        }
    }

    private static func mount(at path: FilePath) -> Mount {
        let lower = LowerDirectories.joined([path.appending("middle").string, path.appending("base").string])
        let options = [
            "lowerdir=\(lower)", "upperdir=\(path.appending("upper").string)",
            "workdir=\(path.appending("work").string)", "rw",
        ]
        return Mount(type: "overlay", source: "overlay", options: options)
    }

    private static func refusal(_ reason: String) -> StorageError {
        StorageError(.unsupported, "\(reason); use another driver, or another file system for the root")
    }
}

extension OwnedDescriptor {
    fileprivate func write(_ path: FilePath, _ text: String) throws(StorageError) {
        try open(beneath: path, [.write, .create]).write(Array(text.utf8))
    }
}
