// SPDX-License-Identifier: Apache-2.0

/// Runs a case on a column once and says what it cost.
public protocol SampleExecutor {
    /// Takes one sample: prepares, measures, checks and cleans up.
    ///
    /// - Returns: The measured value in the unit of the case.
    /// - Throws: `CancellationError` to end the run; any other error to give up this case on this column.
    mutating func sample(_ step: Schedule.Step) throws -> Double
}
