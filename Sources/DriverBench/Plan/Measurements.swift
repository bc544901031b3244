// SPDX-License-Identifier: Apache-2.0

/// What a run of a schedule brought to light.
public struct Measurements: Hashable, Sendable {
    /// The samples in the order in which they were taken.
    public private(set) var samples: [Sample] = []
    /// Why cases gave no further samples on columns.
    public private(set) var failures: [SampleFailure] = []
    /// Whether the run came to the end of its schedule.
    public private(set) var isComplete = true

    private var failed: Set<CellKey> = []

    /// Takes the samples of a schedule one after the other.
    ///
    /// A case that fails on a column is recorded once and not tried there again; the samples that it gave
    /// before are kept. `CancellationError` ends the run and keeps what there is.
    /// - Parameters:
    ///   - clock: Measures the time that the run has taken so far, for the progress only.
    ///   - onProgress: Is told what comes next, before each step.
    public init(
        of schedule: Schedule, by executor: inout some SampleExecutor, clock: some Clock<Duration>,
        onProgress: (RunProgress) -> Void = { _ in }
    ) {
        let start = clock.now
        for (done, step) in schedule.enumerated() where isComplete {
            let elapsed = start.duration(to: clock.now)
            onProgress(RunProgress(done: done, total: schedule.count, step: step, elapsed: elapsed))
            perform(step, by: &executor)
        }
    }

    private mutating func perform(_ step: Schedule.Step, by executor: inout some SampleExecutor) {
        guard !failed.contains(CellKey(step)) else { return }
        do {
            record(try executor.sample(step), of: step)
        } catch is CancellationError {
            isComplete = false
        } catch {
            recordFailure(of: step, "\(error)")
        }
    }

    private mutating func record(_ value: Double, of step: Schedule.Step) {
        guard value.isFinite else { return recordFailure(of: step, "The measured value is \(value).") }
        samples.append(
            Sample(
                caseID: step.benchmarkCase.id, column: step.column.name, round: step.round, value: value))
    }

    private mutating func recordFailure(of step: Schedule.Step, _ message: String) {
        failed.insert(CellKey(step))
        failures.append(
            SampleFailure(caseID: step.benchmarkCase.id, column: step.column.name, message: message))
    }
}
