// SPDX-License-Identifier: Apache-2.0

/// One measured value.
public struct Sample: Hashable, Codable, Sendable {
    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The name of the column.
    public var column: String
    /// The round, counted from zero; samples of the same round are compared with one another.
    public var round: Int
    /// The value in the unit of the case.
    public var value: Double

    /// Makes a sample of its parts.
    public init(caseID: String, column: String, round: Int, value: Double) {
        self.caseID = caseID
        self.column = column
        self.round = round
        self.value = value
    }

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case column, round, value
    }
}
