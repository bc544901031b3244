// SPDX-License-Identifier: Apache-2.0

/// A column that was asked for and could not be run at all.
public struct SkippedColumn: Hashable, Codable, Sendable {
    /// The name of the column.
    public var name: String
    /// Why it was left out, in a sentence.
    public var reason: String

    /// Makes a skipped column of its parts.
    public init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}
