// SPDX-License-Identifier: Apache-2.0

/// The one place that says when a difference is a difference.
///
/// 1. Fewer than three rounds give no interval and therefore no verdict.
/// 2. The noise of a case on a file system is what the A/A column shows, the base measured twice: the band,
///    symmetric on a logarithmic scale, that just holds the A/A ratio and all of its 95 % interval
///    (`NoiseBand`).
/// 3. A driver differs from its base only when the 95 % interval of its paired ratio lies wholly outside the
///    noise band. Otherwise there is no significant difference, however far the ratio itself is from one.
///    Without an A/A column there is no verdict.
/// 4. A winner among drivers, the one with the lowest median, is declared only when it differs in the same way
///    from each of the others; between two file systems the wider of their noise bands counts. Otherwise there
///    is no winner. Drivers on which the case failed or did not run take no part.
///
/// The rule judges each cell by itself. Among very many cells a few can pass by chance; the noise band makes
/// that rarer than the one in twenty of the interval alone.
public enum SignificanceRule {
    /// The number of rounds below which there are no intervals and no verdicts.
    public static let minimumSamples = 3

    /// The number of rounds below which a 95 % interval of a median cannot hold its promise.
    ///
    /// All of n samples lie on the same side of the true median with a chance of 2 / 2^n, which is below 5 %
    /// from n = 6 on.
    public static let advisedSamples = 6

    /// What a ratio says, given the noise of its case and file system.
    public static func verdict(on ratio: RatioEstimate?, noise: NoiseBand?) -> Verdict {
        guard let ratio else { return .noRatio }
        guard let interval = ratio.interval else { return .tooFewSamples }
        guard let noise else { return .unknownNoise }
        if interval.lower > noise.factor { return .higher }
        if interval.upper < noise.lower { return .lower }
        return .noDifference
    }

    /// How a contest of several drivers ends, and which of them is lower than each of the others, if one is.
    ///
    /// - Parameter ratio: The paired ratio of the leader's column to another one.
    static func contest(
        among contestants: [Contestant], ratio: (_ leader: String, _ other: String) -> RatioEstimate?
    ) -> (outcome: Contest.Outcome, winner: String?) {
        guard let leader = contestants.min(by: { $0.median < $1.median }) else { return (.noDifference, nil) }
        let others = contestants.filter { $0.column != leader.column }
        let verdicts = others.map { other in
            verdict(on: ratio(leader.column, other.column), noise: .wider(leader.noise, other.noise))
        }
        if verdicts.contains(.tooFewSamples) { return (.tooFewSamples, nil) }
        if verdicts.contains(.unknownNoise) { return (.unknownNoise, nil) }
        return verdicts.allSatisfy { $0 == .lower } ? (.winner, leader.column) : (.noDifference, nil)
    }
}
