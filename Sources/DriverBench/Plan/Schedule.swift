// SPDX-License-Identifier: Apache-2.0

/// The order in which the cases are run on the columns: in each round everything once, at random.
///
/// A round is a randomised block design: the cases come in random order, and for each case its columns in
/// random order one directly after the other, so that what drifts with time meets a driver and its base alike.
/// The order of a round follows from the seed and the number of the round alone.
public struct Schedule: Sequence, Hashable, Sendable {
    /// One sample to take.
    public struct Step: Hashable, Sendable {
        /// The round, counted from zero.
        public var round: Int
        /// What to run.
        public var benchmarkCase: BenchmarkCase
        /// What to run it on.
        public var column: BenchmarkColumn

        /// Makes a step of its parts.
        public init(round: Int, benchmarkCase: BenchmarkCase, column: BenchmarkColumn) {
            self.round = round
            self.benchmarkCase = benchmarkCase
            self.column = column
        }
    }

    /// The cases, each once.
    public let cases: [BenchmarkCase]
    /// The columns, each once.
    public let columns: [BenchmarkColumn]
    /// How many times every case runs on every column.
    public let rounds: Int
    /// The seed of the order.
    public let seed: UInt64

    /// The number of steps of all rounds.
    public var count: Int {
        rounds * cases.reduce(0) { sum, one in sum + columns.count { $0.runs(one.workload) } }
    }

    /// The steps of one round in the order to run them.
    public func steps(inRound round: Int) -> [Step] {
        var generator = SeededGenerator(seed: seed, stream: UInt64(round))
        return generator.shuffled(cases).flatMap { benchmarkCase in
            generator.shuffled(columns).filter { $0.runs(benchmarkCase.workload) }.map { column in
                Step(round: round, benchmarkCase: benchmarkCase, column: column)
            }
        }
    }

    /// Goes through the steps of all rounds.
    public func makeIterator() -> AnyIterator<Step> {
        AnyIterator((0..<rounds).lazy.flatMap { steps(inRound: $0) }.makeIterator())
    }
}
