// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Drivers
import Foundation
import LinuxSystem
import ScratchFileSystem
import StreamCoding
import SystemPackage
import Testing

@Suite(.serialized) struct WorkbenchTests {
    /// Everything that the main job measures, on small data.
    private static var settings: WorkbenchSettings {
        var settings = WorkbenchSettings()
        settings.sizes = [4 << 10, 2 << 20]
        settings.depths = [1, 3]
        settings.fileCounts = [250]
        settings.diffs = [(10, 5), (10, 250), (200, 0)]
        settings.archives = Compression.allCases.map { BenchmarkArchive(.rootFileSystem, $0) }
        settings.usageCounts = [200]
        settings.peers = Peer.allCases
        settings.imageSize = 1 << 30
        return settings
    }

    /// A small tree that stands for a root file system.
    private static func withRoot(_ body: (RootFileSystem) throws -> Void) throws {
        let scratch = try ScratchFileSystem(.ext4, size: 64 << 20)
        let root = try OwnedDescriptor.open(scratch.path, .directory)
        try root.makeDirectory("tree")
        for name in ["one", "two", "three"] {
            try root.open(beneath: FilePath("tree/\(name)"), [.write, .create]).write(Array(name.utf8))
        }
        try body(RootFileSystem(at: scratch.path.appending("tree")))
    }

    @Test func `every workload gives a sample on every column and nothing fails`() throws {
        try Self.withRoot { root in
            #expect(root.entries == 3)
            var bench = try Workbench(
                settings: Self.settings, registry: .builtIn, rootFileSystem: root, log: { _ in })
            let schedule = BenchmarkPlan(
                cases: Self.settings.cases, columns: bench.columns, rounds: 1, seed: 1
            ).schedule
            let measured = Measurements(of: schedule, by: &bench, clock: ContinuousClock())
            // containerd's diff does not see a change of extended attributes alone.
            let failures = measured.failures.filter {
                !($0.column.hasPrefix("ctr-") && $0.caseID == "diff-kinds image=1000 kind=xattr")
            }
            #expect(failures.isEmpty, "\(failures)")
            #expect(measured.samples.count + measured.failures.count == schedule.count)
            #expect(measured.samples.allSatisfy { $0.value >= 0 })
            #expect(Set(bench.columns.map(\.fileSystem)) == ["ext4", "xfs", "btrfs"])
            #expect(bench.skipped.map(\.name) == ["btrfs@ext4", "btrfs@xfs"])
            try Self.checkCopies(measured)
        }
    }

    /// Copies that cannot be avoided must be seen: overlay on ext4 has no reflinks and takes the whole file.
    private static func checkCopies(_ measured: Measurements) throws {
        func space(_ column: String) throws -> Double {
            let id = "space containers=5"
            return try #require(
                measured.samples.first { $0.caseID == id && $0.column == column }?.value)
        }
        #expect(try space("overlay2@ext4") >= 5 * Double(1 << 20))
        #expect(try space("plain@ext4") < Double(1 << 20))
        #expect(try space("btrfs@btrfs") < Double(2 << 20))
    }

    @Test func `a disk too small for the run is refused before anything is made`() throws {
        try Self.withRoot { root in
            var settings = Self.settings
            settings.sizes = [1 << 50]
            let error = #expect(throws: StorageError.self) {
                _ = try Workbench(
                    settings: settings, registry: .builtIn, rootFileSystem: root, log: { _ in })
            }
            #expect(error?.code == .resourceExhausted)
            #expect(error?.message.contains("fewer sizes") == true)
        }
    }
}
