// SPDX-License-Identifier: Apache-2.0

extension Report {
    /// The prefix that keeps the columns of parameters apart from the others.
    private static let parameterPrefix = "parameter."

    /// The samples as a tidy table: one row for each, in the order in which they were taken.
    ///
    /// Quoted and ended as in RFC 4180, with a heading. Every parameter has a column of its own, and
    /// `outlier` is `true` or `false`.
    public func csv() -> String {
        let cases = Dictionary(uniqueKeysWithValues: result.cases.uniqued(by: \.id).map { ($0.id, $0) })
        let columns = Dictionary(
            uniqueKeysWithValues: result.columns.uniqued(by: \.name).map { ($0.name, $0) })
        let outliers = Set(summary.outliers)
        let rows = result.samples.map { sample in
            row(
                sample, cases[sample.caseID], columns[sample.column],
                isOutlier: outliers.contains(sample))
        }
        return ([heading] + rows).map { $0.map(\.csvField).joined(separator: ",") + "\r\n" }.joined()
    }

    private var heading: [String] {
        ["workload"] + parameterNames.map { Self.parameterPrefix + $0 }
            + ["column", "driver", "fileSystem", "round", "value", "unit", "outlier"]
    }

    private var parameterNames: [String] {
        result.cases.flatMap { $0.parameters.map(\.name) }.uniqued()
    }

    private func row(
        _ sample: Sample, _ benchmarkCase: BenchmarkCase?, _ column: BenchmarkColumn?, isOutlier: Bool
    ) -> [String] {
        [benchmarkCase?.workload ?? sample.caseID]
            + parameterNames.map { benchmarkCase?.parameter($0) ?? "" }
            + [sample.column, column?.driver ?? "", column?.fileSystem ?? ""]
            + ["\(sample.round)", "\(sample.value)", benchmarkCase?.unit.rawValue ?? "", "\(isOutlier)"]
    }
}

extension String {
    /// The text as a field of RFC 4180: in quotes where it holds a comma, a quote or a line break.
    fileprivate var csvField: String {
        guard contains(where: { ",\"".contains($0) || $0.isNewline }) else { return self }
        return "\"" + reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
    }
}
