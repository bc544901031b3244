// SPDX-License-Identifier: Apache-2.0

/// What a result says: every number and every verdict that the reports show, computed once.
public struct Summary: Hashable, Codable, Sendable {
    /// The number of rounds that have samples.
    public let rounds: Int
    /// Medians, ratios and verdicts, by case and then by column, for each cell with samples or a failure.
    public let cells: [CellSummary]
    /// The noise by case and then by base, where an A/A column shows it.
    public let noiseFloors: [NoiseFloor]
    /// The comparisons of drivers, by case.
    public let contests: [Contest]
    /// What drivers add to their bare system calls, by case.
    public let overheads: [Overhead]
    /// The samples that are outliers, in the order of the result.
    public let outliers: [Sample]
    /// What a reader should know: the warnings of the result, then those that follow from the numbers.
    public private(set) var warnings: [String]

    /// Computes everything from the samples of a result.
    ///
    /// - Parameter bootstrap: Makes the intervals; the default takes the seed of the result.
    public init(_ result: BenchmarkResult, bootstrap: Bootstrap? = nil) {
        let table = SampleTable(result.samples)
        let bootstrap = bootstrap ?? Bootstrap(seed: result.seed)
        let noise = NoiseAnalysis(result: result, table: table, bootstrap: bootstrap)
        let cells = CellAnalysis(result: result, table: table, bootstrap: bootstrap, noise: noise.bands)
        rounds = Set(result.samples.map(\.round)).count
        noiseFloors = noise.floors
        self.cells = cells.summaries
        contests = ContestAnalysis(result: result, table: table, bootstrap: bootstrap, noise: noise.bands)
            .contests(among: self.cells)
        overheads = result.cases.flatMap { benchmarkCase in
            result.columns.compactMap {
                Overhead(benchmarkCase.id, bare: $0, table: table, bootstrap: bootstrap)
            }
        }
        outliers = cells.outliers
        warnings = result.warnings
        warnings += SummaryWarnings(result: result, summary: self).sentences
    }

    /// The cell of a case on a column, nil where there is neither a sample nor a failure.
    public func cell(_ caseID: String, _ column: String) -> CellSummary? {
        cells.first { $0.caseID == caseID && $0.column == column }
    }

    /// The noise of a case on the file system of a base, nil where no A/A column shows it.
    public func noise(_ caseID: String, base: String) -> NoiseBand? {
        noiseFloors.first { $0.caseID == caseID && $0.base == base }?.band
    }

    /// The comparison of the drivers of a case on one file system, or on all of them together.
    public func contest(_ caseID: String, fileSystem: String?) -> Contest? {
        contests.first { $0.caseID == caseID && $0.fileSystem == fileSystem }
    }
}
