// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct BootstrapTests {
    /// Twelve rounds whose disturbance (20 %) is common to both sides; the true ratio is 1.5.
    static let driver = [15.37, 12.59, 13.98, 16.3, 11.2, 13.06, 9.98, 12.27, 9.93, 13.64, 12.19, 15.86]
    static let base = [10.21, 8.43, 9.8, 10.99, 7.47, 8.69, 6.86, 8.26, 6.75, 9.24, 7.95, 10.75]

    /// The ends are those of the exact bootstrap distribution: the median of eleven draws is at most the k-th
    /// value with the chance that a binomial(11, k/11) is 6 or more, which is 0.007 and 0.051 around the 2.5 %
    /// quantile and 0.949 and 0.993 around the other. scipy.stats.bootstrap gives the same.
    @Test func medianIntervalIsThatOfTheExactDistribution() {
        let interval = Bootstrap(seed: 1).medianInterval(of: DistributionTests.odd)
        #expect(interval == ConfidenceInterval(lower: 10.0, upper: 11.8))
    }

    /// The interval is that of scipy.stats.bootstrap with paired=True and 200,000 resamples.
    @Test func ratioIsThatOfTheMediansAndItsIntervalIsPaired() throws {
        let estimate = try #require(Bootstrap(seed: 1).ratio(of: Self.driver, to: Self.base))
        let interval = try #require(estimate.interval)
        #expect(abs(estimate.ratio - 1.498247663551402) < 1e-12)
        #expect(abs(interval.lower - 1.426530612244898) < 1e-12)
        #expect(abs(interval.upper - 1.533333333333333) < 1e-12)
        #expect(estimate.pairs == 12)
    }

    /// Without pairs scipy gives 1.25 to 1.77 for the same numbers.
    @Test func losingThePairsWidensTheInterval() throws {
        let shifted = Array(Self.base.dropFirst(5) + Self.base.prefix(5))
        let paired = try #require(Bootstrap(seed: 1).ratio(of: Self.driver, to: Self.base)?.interval)
        let unpaired = try #require(Bootstrap(seed: 1).ratio(of: Self.driver, to: shifted)?.interval)
        #expect(unpaired.upper - unpaired.lower > 2 * (paired.upper - paired.lower))
    }

    @Test func sameSeedGivesTheSameInterval() {
        let values = Self.driver
        #expect(
            Bootstrap(seed: 3, resamples: 100).medianInterval(of: values)
                == Bootstrap(seed: 3, resamples: 100).medianInterval(of: values))
    }

    @Test func lessConfidenceGivesANarrowerInterval() throws {
        let wide = try #require(Bootstrap(seed: 1, confidence: 0.99).medianInterval(of: Self.driver))
        let narrow = try #require(Bootstrap(seed: 1, confidence: 0.5).medianInterval(of: Self.driver))
        #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
    }

    @Test func tooFewSamplesGiveARatioWithoutAnInterval() {
        let bootstrap = Bootstrap(seed: 1)
        #expect(bootstrap.medianInterval(of: [1, 2]) == nil)
        #expect(
            bootstrap.ratio(of: [2, 4], to: [1, 2]) == RatioEstimate(ratio: 2, interval: nil, pairs: 2))
    }

    @Test func aBaseOfZeroHasNoRatioUnlessBothAreZero() {
        let bootstrap = Bootstrap(seed: 1, resamples: 100)
        let one = ConfidenceInterval(lower: 1, upper: 1)
        let nothing = ConfidenceInterval(lower: 0, upper: 0)
        #expect(bootstrap.ratio(of: [1, 1, 1], to: [0, 0, 0]) == nil)
        #expect(bootstrap.ratio(of: [0, 0, 0], to: [0, 0, 0])?.interval == one)
        #expect(bootstrap.ratio(of: [0, 0, 0], to: [1, 1, 1])?.interval == nothing)
    }

    @Test func seriesThatDoNotFitHaveNoRatio() {
        let bootstrap = Bootstrap(seed: 1)
        #expect(bootstrap.ratio(of: [], to: []) == nil)
        #expect(bootstrap.ratio(of: [1, 2, 3], to: [1, 2]) == nil)
        #expect(bootstrap.ratio(of: [1, -2, 3], to: [1, 2, 3]) == nil)
        #expect(bootstrap.ratio(of: [1, .nan, 3], to: [1, 2, 3]) == nil)
    }
}
