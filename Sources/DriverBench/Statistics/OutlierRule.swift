// SPDX-License-Identifier: Apache-2.0

/// Says which values lie so far from the rest that a reader should know; nothing is ever dropped.
///
/// A value is an outlier when its modified Z-score, its distance from the median divided by the raw median
/// absolute deviation (MAD), is above 14.826: ten standard deviations of a normal distribution, the rule of
/// hyperfine for severe outliers. The modified Z-score is from Iglewicz and Hoaglin, "How to Detect and Handle
/// Outliers", 1993, here without their constant factor.
public struct OutlierRule: Hashable, Sendable {
    /// How many standard deviations from the median a value must lie to be an outlier.
    public static let standardDeviations = 10.0

    /// The distance from the median, in raw MADs, beyond which a value is an outlier.
    public static let threshold = standardDeviations * Distribution.normalConsistency

    private let median: Double
    private let limit: Double

    /// Takes the median and the spread from the values to judge.
    ///
    /// Where more than half of the values are equal, the MAD is zero and every other value is an outlier.
    public init(_ distribution: Distribution) {
        median = distribution.median
        limit = distribution.medianAbsoluteDeviation * Self.threshold
    }

    /// Whether the value is to be flagged.
    public func isOutlier(_ value: Double) -> Bool {
        abs(value - median) > limit
    }
}
