// SPDX-License-Identifier: Apache-2.0

/// Writes numbers in decimal without exponents, for people to read.
enum DecimalNumber {
    /// The largest magnitude that is written digit by digit; beyond it a Double has no more digits to give.
    private static let largest = 1e15

    /// The number with a fixed count of decimals, rounded half away from zero.
    static func fixed(_ value: Double, decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value * scale).rounded()
        guard abs(scaled) < largest else { return "\(value)" }
        let digits = String(Int(abs(scaled)))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = scaled < 0 ? "-" : ""
        guard decimals > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }

    /// The number with three significant digits, but never more than two decimals: `1.23`, `12.3`, `1234`.
    static func significant(_ value: Double) -> String {
        switch abs(value) {
        case ..<9.995: fixed(value, decimals: 2)
        case ..<99.95: fixed(value, decimals: 1)
        default: fixed(value, decimals: 0)
        }
    }
}
