// SPDX-License-Identifier: Apache-2.0

/// How many times the value of a base a driver needs, with the certainty of that number.
public struct RatioEstimate: Hashable, Codable, Sendable {
    /// The median of the driver divided by the median of the base, over the rounds that have both.
    public var ratio: Double
    /// The 95 % interval of the ratio, nil where the pairs are too few for one.
    public var interval: ConfidenceInterval?
    /// The number of rounds that have a value of both.
    public var pairs: Int

    /// Makes an estimate of its parts.
    public init(ratio: Double, interval: ConfidenceInterval?, pairs: Int) {
        self.ratio = ratio
        self.interval = interval
        self.pairs = pairs
    }
}
