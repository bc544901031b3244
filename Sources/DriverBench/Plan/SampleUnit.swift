// SPDX-License-Identifier: Apache-2.0

/// What the values of a case count.
public enum SampleUnit: String, Hashable, Codable, CaseIterable, Sendable {
    /// Time, in seconds.
    case seconds
    /// Space or traffic, in bytes.
    case bytes

    /// A value of this unit with three significant digits, such as `182 µs` or `4.00 KiB`.
    public func formatted(_ value: Double) -> String {
        switch self {
        case .seconds: ScaledNumber.seconds(value)
        case .bytes: ScaledNumber.bytes(value)
        }
    }
}
