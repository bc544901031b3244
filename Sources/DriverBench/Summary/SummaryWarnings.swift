// SPDX-License-Identifier: Apache-2.0

/// The warnings that follow from the numbers, each a sentence that says what it means for the reader.
struct SummaryWarnings {
    /// The noise from which on a case is worth a warning: a band of ten percent to either side.
    static let loudNoise = 1.1

    let result: BenchmarkResult
    let summary: Summary

    var sentences: [String] {
        [fewRounds, missingRepeats, loudNoise, outliers].compactMap { $0 }
    }

    private var fewRounds: String? {
        let rounds = summary.rounds
        if rounds < SignificanceRule.minimumSamples {
            return "With fewer than \(SignificanceRule.minimumSamples) rounds there are no intervals and no "
                + "verdicts; this run has \(rounds)."
        }
        guard rounds < SignificanceRule.advisedSamples else { return nil }
        return "With fewer than \(SignificanceRule.advisedSamples) rounds the intervals promise more than "
            + "they hold; this run has \(rounds)."
    }

    private var missingRepeats: String? {
        let used = Set(result.columns.compactMap(\.base))
        let repeated = Set(result.columns.filter(result.isRepeat).compactMap(\.base))
        let missing = result.columns.map(\.name).filter { used.contains($0) && !repeated.contains($0) }
        guard !missing.isEmpty else { return nil }
        return "No A/A column measures the noise of \(missing.joined(separator: ", ")), so the drivers "
            + "compared with it get no verdict."
    }

    private var loudNoise: String? {
        let loud = summary.noiseFloors.filter { $0.band.factor > Self.loudNoise }
        guard let worst = loud.max(by: { $0.band.factor < $1.band.factor }) else { return nil }
        return "The noise is above \(NoiseBand(factor: Self.loudNoise).formatted) in \(loud.count) of "
            + "\(summary.noiseFloors.count) A/A comparisons, at worst \(worst.band.formatted) "
            + "(\(worst.caseID) on \(worst.base)); smaller differences cannot be seen there. "
            + "More rounds or a quieter machine would help."
    }

    private var outliers: String? {
        guard !summary.outliers.isEmpty else { return nil }
        return "Outliers, more than \(Int(OutlierRule.standardDeviations)) scaled MADs from the median of "
            + "their cell: \(summary.outliers.count) of \(result.samples.count) samples. They are kept in "
            + "every number, and the CSV marks them."
    }
}
