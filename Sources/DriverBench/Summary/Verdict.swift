// SPDX-License-Identifier: Apache-2.0

/// What may be said of a column in comparison with its base.
public enum Verdict: String, Hashable, Codable, Sendable {
    /// The column is a base itself.
    case base
    /// The column is the A/A copy of its base and serves as the measure of noise.
    case noiseFloor
    /// The case failed on this column.
    case failed
    /// There is no ratio: no base, no common round, or a base of zero.
    case noRatio
    /// There are too few rounds to say anything.
    case tooFewSamples
    /// There is no A/A measurement to compare the difference with.
    case unknownNoise
    /// No significant difference: the interval of the ratio reaches into the noise.
    case noDifference
    /// Significantly less than the base: faster, or fewer bytes.
    case lower
    /// Significantly more than the base: slower, or more bytes.
    case higher
}
