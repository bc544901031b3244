// SPDX-License-Identifier: Apache-2.0

import DriverBench

/// Gives each sample by a rule, writes down what it was asked for, and lets a clock of its own go on.
struct MockExecutor: SampleExecutor {
    let clock: MockClock
    var steps: [Schedule.Step] = []
    let rule: (Schedule.Step) throws -> Double

    init(clock: MockClock = MockClock(), rule: @escaping (Schedule.Step) throws -> Double) {
        self.clock = clock
        self.rule = rule
    }

    mutating func sample(_ step: Schedule.Step) throws -> Double {
        steps.append(step)
        clock.advance(by: .seconds(1))
        return try rule(step)
    }
}

/// An error with a sentence for people.
struct MockError: Error, CustomStringConvertible {
    var description: String
}
