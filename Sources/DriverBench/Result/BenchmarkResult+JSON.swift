// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension BenchmarkResult {
    private struct Header: Decodable {
        var schemaVersion: Int
    }

    /// Reads a result from the JSON that a report writes; what the report computed is not read.
    ///
    /// - Throws: `DecodingError` when the text is not such JSON or of a newer schema.
    public init(json: String) throws {
        let data = Data(json.utf8)
        try Self.check(JSONDecoder().decode(Header.self, from: data).schemaVersion)
        self = try JSONDecoder().decode(BenchmarkResult.self, from: data)
    }

    private static func check(_ version: Int) throws {
        guard version > currentSchemaVersion else { return }
        throw DecodingError.dataCorrupted(
            DecodingError.Context(
                codingPath: [],
                debugDescription: "This result has schema version \(version), but this driverbench reads "
                    + "versions up to \(currentSchemaVersion). Use a newer driverbench."))
    }
}
