// SPDX-License-Identifier: Apache-2.0

extension WorkloadSection {
    /// The medians and ratios, a row for each case and a column for each driver.
    ///
    /// One table where it fits the width; otherwise one for each backing file system, and where that does not
    /// fit either, several with the base repeated. The A/A columns show as the noise of their base.
    func ratioGrids(width: Int) -> [Grid] {
        let columns = result.columns.filter { column in
            !result.isRepeat(column) && cases.contains { column.runs($0.workload) }
        }
        guard ratioGrid(columns).width > width else { return [ratioGrid(columns)] }
        return columns.map(\.fileSystem).uniqued().flatMap { fileSystem in
            halved(columns.filter { $0.fileSystem == fileSystem }, width: width)
        }
    }

    /// The columns in one table or, where that is too wide, in two halves that both begin with the bases.
    private func halved(_ columns: [BenchmarkColumn], width: Int) -> [Grid] {
        let bases = columns.filter { $0.base == nil }
        let drivers = columns.filter { $0.base != nil }
        let grid = ratioGrid(columns)
        guard grid.width > width, drivers.count > 1 else { return [grid] }
        let middle = (drivers.count + 1) / 2
        return halved(bases + drivers.prefix(middle), width: width)
            + halved(bases + drivers.dropFirst(middle), width: width)
    }

    private func ratioGrid(_ columns: [BenchmarkColumn]) -> Grid {
        Grid(
            headings: parameterHeadings + columns.map { Grid.Heading(text: $0.name, alignment: .right) },
            rows: cases.map { benchmarkCase in
                parameterCells(benchmarkCase) + columns.map { ratioCell(benchmarkCase, $0) }
            })
    }

    private func ratioCell(_ benchmarkCase: BenchmarkCase, _ column: BenchmarkColumn) -> Grid.Cell {
        let cell = summary.cell(benchmarkCase.id, column.name)
        guard let cell, cell.verdict != .failed, let location = cell.location else {
            return Grid.Cell(value: cell == nil ? "–" : Verdict.failed.text(benchmarkCase.unit))
        }
        let noise = summary.noise(benchmarkCase.id, base: column.name)
        return Grid.Cell(
            value: benchmarkCase.unit.formatted(location.median),
            note: cell.ratio?.formatted ?? noise?.formatted ?? "",
            mark: cell.verdict.mark + winnerMark(benchmarkCase, column))
    }

    private func winnerMark(_ benchmarkCase: BenchmarkCase, _ column: BenchmarkColumn) -> String {
        let scopes = [column.fileSystem, nil]
        let won = scopes.map { summary.contest(benchmarkCase.id, fileSystem: $0)?.winner == column.name }
        return won[1] ? "**" : won[0] ? "*" : ""
    }
}
