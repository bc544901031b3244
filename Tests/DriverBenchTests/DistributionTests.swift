// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct DistributionTests {
    /// Eleven times with one far away.
    static let odd = [12.1, 9.8, 10.4, 11.3, 10.0, 35.7, 10.9, 9.9, 10.2, 11.8, 10.6]
    static let even = [3.0, 1, 4, 1, 5, 9, 2, 6]

    @Test func medianIsTheMiddleValueOrTheMeanOfTwo() throws {
        #expect(try #require(Distribution(Self.odd)).median == 10.6)
        #expect(try #require(Distribution(Self.even)).median == 3.5)
        #expect(try #require(Distribution([7])).median == 7)
    }

    /// The numbers are those of numpy.percentile, whose default is definition 7.
    @Test(arguments: [
        (odd, 0, 9.8), (odd, 0.05, 9.85), (odd, 0.25, 10.1), (odd, 0.95, 23.9), (odd, 0.99, 33.34),
        (odd, 1, 35.7), (even, 0.05, 1), (even, 0.25, 1.75), (even, 0.75, 5.25), (even, 0.95, 7.95),
    ])
    func quantileFollowsDefinition7(values: [Double], fraction: Double, expected: Double) throws {
        let quantile = try #require(Distribution(values)).quantile(fraction)
        #expect(abs(quantile - expected) < 1e-9)
    }

    @Test func quantileKeepsWithinTheValues() throws {
        let distribution = try #require(Distribution(Self.even))
        #expect(distribution.quantile(-1) == 1)
        #expect(distribution.quantile(2) == 9)
    }

    /// The numbers are those of scipy.stats.median_abs_deviation, times 1.4826 for the scaled one.
    @Test func medianAbsoluteDeviationIsRawUnlessScaled() throws {
        let odd = try #require(Distribution(Self.odd))
        #expect(abs(odd.medianAbsoluteDeviation - 0.7) < 1e-9)
        #expect(abs(odd.scaledMedianAbsoluteDeviation - 1.03782) < 1e-9)
        #expect(try #require(Distribution(Self.even)).medianAbsoluteDeviation == 2)
    }

    @Test func thereIsNoDistributionOfNothingOrOfWhatIsNotFinite() {
        #expect(Distribution([]) == nil)
        #expect(Distribution([1, .nan]) == nil)
        #expect(Distribution([1, .infinity]) == nil)
    }
}
