// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import DriverBench
import DriverCore
import Drivers
import Foundation
import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// What copy-on-write costs under each storage driver, on this machine.
@main struct DriverBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "driverbench", abstract: "Measures what each storage driver costs on this machine.",
        subcommands: [RunCommand.self], defaultSubcommand: RunCommand.self)
}

extension ReportFormat: ExpressibleByArgument {}

/// The main job.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Compares the drivers on ext4, xfs and btrfs, each a fresh loop-mounted image.")

    @Flag(help: "Fewer sizes and rounds: ends within about two minutes.") var quick = false
    @Flag(help: "Also measure a file of 1 GiB.") var large = false
    @Option(help: "A directory with a root file system; default: Debian's, made by debootstrap and kept.")
    var rootfs: String?
    @Option(help: "How the result is written.") var format: ReportFormat = .table
    @Option(help: "How many samples to take of each case; default 12, quick 3.") var rounds: Int?
    @Option(help: "The seed of the order.") var seed: UInt64 = 1

    func validate() throws {
        if let rounds, rounds < 1 {
            throw ValidationError("--rounds takes a number from 1 on, not \(rounds)")
        }
    }

    func run() throws {
        guard ProcessFacts.effectiveUser == 0 else {
            throw ValidationError("driverbench mounts file systems; run it as root")
        }
        // Mounts end with the process, however it ends: the namespace and its loop devices go with it.
        try ClassicMount.enterPrivateNamespace()
        try ProcessFacts.raiseDescriptorLimit()
        let root = try rootfs.map { FilePath($0) } ?? DebianRoot.path(log: Self.log)
        var bench = try Workbench(
            settings: settings, registry: .builtIn, rootFileSystem: root,
            fileSystems: ScratchFileSystem.Kind.allCases, log: Self.log)
        let schedule = BenchmarkPlan(
            cases: bench.cases, columns: bench.columns, rounds: rounds ?? (quick ? 3 : 12), seed: seed
        ).schedule
        let startedAt = Date().formatted(.iso8601)
        let measurements = Measurements(of: schedule, by: &bench, clock: ContinuousClock()) { progress in
            FileHandle.standardError.write(Data("\r\(progress.line(width: 100))".utf8))
        }
        Self.log("")
        let result = BenchmarkResult(
            toolVersion: "0.1", startedAt: startedAt, commandLine: CommandLine.arguments,
            environment: Environment.facts, schedule: schedule, measurements: measurements, warnings: [],
            skippedColumns: bench.skipped)
        print(try Report(result).text(as: format))
        if !measurements.failures.isEmpty { throw ExitCode.failure }
    }

    private var settings: Workbench.Settings {
        let full: [UInt64] = [4 << 10, 64 << 10, 1 << 20, 16 << 20, 64 << 20, 256 << 20]
        let sizes = quick ? [4 << 10, 1 << 20, 64 << 20] : full + (large ? [1 << 30] : [])
        return Workbench.Settings(
            sizes: sizes, depths: quick ? [1, 64] : [1, 16, 64, 128], imageSize: 16 << 30)
    }

    private static func log(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}

/// Facts about the machine that a reader of the result must know.
enum Environment {
    static var facts: [NamedValue] {
        func text(_ path: String) -> String {
            let content = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "unknown"
            return content.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return [
            NamedValue("kernel", text("/proc/sys/kernel/osrelease")),
            NamedValue("cores", String(ProcessInfo.processInfo.activeProcessorCount)),
            NamedValue("memory", "\(ProcessInfo.processInfo.physicalMemory >> 20) MiB"),
            NamedValue("load", text("/proc/loadavg")),
        ]
    }
}

/// A real root file system: Debian's minimal variant, made once and kept.
enum DebianRoot {
    private static let cache = "/var/cache/strata/debian-root"

    static func path(log: (String) -> Void) throws -> FilePath {
        if FileManager.default.fileExists(atPath: cache) { return FilePath(cache) }
        log("making a Debian root with debootstrap in \(cache); this is done once")
        let unfinished = "\(cache).unfinished"
        try? FileManager.default.removeItem(atPath: unfinished)
        try FileManager.default.createDirectory(
            atPath: unfinished, withIntermediateDirectories: true)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/sbin/debootstrap")
        process.arguments = ["--variant=minbase", "bookworm", unfinished]
        process.standardOutput = FileHandle.standardError
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ValidationError(
                "debootstrap failed (its log: \(unfinished)/debootstrap/debootstrap.log); give another root"
                    + " file system with --rootfs DIR")
        }
        try FileManager.default.moveItem(atPath: unfinished, toPath: cache)
        return FilePath(cache)
    }
}
