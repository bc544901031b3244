// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct OutlierRuleTests {
    /// By numpy the modified Z-scores, (x - median) / MAD, are at most 2.2 but for 35.7, whose score is 35.9.
    @Test func flagsTheOneThatIsFarAway() throws {
        let rule = OutlierRule(try #require(Distribution(DistributionTests.odd)))
        #expect(DistributionTests.odd.filter(rule.isOutlier) == [35.7])
    }

    @Test func thresholdIsTenStandardDeviations() throws {
        let rule = OutlierRule(try #require(Distribution([-1, 0, 1])))
        #expect(abs(OutlierRule.threshold - 14.826) < 1e-9)
        #expect(!rule.isOutlier(14.82) && !rule.isOutlier(-14.82))
        #expect(rule.isOutlier(14.83) && rule.isOutlier(-14.83))
    }

    @Test func flagsWhateverDiffersWhereMostAreEqual() throws {
        let rule = OutlierRule(try #require(Distribution([4096, 4096, 4096, 4096, 8192])))
        #expect(!rule.isOutlier(4096))
        #expect(rule.isOutlier(8192))
    }
}
