// SPDX-License-Identifier: Apache-2.0

/// Computes what the samples of each case on each column say.
struct CellAnalysis {
    let result: BenchmarkResult
    let table: SampleTable
    let bootstrap: Bootstrap
    let noise: [CellKey: NoiseBand]

    /// The cells with samples or a failure, by case and then by column.
    var summaries: [CellSummary] {
        let failed = Set(result.failures.map { CellKey($0.caseID, $0.column) })
        return result.cases.flatMap { benchmarkCase in
            result.columns.compactMap { column in
                let key = CellKey(benchmarkCase.id, column.name)
                let hasFailed = failed.contains(key)
                return hasFailed || !table.values(key).isEmpty
                    ? summary(key, column: column, hasFailed: hasFailed) : nil
            }
        }
    }

    /// The samples that lie far from the median of their cell, in the order of the result.
    var outliers: [Sample] {
        let keys = Set(result.samples.map { CellKey($0.caseID, $0.column) })
        let rules = keys.reduce(into: [:]) { $0[$1] = Distribution(table.values($1)).map(OutlierRule.init) }
        return result.samples.filter { sample in
            rules[CellKey(sample.caseID, sample.column)]?.isOutlier(sample.value) ?? false
        }
    }

    private func summary(_ key: CellKey, column: BenchmarkColumn, hasFailed: Bool) -> CellSummary {
        let values = table.values(key)
        let rule = Distribution(values).map(OutlierRule.init)
        let ratio = column.base.flatMap { table.ratio(of: key.caseID, key.column, to: $0, by: bootstrap) }
        return CellSummary(
            caseID: key.caseID, column: key.column, count: values.count,
            location: CellSummary.Location(values, bootstrap: bootstrap), ratio: ratio,
            outliers: values.filter { rule?.isOutlier($0) ?? false }.count,
            verdict: hasFailed ? .failed : verdict(key, column: column, ratio: ratio))
    }

    private func verdict(_ key: CellKey, column: BenchmarkColumn, ratio: RatioEstimate?) -> Verdict {
        guard let base = column.base else { return .base }
        guard !result.isRepeat(column) else { return .noiseFloor }
        return SignificanceRule.verdict(on: ratio, noise: noise[CellKey(key.caseID, base)])
    }
}
