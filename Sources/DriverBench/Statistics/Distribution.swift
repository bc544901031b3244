// SPDX-License-Identifier: Apache-2.0

/// A set of values in ascending order, to be described by its quantiles.
public struct Distribution: Hashable, Sendable {
    /// What the median absolute deviation of a normal distribution is multiplied by to give its standard
    /// deviation: 1 / Φ⁻¹(3/4).
    public static let normalConsistency = 1.4826

    /// The values in ascending order, at least one.
    public let values: [Double]

    /// Makes a distribution of at least one value, all of them finite; otherwise nil.
    public init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite) else { return nil }
        self.values = values.sorted()
    }

    /// The middle value, or the mean of the two middle values.
    public var median: Double { quantile(0.5) }

    /// The value below which a fraction, from 0 to 1, of the distribution lies.
    ///
    /// Definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996: linear between the
    /// values, the first value being the quantile 0 and the last the quantile 1 (the default of R and NumPy).
    public func quantile(_ fraction: Double) -> Double {
        let position = Double(values.count - 1) * min(max(fraction, 0), 1)
        let below = Int(position)
        let above = min(below + 1, values.count - 1)
        return values[below] + (values[above] - values[below]) * (position - Double(below))
    }

    /// The median of the absolute distances from the median, raw: in the unit of the values, not scaled.
    public var medianAbsoluteDeviation: Double {
        let center = median
        let distances = values.map { abs($0 - center) }.sorted()
        return Distribution(ascending: distances).median
    }

    /// The median absolute deviation times 1.4826, which estimates the standard deviation of normal values.
    public var scaledMedianAbsoluteDeviation: Double {
        medianAbsoluteDeviation * Self.normalConsistency
    }

    /// Takes values that are in order already; infinite ones make the quantiles next to them infinite.
    init(ascending: [Double]) {
        values = ascending
    }
}
