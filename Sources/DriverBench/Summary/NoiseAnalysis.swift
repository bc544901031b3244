// SPDX-License-Identifier: Apache-2.0

/// Finds the noise of each case on each file system from the A/A columns.
struct NoiseAnalysis {
    /// The noise by case and then by base.
    let floors: [NoiseFloor]

    init(result: BenchmarkResult, table: SampleTable, bootstrap: Bootstrap) {
        floors = result.cases.flatMap { benchmarkCase in
            result.columns.compactMap { base in
                let repeats = result.columns.filter { $0.repeats(base) }
                let bands = repeats.compactMap { column in
                    table.ratio(of: benchmarkCase.id, column.name, to: base.name, by: bootstrap)
                        .flatMap { NoiseBand($0) }
                }
                return bands.max { $0.factor < $1.factor }
                    .map { NoiseFloor(caseID: benchmarkCase.id, base: base.name, band: $0) }
            }
        }
    }

    /// The noise by case and base.
    var bands: [CellKey: NoiseBand] {
        Dictionary(
            floors.map { (CellKey($0.caseID, $0.base), $0.band) }, uniquingKeysWith: { first, _ in first })
    }
}
