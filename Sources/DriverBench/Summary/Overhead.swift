// SPDX-License-Identifier: Apache-2.0

/// How many times the bare system calls a driver takes for a case.
public struct Overhead: Hashable, Codable, Sendable {
    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The driver's column.
    public var column: String
    /// The column of the bare system calls.
    public var bare: String
    /// The driver's value divided by that of the bare system calls.
    public var ratio: RatioEstimate

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case column, bare, ratio
    }
}

extension Overhead {
    /// The overhead that a column of bare system calls shows, nil for other columns and without samples.
    init?(_ caseID: String, bare: BenchmarkColumn, table: SampleTable, bootstrap: Bootstrap) {
        guard let driver = bare.bareOf,
            let ratio = table.ratio(of: caseID, driver, to: bare.name, by: bootstrap)
        else { return nil }
        self.init(caseID: caseID, column: driver, bare: bare.name, ratio: ratio)
    }
}
