// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import DriverBench
import DriverCore
import Drivers
import Foundation
import LinuxSystem
public import ScratchFileSystem
import SystemPackage

extension ReportFormat: ExpressibleByArgument {}
extension Workload: ExpressibleByArgument {}
extension Peer: ExpressibleByArgument {}
extension ScratchFileSystem.Kind: ExpressibleByArgument {}

/// The main job.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compares the drivers on ext4, xfs and btrfs, each a fresh loop-mounted image.",
        discussion: """
            The result goes to standard output, or to the file of --output; progress goes to standard error.
            Ctrl-C ends the run, reports what was measured until then, and leaves nothing behind.
            """)

    @Flag(help: "Fewer sizes and rounds: ends within about three minutes.") var quick = false
    @Flag(help: "Also measure a file of 1 GiB.") var large = false
    @Option(
        help: """
            The root file system to build layers from: a directory or a tar archive; default: Debian's \
            minimal variant, made by debootstrap and kept in /var/cache/strata.
            """)
    var rootfs: String?
    @Option(help: "Measure these drivers only; may be given several times.") var driver: [String] = []
    @Option(help: "Run these workloads only; may be given several times.") var workload: [Workload] = []
    @Option(help: "Use these file systems only; may be given several times.")
    var filesystem: [ScratchFileSystem.Kind] = []
    @Option(
        help: """
            Also measure another storage system at the work on whole layers (diff-n, diff-kinds, apply, \
            usage); may be given several times.
            """)
    var peer: [Peer] = []
    @Option(help: "How many samples to take of each case; default 12, quick 3.") var rounds: Int?
    @Option(help: "The seed of the order and of the statistics.") var seed: UInt64 = 1
    @Option(help: "Where the loop images are made.") var images = "/var/tmp"
    @Option(help: "How the result is written.") var format: ReportFormat = .table
    @Flag(help: "Show every statistic of every case and column.") var details = false
    @Option(help: "The file to write the result to, instead of standard output.") var output: String?

    /// The exit status of a program that a signal ended is this plus the signal's number, for shells.
    private static let signalStatus: Int32 = 128

    func validate() throws {
        if let rounds, rounds < 1 {
            throw ValidationError("--rounds takes a number from 1 on, not \(rounds)")
        }
        _ = try registry
        for peer in peer { _ = try peer.version() }
    }

    func run() throws {
        guard ProcessFacts.effectiveUser == 0 else {
            throw ValidationError("driverbench mounts file systems; run it as root: sudo driverbench …")
        }
        try Interrupts.watch()
        // Mounts end with the process, however it ends: the namespace and its loop devices go with it.
        try ClassicMount.enterPrivateNamespace()
        try ProcessFacts.raiseDescriptorLimit()
        do {
            let result = try measure(Console())
            try write(Report(result).text(as: format, options: ReportOptions(details: details)))
            if let signal = Interrupts.received { throw ExitCode(Self.signalStatus + signal) }
            if !result.failures.isEmpty { throw ExitCode.failure }
        } catch is CancellationError {
            Console().log("interrupted before anything was measured")
            throw ExitCode(Self.signalStatus + (Interrupts.received ?? 0))
        }
    }

    private func measure(_ console: Console) throws -> BenchmarkResult {
        let startedAt = Date().formatted(.iso8601)
        let source =
            if let rootfs {
                try RootSource(rootfs, scratchDirectory: FilePath(images), log: console.log)
            } else {
                try RootSource(log: console.log)
            }
        let root = try RootFileSystem(at: source.path)
        let facts = try Environment.facts(root, settings)
        var bench = try Workbench(
            settings: settings, registry: registry, rootFileSystem: root, log: console.log)
        let schedule = BenchmarkPlan(
            cases: settings.cases, columns: bench.columns, rounds: rounds ?? (quick ? 3 : 12), seed: seed
        ).schedule
        let measurements = Measurements(
            of: schedule, by: &bench, clock: ContinuousClock(), onProgress: console.show)
        console.finish()
        return BenchmarkResult(
            toolVersion: DriverBenchCommand.version, startedAt: startedAt,
            commandLine: CommandLine.arguments, environment: facts, schedule: schedule,
            measurements: measurements, skippedColumns: bench.skipped)
    }

    private func write(_ text: String) throws {
        guard let output else { return print(text) }
        do {
            try text.write(toFile: output, atomically: true, encoding: .utf8)
        } catch {
            print(text)
            throw ValidationError("cannot write \(output) (\(error)); the result is printed instead")
        }
    }

    private var registry: DriverRegistry {
        get throws {
            if driver.isEmpty { return .builtIn }
            return DriverRegistry(try driver.map { try DriverRegistry.builtIn.driver(named: $0) })
        }
    }

    private var settings: WorkbenchSettings {
        var settings = WorkbenchSettings(quick: quick, large: large)
        if !workload.isEmpty { settings.workloads = workload }
        if !filesystem.isEmpty { settings.fileSystems = filesystem }
        settings.peers = peer
        settings.imageDirectory = FilePath(images)
        return settings
    }
}
