// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Report {
    /// The result and its summary as indented JSON with the keys in alphabetical order.
    ///
    /// The members are those of `BenchmarkResult`, which reads them back, and `summary`.
    /// - Throws: `EncodingError` when a value is not a finite number.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(JSONDocument(result: result, summary: summary))
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}

/// The members of a result, and the summary as one more.
private struct JSONDocument: Encodable {
    enum CodingKeys: CodingKey {
        case summary
    }

    var result: BenchmarkResult
    var summary: Summary

    func encode(to encoder: any Encoder) throws {
        try result.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(summary, forKey: .summary)
    }
}
