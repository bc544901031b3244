// SPDX-License-Identifier: Apache-2.0

/// Estimates how certain a median or a ratio of medians is, by drawing again from the samples themselves.
///
/// The percentile bootstrap of Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13.
/// Each interval starts its own generator from the seed, so that it depends on its samples alone and not on
/// what was computed before it.
public struct Bootstrap: Hashable, Sendable {
    /// How many times samples are drawn again unless said otherwise.
    ///
    /// Efron and Tibshirani ask for 1,000 or more for intervals; 5,000 keep the ends steady to about a tenth
    /// of the width and cost milliseconds.
    public static let defaultResamples = 5_000

    /// The share of repeated runs whose interval would hold the true value, unless said otherwise.
    public static let defaultConfidence = 0.95

    /// The seed of the draws.
    public var seed: UInt64
    /// How many times samples are drawn again.
    public var resamples: Int
    /// The share, from 0 to 1, of repeated runs whose interval would hold the true value.
    public var confidence: Double

    /// Makes a bootstrap that gives the same intervals for the same seed.
    public init(
        seed: UInt64, resamples: Int = Self.defaultResamples, confidence: Double = Self.defaultConfidence
    ) {
        self.seed = seed
        self.resamples = resamples
        self.confidence = confidence
    }

    /// The confidence interval of the median, nil below the number of samples that allows a verdict.
    public func medianInterval(of values: [Double]) -> ConfidenceInterval? {
        var resampled = ResampledMedian(values)
        return interval(count: values.count) { resampled.median(of: $0) }
    }

    /// The ratio of the medians of two series whose values at the same position are of the same round.
    ///
    /// Whole rounds are drawn again, so that what disturbed a round disturbs both sides of the ratio. Two
    /// medians of zero count as equal. Nil when the series are empty, differ in length or hold a negative
    /// value, or when the ratio or an end of its interval is not finite, as over a base of zero bytes.
    public func ratio(of values: [Double], to base: [Double]) -> RatioEstimate? {
        guard values.count == base.count, (values + base).allSatisfy({ $0 >= 0 }),
            let top = Distribution(values), let bottom = Distribution(base)
        else { return nil }
        let ratio = quotient(top.median, bottom.median)
        let interval = ratioInterval(of: values, to: base)
        guard ratio.isFinite, interval?.isFinite ?? true else { return nil }
        return RatioEstimate(ratio: ratio, interval: interval, pairs: values.count)
    }

    private func ratioInterval(of values: [Double], to base: [Double]) -> ConfidenceInterval? {
        var top = ResampledMedian(values)
        var bottom = ResampledMedian(base)
        return interval(count: values.count) { draws in
            quotient(top.median(of: draws), bottom.median(of: draws))
        }
    }

    /// A division in which two zeros are equal: their quotient is one.
    private func quotient(_ top: Double, _ bottom: Double) -> Double {
        top == bottom ? 1 : top / bottom
    }

    /// The middle `confidence` of a statistic over repeated draws of as many positions as there are samples.
    private func interval(count: Int, statistic: ([Int]) -> Double) -> ConfidenceInterval? {
        guard count >= SignificanceRule.minimumSamples else { return nil }
        var generator = SeededGenerator(seed: seed)
        var draws = [Int](repeating: 0, count: count)
        let replicates = (0..<resamples).map { _ in
            for slot in draws.indices { draws[slot] = generator.index(below: count) }
            return statistic(draws)
        }
        return middle(of: Distribution(ascending: replicates.sorted()))
    }

    private func middle(of distribution: Distribution) -> ConfidenceInterval {
        let tail = (1 - confidence) / 2
        return ConfidenceInterval(
            lower: distribution.quantile(tail), upper: distribution.quantile(1 - tail))
    }
}
