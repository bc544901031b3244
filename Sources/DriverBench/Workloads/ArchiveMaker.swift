// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import ScratchFileSystem
import StreamCoding
import SystemPackage

/// Makes the archives that are unpacked, by GNU tar, gzip and zstd: as others make them.
struct ArchiveMaker {
    private let directory: FilePath
    private let rootFileSystem: RootFileSystem

    private static let smallFiles = 10_000
    private static let bigFiles = 4
    private static let bigSize: UInt64 = 64 << 20

    /// Makes the directory for them.
    init(in directory: FilePath, _ rootFileSystem: RootFileSystem) throws(StorageError) {
        self.directory = directory
        self.rootFileSystem = rootFileSystem
        try OwnedDescriptor.open(directory.removingLastComponent(), .directory)
            .makeDirectory(directory.lastName)
    }

    /// Makes one archive; the plain one of the same content is kept beside it.
    func make(_ archive: BenchmarkArchive) throws(StorageError) -> LayerFile {
        let plain = directory.appending(BenchmarkArchive(archive.content, .none).name)
        let place = try OwnedDescriptor.open(directory, .directory)
        if try place.statusIfPresent(of: plain.lastName) == nil { try makePlain(archive.content, plain) }
        let path = directory.appending(archive.name)
        let remedy = "is it installed? run scripts/bootstrap"
        switch archive.packing {
        case .none: break
        case .gzip: try Program.run(["gzip", "--stdout", plain.string], output: path, remedy: remedy)
        case .zstd: try Program.run(["zstd", "--stdout", plain.string], output: path, remedy: remedy)
        }
        return LayerFile(path: path, packing: archive.packing, plain: plain)
    }

    private func makePlain(_ content: BenchmarkArchive.Content, _ path: FilePath) throws(StorageError) {
        if content == .rootFileSystem { return try pack(rootFileSystem.path, path) }
        let place = try OwnedDescriptor.open(directory, .directory)
        try place.makeDirectory("tree")
        defer { try? place.removeTree("tree") }
        do {
            let tree = try place.open(beneath: "tree", .directory)
            switch content {
            case .rootFileSystem: break
            case .manySmall: try SmallFiles.write(Self.smallFiles, in: tree)
            case .fewBig:
                for number in 0..<Self.bigFiles {
                    try RandomFile.write(FilePath("f\(number)"), size: Self.bigSize, in: tree)
                }
            }
        }
        try pack(directory.appending("tree"), path)
    }

    private func pack(_ tree: FilePath, _ path: FilePath) throws(StorageError) {
        try Program.run([
            "tar", "--create", "--file", path.string, "--directory", tree.string, "--format=posix",
            "--xattrs",
            "--xattrs-include=*", "--acls", "--numeric-owner", "--sort=name", ".",
        ])
    }
}
