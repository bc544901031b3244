// SPDX-License-Identifier: Apache-2.0

/// How far a run has come.
public struct RunProgress: Hashable, Sendable {
    /// The number of steps that are behind.
    public var done: Int
    /// The number of steps of the run.
    public var total: Int
    /// The identifier of the case that comes next.
    public var caseID: String
    /// The name of the column that comes next.
    public var column: String
    /// The time that the run has taken so far.
    public var elapsed: Duration

    /// Makes a state of a run.
    public init(done: Int, total: Int, caseID: String, column: String, elapsed: Duration) {
        self.done = done
        self.total = total
        self.caseID = caseID
        self.column = column
        self.elapsed = elapsed
    }

    /// The state of a run before a step.
    init(done: Int, total: Int, step: Schedule.Step, elapsed: Duration) {
        self.init(
            done: done, total: total, caseID: step.benchmarkCase.id, column: step.column.name,
            elapsed: elapsed)
    }

    /// The time that the rest will take if its steps take as long as those behind; nil before the first.
    public var remaining: Duration? {
        guard done > 0 else { return nil }
        return elapsed / done * max(total - done, 0)
    }

    /// The state as one line of at most a number of characters; what does not fit ends in an ellipsis.
    ///
    /// What matters most comes first: `42/300 14%, 7m 20s left: copyup-append size=4KiB on overlay2@ext4`.
    public func line(width: Int) -> String {
        let percent = total > 0 ? done * 100 / total : 100
        let left = remaining.map { "\(ClockText.text($0)) left" } ?? "time left unknown"
        return "\(done)/\(total) \(percent)%, \(left): \(caseID) on \(column)".truncated(to: width)
    }
}
