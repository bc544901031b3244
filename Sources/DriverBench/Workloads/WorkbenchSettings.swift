// SPDX-License-Identifier: Apache-2.0

public import ScratchFileSystem
import StreamCoding
public import SystemPackage

/// What the main job measures, and on what.
public struct WorkbenchSettings: Sendable {
    /// The workloads, in the order to be shown.
    public var workloads: [Workload]
    /// The file sizes of the copy-up workloads, in bytes, each a whole number of KiB.
    public var sizes: [UInt64]
    /// The numbers of layers of the lookup workload.
    public var depths: [Int]
    /// The numbers of files of the further images from which containers are created.
    public var fileCounts: [Int]
    /// The numbers of files, and of those that change, of the workload on archiving changes.
    public var diffs: [(files: Int, changed: Int)]
    /// The archives that are unpacked.
    public var archives: [BenchmarkArchive]
    /// The numbers of files of the images whose containers are sized.
    public var usageCounts: [Int]
    /// The states of the caches in which trees are walked: `warm`, `cold`.
    public var walkCaches: [String]
    /// The backing file systems.
    public var fileSystems: [ScratchFileSystem.Kind]
    /// The other storage systems that are measured beside the drivers.
    public var peers: [Peer] = []
    /// The size of each loop image, in bytes; the images are sparse.
    public var imageSize: UInt64
    /// Where the loop images are made.
    public var imageDirectory: FilePath

    /// Everything, or with `quick` what fits into three minutes.
    public init(quick: Bool = false, large: Bool = false) {
        workloads = Workload.allCases
        let full: [UInt64] = [4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20, 256 << 20]
        sizes = quick ? [4 << 10, 1 << 20, 64 << 20] : full
        if large { sizes.append(1 << 30) }
        depths = quick ? [1, 64] : [1, 16, 64, 128]
        fileCounts = quick ? [] : [10_000]
        diffs = quick ? [(10, 10), (1000, 10)] : [(10, 10), (10, 10_000), (10_000, 10)]
        if large { diffs += [(100_000, 10), (100_000, 0)] }
        archives =
            quick
            ? [BenchmarkArchive(.rootFileSystem, .gzip)]
            : [
                BenchmarkArchive(.manySmall, .none), BenchmarkArchive(.fewBig, .none),
                BenchmarkArchive(.rootFileSystem, .none), BenchmarkArchive(.rootFileSystem, .gzip),
                BenchmarkArchive(.rootFileSystem, .zstd),
            ]
        usageCounts = quick ? [1000] : [1000, 10_000]
        walkCaches = quick ? ["warm"] : ["warm", "cold"]
        fileSystems = ScratchFileSystem.Kind.allCases
        imageSize = 32 << 30
        imageDirectory = "/var/tmp"
    }

    /// The cases, in the order to be shown.
    public var cases: [BenchmarkCase] { workloads.flatMap { $0.cases(self) } }
}
