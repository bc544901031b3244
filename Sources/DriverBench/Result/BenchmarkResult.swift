// SPDX-License-Identifier: Apache-2.0

/// Everything that a run measured and everything needed to repeat it.
///
/// Statistics are not part of it: `Summary` computes them again from the samples.
public struct BenchmarkResult: Hashable, Codable, Sendable {
    /// The version of the schema that this code writes; raised when a reader of the old one would err.
    public static let currentSchemaVersion = 1

    /// The version of the schema of this result.
    public var schemaVersion: Int
    /// The version of driverbench that measured.
    public var toolVersion: String
    /// When the run began, in UTC, in the form of ISO 8601.
    public var startedAt: String
    /// The seed of the order of the samples, of random data and of the intervals.
    public var seed: UInt64
    /// The program and its arguments.
    public var commandLine: [String]
    /// Facts about the machine and the run, in the order to be shown.
    public var environment: [NamedValue]
    /// What was run, in the order to be shown.
    public var cases: [BenchmarkCase]
    /// What it was run on, in the order to be shown.
    public var columns: [BenchmarkColumn]
    /// Every sample that was taken, none dropped.
    public var samples: [Sample]
    /// The cases that failed on a column, and why.
    public var failures: [SampleFailure]
    /// What a reader should know before trusting the numbers, in sentences.
    public var warnings: [String]
    /// The columns that were asked for and not run, and why.
    public var skippedColumns: [SkippedColumn]

    /// Makes a result of what was planned and what was measured.
    public init(
        toolVersion: String, startedAt: String, commandLine: [String], environment: [NamedValue] = [],
        schedule: Schedule, measurements: Measurements, warnings: [String] = [],
        skippedColumns: [SkippedColumn] = []
    ) {
        self.init(
            toolVersion: toolVersion, startedAt: startedAt, seed: schedule.seed, commandLine: commandLine,
            environment: environment, cases: schedule.cases, columns: schedule.columns,
            samples: measurements.samples, failures: measurements.failures, warnings: warnings,
            skippedColumns: skippedColumns)
        guard !measurements.isComplete else { return }
        self.warnings.append(
            "The run was interrupted after \(samples.count) of \(schedule.count) samples.")
    }

    /// Makes a result of its parts.
    public init(
        toolVersion: String, startedAt: String, seed: UInt64, commandLine: [String],
        environment: [NamedValue] = [], cases: [BenchmarkCase], columns: [BenchmarkColumn],
        samples: [Sample], failures: [SampleFailure] = [], warnings: [String] = [],
        skippedColumns: [SkippedColumn] = []
    ) {
        self.schemaVersion = Self.currentSchemaVersion
        self.toolVersion = toolVersion
        self.startedAt = startedAt
        self.seed = seed
        self.commandLine = commandLine
        self.environment = environment
        self.cases = cases
        self.columns = columns
        self.samples = samples
        self.failures = failures
        self.warnings = warnings
        self.skippedColumns = skippedColumns
    }

    /// The column that a column's values are divided by, nil for a base and where the base was not run.
    public func base(of column: BenchmarkColumn) -> BenchmarkColumn? {
        columns.first { $0.name == column.base }
    }

    /// Whether the column is the A/A copy of its base.
    public func isRepeat(_ column: BenchmarkColumn) -> Bool {
        base(of: column).map(column.repeats) ?? false
    }
}
