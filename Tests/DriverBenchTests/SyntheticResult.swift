// SPDX-License-Identifier: Apache-2.0

import DriverBench

/// Makes results of one case whose true values are known.
struct SyntheticResult {
    static let benchmarkCase = BenchmarkCase(workload: "synthetic")
    static let base = BenchmarkColumn.plain(on: "ext4")

    var rounds = 10
    /// The largest disturbance of a sample: 0.05 is five percent to either side.
    var noise = 0.05
    var seed: UInt64 = 1

    /// A base of one second, its A/A copy unless left out, and drivers of the given true values.
    func result(_ drivers: [(String, Double)], repeated: Bool = true) -> BenchmarkResult {
        let base = Self.base
        let columns = [base] + (repeated ? [.again(base)] : []) + drivers.map { .driver($0.0, over: base) }
        var generator = SeededGenerator(seed: seed)
        let samples = columns.flatMap { column in
            let value = drivers.first { $0.0 == column.driver }?.1 ?? 1
            return (0..<rounds).map { round in
                Sample(
                    caseID: Self.benchmarkCase.id, column: column.name, round: round,
                    value: value * (1 + disturbance(&generator)))
            }
        }
        return BenchmarkResult(
            toolVersion: "1", startedAt: "", seed: seed, commandLine: [], cases: [Self.benchmarkCase],
            columns: columns, samples: samples)
    }

    private func disturbance(_ generator: inout SeededGenerator) -> Double {
        (Double(generator.index(below: 2_001)) / 1_000 - 1) * noise
    }
}
