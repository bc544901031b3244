// SPDX-License-Identifier: Apache-2.0

/// What the samples of a case on a column say.
public struct CellSummary: Hashable, Codable, Sendable {
    /// The identifier of the case; `case` in JSON.
    public var caseID: String
    /// The name of the column.
    public var column: String
    /// The number of samples.
    public var count: Int
    /// Where the samples lie, nil where there are none.
    public var location: Location?
    /// The ratio to the base, nil where there is none.
    public var ratio: RatioEstimate?
    /// The number of samples that are outliers; they are counted in everything else.
    public var outliers: Int
    /// What may be said in comparison with the base.
    public var verdict: Verdict

    /// The middle of samples and their spread, in the unit of the case.
    public struct Location: Hashable, Codable, Sendable {
        /// The middle sample.
        public var median: Double
        /// The 95 % interval of the median, nil where the samples are too few for one.
        public var interval: ConfidenceInterval?
        /// The median absolute deviation, raw.
        public var medianAbsoluteDeviation: Double
        /// The value that 95 of 100 samples do not exceed.
        public var percentile95: Double
    }

    enum CodingKeys: String, CodingKey {
        case caseID = "case"
        case column, count, location, ratio, outliers, verdict
    }
}

extension CellSummary.Location {
    init?(_ values: [Double], bootstrap: Bootstrap) {
        guard let distribution = Distribution(values) else { return nil }
        median = distribution.median
        interval = bootstrap.medianInterval(of: values)
        medianAbsoluteDeviation = distribution.medianAbsoluteDeviation
        percentile95 = distribution.quantile(0.95)
    }
}
