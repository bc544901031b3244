// SPDX-License-Identifier: Apache-2.0

extension WorkloadSection {
    /// Every statistic of every cell, a row for each case and column; as wide as it needs to be.
    var detailGrid: Grid {
        let headings = ["n", "median", "95% CI", "MAD", "p95", "ratio", "95% CI", "outliers", "verdict"]
        return Grid(
            headings: parameterHeadings + [Grid.Heading(text: "column", alignment: .left)]
                + headings.map { Grid.Heading(text: $0, alignment: .right) },
            rows: cases.flatMap { benchmarkCase in
                result.columns.compactMap { summary.cell(benchmarkCase.id, $0.name) }
                    .map { detailRow(benchmarkCase, $0) }
            })
    }

    /// How the drivers compare with one another, a row for each case and file system.
    var contestGrid: Grid? {
        let rows = cases.flatMap { benchmarkCase in
            summary.contests.filter { $0.caseID == benchmarkCase.id }
                .map { parameterCells(benchmarkCase) + contestCells($0) }
        }
        guard !rows.isEmpty else { return nil }
        let headings = ["drivers on", "lowest"].map { Grid.Heading(text: $0, alignment: .left) }
        return Grid(headings: parameterHeadings + headings, rows: rows)
    }

    private func contestCells(_ contest: Contest) -> [Grid.Cell] {
        [Grid.Cell(value: contest.fileSystem ?? "all file systems"), Grid.Cell(value: contest.text)]
    }

    private func detailRow(_ benchmarkCase: BenchmarkCase, _ cell: CellSummary) -> [Grid.Cell] {
        let unit = benchmarkCase.unit
        let location = cell.location
        let texts = [
            "\(cell.count)", location.map { unit.formatted($0.median) },
            location?.interval.map { $0.text(unit.formatted) },
            location.map { unit.formatted($0.medianAbsoluteDeviation) },
            location.map { unit.formatted($0.percentile95) }, cell.ratio?.formatted,
            cell.ratio?.interval.map { $0.text(RatioText.text) }, "\(cell.outliers)", cell.verdict.text(unit),
        ]
        return parameterCells(benchmarkCase)
            + ([cell.column] + texts).map { Grid.Cell(value: $0 ?? "") }
    }
}

extension ConfidenceInterval {
    /// Both ends, each as the function writes it.
    func text(_ format: (Double) -> String) -> String {
        "\(format(lower))–\(format(upper))"
    }
}
