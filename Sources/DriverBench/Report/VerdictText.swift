// SPDX-License-Identifier: Apache-2.0

extension Verdict {
    /// The mark behind a ratio in a table; empty where the cell says enough without one.
    var mark: String {
        switch self {
        case .higher: "▲"
        case .lower: "▼"
        case .noDifference: "≈"
        case .tooFewSamples, .unknownNoise: "?"
        case .base, .noiseFloor, .failed, .noRatio: ""
        }
    }

    /// The verdict in words, which depend on what is counted.
    public func text(_ unit: SampleUnit) -> String {
        switch self {
        case .base: "base"
        case .noiseFloor: "A/A"
        case .failed: "failed"
        case .noRatio: "no ratio"
        case .tooFewSamples: "too few rounds"
        case .unknownNoise: "noise unknown"
        case .noDifference: "not significant"
        case .lower: unit == .seconds ? "faster" : "fewer bytes"
        case .higher: unit == .seconds ? "slower" : "more bytes"
        }
    }
}

extension Contest {
    /// The outcome in words: the name of the winner, or why there is none.
    public var text: String {
        switch outcome {
        case .winner: winner ?? "unknown"
        case .noDifference: "no significant difference"
        case .tooFewSamples: Verdict.tooFewSamples.text(.seconds)
        case .unknownNoise: Verdict.unknownNoise.text(.seconds)
        }
    }
}
