// SPDX-License-Identifier: Apache-2.0

import DriverBench

/// A small result with everything that a report can show.
enum Fixture {
    static let ext4 = BenchmarkColumn.plain(on: "ext4")
    static let xfs = BenchmarkColumn.plain(on: "xfs")
    static let columns: [BenchmarkColumn] = [
        ext4, .again(ext4), .driver("overlay2", over: ext4), .driver("vfs", over: ext4),
        xfs, .again(xfs), .driver("overlay2", over: xfs),
    ]

    static let small = BenchmarkCase(
        workload: "copyup-append", parameters: [NamedValue("size", "4KiB"), NamedValue("mode", "async")],
        description: "Append one byte to a file of the lower layer.")
    static let large = BenchmarkCase(
        workload: "copyup-append", parameters: [NamedValue("size", "1MiB"), NamedValue("mode", "durable")],
        description: "Append one byte to a file of the lower layer.")
    static let space = BenchmarkCase(
        workload: "space", parameters: [NamedValue("files", "1000")], unit: .bytes,
        description: "Bytes on the device after a thousand containers.")

    /// How the values of the rounds differ from one another, the same for all columns.
    static let drift = [1.00, 1.04, 0.98, 1.02, 1.06, 0.96]
    /// How the A/A column differs from its base.
    static let noise = [1.00, 1.02, 0.99, 1.01, 0.98, 1.00]

    static let result = BenchmarkResult(
        toolVersion: "1.0.0", startedAt: "2026-01-02T03:04:05Z", seed: 7,
        commandLine: ["driverbench", "run", "--rounds", "6", "--note", "two words"],
        environment: [NamedValue("kernel", "6.18.0"), NamedValue("cores", "2")],
        cases: [small, large, space], columns: columns,
        samples: smallSamples + largeSamples + spaceSamples,
        failures: [
            SampleFailure(caseID: large.id, column: "vfs@ext4", message: "No space left on the device.")
        ],
        warnings: ["The processor's frequency is not fixed."],
        skippedColumns: [SkippedColumn(name: "btrfs@btrfs", reason: "The kernel has no btrfs.")])

    /// The result with its summary, computed once for all tests.
    static let report = Report(result)

    private static let smallSamples =
        series(small, "plain@ext4", 10e-6) + series(small, "plain-again@ext4", 10e-6, times: noise)
        + series(small, "overlay2@ext4", 182e-6) + series(small, "vfs@ext4", 10.05e-6)
        + series(small, "plain@xfs", 12e-6) + series(small, "plain-again@xfs", 12e-6, times: noise)
        + series(small, "overlay2@xfs", 90e-6)

    private static let largeSamples =
        series(large, "plain@ext4", 1.5e-3) + series(large, "plain-again@ext4", 1.5e-3, times: noise)
        + series(large, "overlay2@ext4", 1.2e-3, times: [1, 1, 1, 1, 1, 300])
        + series(large, "plain@xfs", 1.5e-3) + series(large, "plain-again@xfs", 1.5e-3, times: noise)

    private static let spaceSamples = columns.flatMap { column in
        drift.indices.map {
            Sample(
                caseID: space.id, column: column.name, round: $0,
                value: column.driver == "vfs" ? 40_960_000 : 4_096_000)
        }
    }

    static func series(
        _ benchmarkCase: BenchmarkCase, _ column: String, _ value: Double,
        times factors: [Double] = [1, 1, 1, 1, 1, 1]
    ) -> [Sample] {
        zip(drift, factors).enumerated().map { round, factor in
            Sample(
                caseID: benchmarkCase.id, column: column, round: round, value: value * factor.0 * factor.1)
        }
    }
}
