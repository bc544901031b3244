// SPDX-License-Identifier: Apache-2.0

/// The ratios that mean nothing, because measuring the same thing twice gives them as well.
///
/// The band is symmetric on a logarithmic scale: from 1 / factor to factor.
public struct NoiseBand: Hashable, Codable, Sendable {
    /// The upper end of the band, 1 or more.
    public var factor: Double

    /// The lower end of the band, 1 or less.
    public var lower: Double { 1 / factor }

    /// Makes a band of its upper end.
    public init(factor: Double) {
        self.factor = factor
    }

    /// The band that just holds the ratio of an A/A measurement and all of its interval.
    ///
    /// Nil where the pairs are too few for an interval, or where the interval reaches down to zero.
    public init?(_ repeated: RatioEstimate) {
        guard let interval = repeated.interval else { return nil }
        let ends = [repeated.ratio, interval.lower, interval.upper]
        let factor = ends.map { max($0, 1 / $0) }.reduce(1, max)
        guard factor.isFinite else { return nil }
        self.factor = factor
    }

    /// The wider of two bands, nil if one of them is unknown.
    static func wider(_ one: NoiseBand?, _ other: NoiseBand?) -> NoiseBand? {
        guard let one, let other else { return nil }
        return one.factor < other.factor ? other : one
    }
}
