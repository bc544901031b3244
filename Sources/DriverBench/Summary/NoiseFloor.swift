// SPDX-License-Identifier: Apache-2.0

/// The noise of a case on the file system of a base.
public struct NoiseFloor: Hashable, Codable, Sendable {
    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The name of the base that was measured twice.
    public var base: String
    /// The ratios that mean nothing.
    public var band: NoiseBand

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case base, band
    }
}
