// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct SummaryTests {
    static let id = SyntheticResult.benchmarkCase.id

    @Test func describesEachCell() throws {
        let summary = Fixture.report.summary
        let cell = try #require(summary.cell(Fixture.small.id, "overlay2@ext4"))
        let location = try #require(cell.location)
        #expect(cell.count == 6 && cell.outliers == 0 && cell.verdict == .higher)
        #expect(abs(location.median - 183.82e-6) < 1e-12)
        #expect(abs(try #require(cell.ratio).ratio - 18.2) < 1e-9)
        #expect(cell.ratio?.pairs == 6)
        #expect(summary.rounds == 6)
    }

    @Test func everyCellHasTheVerdictOfItsColumn() {
        let summary = Fixture.report.summary
        let verdicts = Fixture.columns.map { summary.cell(Fixture.small.id, $0.name)?.verdict }
        let expected: [Verdict] = [.base, .noiseFloor, .higher, .noDifference, .base, .noiseFloor, .higher]
        #expect(verdicts == expected)
        #expect(summary.cell(Fixture.large.id, "vfs@ext4")?.verdict == .failed)
        #expect(summary.cell(Fixture.large.id, "overlay2@xfs") == nil)
    }

    @Test func aClearDifferenceIsFoundAndWins() {
        let summary = Summary(SyntheticResult().result([("fast", 2), ("slow", 3)]))
        #expect(summary.cell(Self.id, "fast@ext4")?.verdict == .higher)
        #expect(summary.contest(Self.id, fileSystem: "ext4")?.winner == "fast@ext4")
        #expect(summary.contest(Self.id, fileSystem: nil) == nil)
    }

    @Test func identicalDriversHaveNoWinner() {
        let summary = Summary(SyntheticResult().result([("one", 2), ("two", 2)]))
        let contest = summary.contest(Self.id, fileSystem: "ext4")
        #expect(contest?.outcome == .noDifference && contest?.winner == nil)
    }

    @Test func aDriverLikeTheBaseDoesNotDiffer() {
        let summary = Summary(SyntheticResult().result([("one", 1)]))
        #expect(summary.cell(Self.id, "one@ext4")?.verdict == .noDifference)
    }

    /// Each sample of the driver is exactly one percent above the base, but the A/A column is off by more.
    @Test func aDifferenceInsideTheNoiseIsNone() throws {
        var result = SyntheticResult().result([("one", 1), ("two", 1)])
        let base = result.samples.filter { $0.column == SyntheticResult.base.name }.map(\.value)
        for index in result.samples.indices where result.samples[index].column == "one@ext4" {
            result.samples[index].value = base[result.samples[index].round] * 1.01
        }
        for index in result.samples.indices where result.samples[index].column == "two@ext4" {
            result.samples[index].value = base[result.samples[index].round] * 1.02
        }
        let summary = Summary(result)
        let ratio = try #require(summary.cell(Self.id, "one@ext4")?.ratio?.interval)
        #expect(abs(ratio.lower - 1.01) < 1e-9 && abs(ratio.upper - 1.01) < 1e-9)
        #expect(summary.cell(Self.id, "one@ext4")?.verdict == .noDifference)
        #expect(summary.contest(Self.id, fileSystem: "ext4")?.outcome == .noDifference)
    }

    @Test func theWinnerMustBeatEachOfTheOthers() {
        let close = Summary(SyntheticResult().result([("one", 2), ("two", 2.02), ("slow", 9)]))
        #expect(close.contest(Self.id, fileSystem: "ext4")?.outcome == .noDifference)
    }

    @Test(arguments: [1, 2])
    func tooFewRoundsGiveNoVerdict(rounds: Int) {
        let summary = Summary(SyntheticResult(rounds: rounds).result([("fast", 2), ("slow", 30)]))
        #expect(summary.cell(Self.id, "slow@ext4")?.verdict == .tooFewSamples)
        #expect(summary.cell(Self.id, "slow@ext4")?.location?.interval == nil)
        #expect(summary.contest(Self.id, fileSystem: "ext4")?.outcome == .tooFewSamples)
        #expect(summary.warnings.count == 1)
    }

    @Test func withoutAnARepeatThereIsNoVerdict() {
        let summary = Summary(SyntheticResult().result([("fast", 2), ("slow", 30)], repeated: false))
        #expect(summary.cell(Self.id, "slow@ext4")?.verdict == .unknownNoise)
        #expect(summary.contest(Self.id, fileSystem: "ext4")?.outcome == .unknownNoise)
        #expect(
            summary.warnings == [
                "No A/A column measures the noise of plain@ext4, so the drivers compared with it get no verdict."
            ])
    }

    @Test func pairsBelongToTheSameRound() {
        var result = SyntheticResult(noise: 0).result([("one", 2)])
        result.samples.removeAll { $0.column == "plain@ext4" && $0.round == 3 }
        result.samples.removeAll { $0.column == "one@ext4" && $0.round > 7 }
        result.samples.reverse()
        let cell = Summary(result).cell(Self.id, "one@ext4")
        #expect(cell?.count == 8 && cell?.ratio?.pairs == 7)
    }

    @Test func driversThatFailedTakeNoPart() {
        var result = SyntheticResult().result([("one", 2), ("two", 3), ("broken", 0.1)])
        result.failures = [SampleFailure(caseID: Self.id, column: "broken@ext4", message: "It broke.")]
        let contest = Summary(result).contest(Self.id, fileSystem: "ext4")
        #expect(contest?.contestants == ["one@ext4", "two@ext4"])
        #expect(contest?.winner == "one@ext4")
    }

    @Test func outliersAreFlaggedAndKept() {
        var result = SyntheticResult().result([("one", 2)])
        result.samples[0].value = 50
        let summary = Summary(result)
        #expect(summary.outliers == [result.samples[0]])
        #expect(summary.cell(Self.id, "plain@ext4")?.outliers == 1)
        #expect(summary.cell(Self.id, "plain@ext4")?.count == 10)
    }

    @Test func acrossFileSystemsTheWiderNoiseCounts() {
        var result = Fixture.result
        for index in result.samples.indices where result.samples[index].column == "plain-again@xfs" {
            result.samples[index].value *= 20
        }
        let contests = Summary(result).contests.filter { $0.caseID == Fixture.small.id }
        #expect(contests.map(\.winner) == ["vfs@ext4", nil])
        #expect(contests.map(\.outcome) == [.winner, .noDifference])
    }

    @Test func driversMeetOnTheirFileSystemAndOnAllOfThem() {
        let summary = Fixture.report.summary
        #expect(summary.contest(Fixture.small.id, fileSystem: "ext4")?.winner == "vfs@ext4")
        #expect(summary.contest(Fixture.small.id, fileSystem: "xfs") == nil)
        #expect(summary.contest(Fixture.small.id, fileSystem: nil)?.winner == "vfs@ext4")
        #expect(summary.contest(Fixture.space.id, fileSystem: nil)?.outcome == .noDifference)
    }

    @Test func loudNoiseIsAWarning() throws {
        let summary = Summary(SyntheticResult(rounds: 6, noise: 0.5).result([("one", 1)]))
        let warning = try #require(summary.warnings.first)
        #expect(warning.hasPrefix("The noise is above ±10% in 1 of 1 A/A comparisons, at worst ±"))
    }

    /// Of 300 runs of a driver that is the base itself, the interval alone would call about one in twenty
    /// different; the rule may call none or one.
    @Test func theRuleIsNotFooledByChance() {
        let verdicts = (0..<300 as Range<UInt64>).map { seed in
            let result = SyntheticResult(rounds: 8, noise: 0.1, seed: seed).result([("one", 1)])
            let summary = Summary(result, bootstrap: Bootstrap(seed: seed, resamples: 200))
            return summary.cell(Self.id, "one@ext4")?.verdict
        }
        #expect(verdicts.filter { $0 != .noDifference }.count <= 1)
    }
}
