// SPDX-License-Identifier: Apache-2.0

extension RatioEstimate {
    /// The ratio with a multiplication sign, such as `×1.23`.
    public var formatted: String { RatioText.text(ratio) }
}

extension NoiseBand {
    /// The upper end of the band as a percentage above one, such as `±3.1%`.
    public var formatted: String {
        let percent = (factor - 1) * 100
        return "±\(DecimalNumber.fixed(percent, decimals: percent < 9.95 ? 1 : 0))%"
    }
}

/// Writes how many times something is something else.
enum RatioText {
    /// The smallest ratio that is written as a number.
    private static let smallest = 0.001

    /// A ratio with two or three significant digits: `×0.97`, `×1.23`, `×12.3`, `×1234`, `×0.012`.
    static func text(_ ratio: Double) -> String {
        switch ratio {
        case 0: "×0"
        case ..<smallest: "×<0.001"
        case ..<0.0995: "×\(DecimalNumber.fixed(ratio, decimals: 3))"
        default: "×\(DecimalNumber.significant(ratio))"
        }
    }
}
