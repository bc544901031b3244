// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// Where the root file system comes from: a directory, an archive, or debootstrap.
///
/// An archive is unpacked into a scratch file system, which goes away with this value.
struct RootSource: ~Copyable {
    let path: FilePath
    private let unpacked: ScratchFileSystem?

    private static let cache = "/var/cache/strata/debian-root"
    /// The scratch file system is sparse: what is not used takes no space.
    private static let scratchSize: UInt64 = 64 << 30

    /// Debian's minimal variant, made once by debootstrap and kept.
    init(log: (String) -> Void) throws {
        if !FileManager.default.fileExists(atPath: Self.cache) {
            log("making a Debian root with debootstrap in \(Self.cache); this is done once")
            try Self.makeDebian(at: Self.cache)
        }
        path = FilePath(Self.cache)
        unpacked = nil
    }

    /// A directory, or an archive that tar(1) reads.
    init(_ given: String, scratchDirectory: FilePath, log: (String) -> Void) throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: given, isDirectory: &isDirectory) else {
            throw ValidationError("there is no \(given); --rootfs takes a directory or a tar archive")
        }
        if isDirectory.boolValue {
            path = FilePath(given)
            unpacked = nil
            return
        }
        log("unpacking \(given)")
        let scratch = try ScratchFileSystem(.ext4, size: Self.scratchSize, in: scratchDirectory)
        let target = scratch.path.appending("rootfs")
        try FileManager.default.createDirectory(atPath: target.string, withIntermediateDirectories: false)
        try Program.run(
            [
                "tar", "--extract", "--file", given, "--directory", target.string, "--numeric-owner",
                "--same-owner", "--preserve-permissions", "--xattrs", "--xattrs-include=*", "--acls",
            ], remedy: "--rootfs takes a directory or a tar archive")
        path = target
        unpacked = .some(consume scratch)
    }

    private static func makeDebian(at path: String) throws {
        let unfinished = "\(path).unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        try FileManager.default.createDirectory(atPath: unfinished, withIntermediateDirectories: true)
        try Program.run(
            ["debootstrap", "--variant=minbase", "bookworm", unfinished],
            remedy: "its log is \(unfinished)/debootstrap/debootstrap.log; run scripts/bootstrap, look at the"
                + " network, or give another root file system with --rootfs")
        try FileManager.default.moveItem(atPath: unfinished, toPath: path)
    }
}
