// SPDX-License-Identifier: Apache-2.0

/// A range that, made anew in repeated runs, holds the true value in 95 of 100 of them unless said otherwise.
public struct ConfidenceInterval: Hashable, Codable, Sendable {
    /// The lower end, in the unit of what is estimated.
    public var lower: Double
    /// The upper end, in the unit of what is estimated.
    public var upper: Double

    /// Makes an interval of its two ends.
    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Whether both ends are finite numbers.
    var isFinite: Bool { lower.isFinite && upper.isFinite }
}
