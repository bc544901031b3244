// SPDX-License-Identifier: Apache-2.0

/// Names the place of a case and a column in a report.
struct CellKey: Hashable {
    var caseID: String
    var column: String

    init(_ caseID: String, _ column: String) {
        self.caseID = caseID
        self.column = column
    }

    init(_ step: Schedule.Step) {
        self.init(step.benchmarkCase.id, step.column.name)
    }
}
