// SPDX-License-Identifier: Apache-2.0

/// Why a case gave no further samples on a column.
public struct SampleFailure: Hashable, Codable, Sendable {
    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The name of the column.
    public var column: String
    /// What went wrong, in a sentence.
    public var message: String

    /// Makes a failure of its parts.
    public init(caseID: String, column: String, message: String) {
        self.caseID = caseID
        self.column = column
        self.message = message
    }

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case column, message
    }
}
