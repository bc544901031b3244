// SPDX-License-Identifier: Apache-2.0

/// The cases of one workload and unit, to be shown in tables of their own.
struct WorkloadSection {
    let cases: [BenchmarkCase]
    let result: BenchmarkResult
    let summary: Summary

    /// The sections of a result, in the order in which their workloads first appear.
    static func sections(of result: BenchmarkResult, _ summary: Summary) -> [WorkloadSection] {
        result.cases.map(\.group).uniqued().map { group in
            WorkloadSection(
                cases: result.cases.filter { $0.group == group }, result: result, summary: summary)
        }
    }

    /// The workload and what is counted.
    var title: String {
        guard let first = cases.first else { return "" }
        return "\(first.workload) (\(first.unit == .seconds ? "time" : "bytes"))"
    }

    /// What a sample of the workload is.
    var description: String { cases.first?.description ?? "" }

    /// The headings of the columns that tell the cases apart.
    var parameterHeadings: [Grid.Heading] {
        parameterNames.map { Grid.Heading(text: $0, alignment: .left) }
    }

    /// The cells that tell a case from the others.
    func parameterCells(_ benchmarkCase: BenchmarkCase) -> [Grid.Cell] {
        parameterNames.map { Grid.Cell(value: benchmarkCase.parameter($0) ?? "") }
    }

    private var parameterNames: [String] {
        cases.flatMap { $0.parameters.map(\.name) }.uniqued()
    }
}

/// What the cases of a section have in common.
private struct CaseGroup: Hashable {
    var workload: String
    var unit: SampleUnit
}

extension BenchmarkCase {
    fileprivate var group: CaseGroup { CaseGroup(workload: workload, unit: unit) }
}
