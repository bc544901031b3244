// SPDX-License-Identifier: Apache-2.0

/// The comparison of the drivers that ran a case.
public struct Contest: Hashable, Codable, Sendable {
    /// How a contest ended.
    public enum Outcome: String, Hashable, Codable, Sendable {
        /// One driver is lower than each of the others.
        case winner
        /// No driver is lower than each of the others.
        case noDifference
        /// There are too few rounds to say anything.
        case tooFewSamples
        /// There is no A/A measurement to compare the differences with.
        case unknownNoise
    }

    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The file system whose drivers were compared; nil for the drivers of all file systems together.
    public var fileSystem: String?
    /// The names of the columns that took part, at least two.
    public var contestants: [String]
    /// How it ended.
    public var outcome: Outcome
    /// The name of the column that won, if one did.
    public var winner: String?

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case fileSystem, contestants, outcome, winner
    }
}

/// One driver in a contest.
struct Contestant {
    var column: String
    var median: Double
    var noise: NoiseBand?
}
