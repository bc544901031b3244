// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct SignificanceRuleTests {
    static let noise = NoiseBand(factor: 1.25)

    /// The band goes from 0.8 to 1.25.
    @Test(arguments: [
        (1.3, 1.4, Verdict.higher), (1.25, 1.4, .noDifference), (1.2, 9, .noDifference),
        (0.9, 1.1, .noDifference), (0.1, 1.2, .noDifference), (0.5, 0.8, .noDifference),
        (0.5, 0.79, .lower), (0, 0, .lower),
    ])
    func differsOnlyWhereTheIntervalIsWhollyOutsideTheNoise(lower: Double, upper: Double, expected: Verdict) {
        #expect(SignificanceRule.verdict(on: estimate(lower, upper), noise: Self.noise) == expected)
    }

    @Test func saysWhyThereIsNoVerdict() {
        let two = RatioEstimate(ratio: 5, interval: nil, pairs: 2)
        #expect(SignificanceRule.verdict(on: nil, noise: Self.noise) == .noRatio)
        #expect(SignificanceRule.verdict(on: two, noise: Self.noise) == .tooFewSamples)
        #expect(SignificanceRule.verdict(on: estimate(5, 5), noise: nil) == .unknownNoise)
    }

    @Test func noiseHoldsTheRatioAndItsInterval() throws {
        #expect(abs(try #require(NoiseBand(estimate(0.8, 1.1))).factor - 1.25) < 1e-12)
        #expect(try #require(NoiseBand(estimate(0.95, 1.5))).factor == 1.5)
        #expect(try #require(NoiseBand(estimate(1, 1))).factor == 1)
    }

    @Test func noiseIsTheSameWhicheverOfTheTwoIsTheBase() throws {
        let one = try #require(NoiseBand(estimate(0.8, 1.1)))
        let other = try #require(NoiseBand(estimate(1 / 1.1, 1 / 0.8)))
        #expect(abs(one.factor - other.factor) < 1e-12)
    }

    @Test func noiseIsUnknownWithoutAnIntervalOrDownToZero() {
        #expect(NoiseBand(RatioEstimate(ratio: 1, interval: nil, pairs: 2)) == nil)
        #expect(NoiseBand(estimate(0, 1)) == nil)
    }

    private func estimate(_ lower: Double, _ upper: Double) -> RatioEstimate {
        RatioEstimate(
            ratio: (lower + upper) / 2, interval: ConfidenceInterval(lower: lower, upper: upper), pairs: 9)
    }
}
