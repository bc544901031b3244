// SPDX-License-Identifier: Apache-2.0

/// What is to be measured: cases, columns, how often, and in which of the possible orders.
public struct BenchmarkPlan: Hashable, Sendable {
    /// What to run; one given twice counts once.
    public var cases: [BenchmarkCase]
    /// What to run it on; one given twice counts once.
    public var columns: [BenchmarkColumn]
    /// How many samples to take of each case on each column; a negative number counts as none.
    public var rounds: Int
    /// The seed of the order.
    public var seed: UInt64

    /// Makes a plan of its parts.
    public init(cases: [BenchmarkCase], columns: [BenchmarkColumn], rounds: Int, seed: UInt64) {
        self.cases = cases
        self.columns = columns
        self.rounds = rounds
        self.seed = seed
    }

    /// The order of the samples.
    public var schedule: Schedule {
        Schedule(
            cases: cases.uniqued(by: \.id), columns: columns.uniqued(by: \.name), rounds: max(rounds, 0),
            seed: seed)
    }
}
