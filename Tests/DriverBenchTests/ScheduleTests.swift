// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct ScheduleTests {
    static let cases = ["a", "b", "c"].map { BenchmarkCase(workload: $0) }
    static let plan = BenchmarkPlan(cases: cases, columns: Fixture.columns, rounds: 5, seed: 11)

    @Test func runsEveryCaseOnEveryColumnOnceARound() {
        let steps = Array(Self.plan.schedule)
        #expect(steps.count == Self.plan.schedule.count)
        #expect(Set(steps).count == 5 * 3 * Fixture.columns.count)
        #expect(steps.map(\.round) == steps.map(\.round).sorted())
    }

    @Test func runsTheColumnsOfACaseOneAfterTheOther() {
        let steps = Self.plan.schedule.steps(inRound: 0)
        let width = Fixture.columns.count
        let blocks = stride(from: 0, to: steps.count, by: width).map { steps[$0..<$0 + width] }
        #expect(blocks.allSatisfy { Set($0.map(\.benchmarkCase)).count == 1 })
        #expect(blocks.allSatisfy { Set($0.map(\.column)).count == width })
    }

    @Test func ordersDifferBetweenRoundsAndSeeds() {
        var other = Self.plan
        other.seed = 12
        let orders = (0..<5).map { round in order(Self.plan.schedule.steps(inRound: round)) }
        #expect(Set(orders).count == 5)
        #expect(Array(Self.plan.schedule) != Array(other.schedule))
    }

    @Test func sameSeedGivesTheSameOrder() {
        #expect(Array(Self.plan.schedule) == Array(Self.plan.schedule))
    }

    @Test func aRoundDoesNotDependOnHowManyFollow() {
        var longer = Self.plan
        longer.rounds = 50
        #expect(longer.schedule.steps(inRound: 4) == Self.plan.schedule.steps(inRound: 4))
    }

    @Test func everyColumnComesFirstAboutEquallyOften() {
        var plan = Self.plan
        plan.rounds = 700
        let firsts = (0..<700).map { plan.schedule.steps(inRound: $0)[0].column.name }
        let counts = Dictionary(grouping: firsts, by: \.self).values.map(\.count)
        #expect(counts.count == 7)
        #expect(counts.allSatisfy { (60...140).contains($0) })
    }

    @Test func whatIsGivenTwiceCountsOnce() {
        var plan = Self.plan
        plan.cases += plan.cases
        plan.columns += plan.columns
        #expect(Array(plan.schedule) == Array(Self.plan.schedule))
    }

    @Test(arguments: [0, -1])
    func noRoundsHaveNoSteps(rounds: Int) {
        var plan = Self.plan
        plan.rounds = rounds
        #expect(Array(plan.schedule).isEmpty)
    }

    private func order(_ steps: [Schedule.Step]) -> [String] {
        steps.map { "\($0.benchmarkCase.id) \($0.column.name)" }
    }
}
