// SPDX-License-Identifier: Apache-2.0

/// Compares the drivers of each case, on each file system and on all of them together.
struct ContestAnalysis {
    let result: BenchmarkResult
    let table: SampleTable
    let bootstrap: Bootstrap
    let noise: [CellKey: NoiseBand]

    /// The contests that at least two drivers take part in, by case, then by file system, the widest last.
    func contests(among cells: [CellSummary]) -> [Contest] {
        let cells = Dictionary(
            cells.map { (CellKey($0.caseID, $0.column), $0) }, uniquingKeysWith: { first, _ in first })
        return result.cases.flatMap { benchmarkCase in
            let running = drivers.filter { cells[CellKey(benchmarkCase.id, $0.name)]?.hasRun ?? false }
            return scopes(of: running).compactMap { scope in
                let columns = running.filter { scope == nil || $0.fileSystem == scope }
                let contestants = columns.compactMap { contestant(benchmarkCase.id, $0, cells: cells) }
                return contest(benchmarkCase.id, scope: scope, contestants)
            }
        }
    }

    /// The columns that stand for drivers: neither a base, nor the A/A copy of one, nor bare system calls.
    private var drivers: [BenchmarkColumn] {
        result.columns.filter { $0.base != nil && $0.bareOf == nil && !result.isRepeat($0) }
    }

    /// Each file system, and nil for all together where there is more than one.
    private func scopes(of columns: [BenchmarkColumn]) -> [String?] {
        let fileSystems = columns.map(\.fileSystem).uniqued()
        return fileSystems.count > 1 ? fileSystems + [nil] : fileSystems
    }

    private func contestant(
        _ caseID: String, _ column: BenchmarkColumn, cells: [CellKey: CellSummary]
    ) -> Contestant? {
        guard let location = cells[CellKey(caseID, column.name)]?.location else { return nil }
        let band = column.base.flatMap { noise[CellKey(caseID, $0)] }
        return Contestant(column: column.name, median: location.median, noise: band)
    }

    private func contest(_ caseID: String, scope: String?, _ contestants: [Contestant]) -> Contest? {
        guard contestants.count > 1 else { return nil }
        let result = SignificanceRule.contest(among: contestants) { leader, other in
            table.ratio(of: caseID, leader, to: other, by: bootstrap)
        }
        return Contest(
            caseID: caseID, fileSystem: scope, contestants: contestants.map(\.column),
            outcome: result.outcome, winner: result.winner)
    }
}

extension CellSummary {
    /// Whether the case came to its end on the column.
    fileprivate var hasRun: Bool { location != nil && verdict != .failed }
}
