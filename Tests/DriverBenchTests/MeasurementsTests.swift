// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct MeasurementsTests {
    static let schedule = ScheduleTests.plan.schedule

    @Test func takesTheSamplesInTheOrderOfTheSchedule() {
        var executor = MockExecutor { Double($0.round) }
        let measurements = Measurements(of: Self.schedule, by: &executor, clock: executor.clock)
        #expect(executor.steps == Array(Self.schedule))
        #expect(measurements.samples.map(\.caseID) == executor.steps.map(\.benchmarkCase.id))
        #expect(measurements.samples.map(\.column) == executor.steps.map(\.column.name))
        #expect(measurements.samples.map(\.value) == executor.steps.map { Double($0.round) })
        #expect(measurements.isComplete && measurements.failures.isEmpty)
    }

    @Test func recordsAFailureOnceAndGoesOnWithTheRest() {
        var executor = MockExecutor { step in
            guard isVictim(step), step.round == 2 else { return 1 }
            throw MockError(description: "No space left on the device.")
        }
        let measurements = Measurements(of: Self.schedule, by: &executor, clock: executor.clock)
        let message = "No space left on the device."
        #expect(
            measurements.failures == [SampleFailure(caseID: "b", column: "vfs@ext4", message: message)])
        #expect(executor.steps.filter(isVictim).map(\.round) == [0, 1, 2])
        #expect(measurements.samples.count == Self.schedule.count - 3)
        #expect(measurements.isComplete)
    }

    @Test(arguments: [Double.nan, .infinity])
    func aValueThatIsNoNumberIsAFailure(value: Double) {
        var executor = MockExecutor { isVictim($0) ? value : 1 }
        let measurements = Measurements(of: Self.schedule, by: &executor, clock: executor.clock)
        #expect(measurements.failures.map(\.message) == ["The measured value is \(value)."])
    }

    @Test func cancellationKeepsWhatThereIs() {
        var left = 10
        var executor = MockExecutor { _ in
            left -= 1
            guard left >= 0 else { throw CancellationError() }
            return 1
        }
        let measurements = Measurements(of: Self.schedule, by: &executor, clock: executor.clock)
        let result = BenchmarkResult(
            toolVersion: "1", startedAt: "", commandLine: [], schedule: Self.schedule,
            measurements: measurements)
        #expect(measurements.samples.count == 10)
        #expect(!measurements.isComplete && measurements.failures.isEmpty)
        #expect(executor.steps.count == 11)
        #expect(result.warnings == ["The run was interrupted after 10 of 105 samples."])
    }

    @Test func tellsHowFarItIs() {
        var executor = MockExecutor { _ in 1 }
        var states: [RunProgress] = []
        _ = Measurements(of: Self.schedule, by: &executor, clock: executor.clock) { states.append($0) }
        #expect(states.map(\.done) == Array(0..<105))
        #expect(states.allSatisfy { $0.total == 105 && $0.elapsed == .seconds($0.done) })
        #expect(states.map(\.column) == executor.steps.map(\.column.name))
    }
}

private func isVictim(_ step: Schedule.Step) -> Bool {
    step.benchmarkCase.id == "b" && step.column.name == "vfs@ext4"
}
