// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct JSONTests {
    @Test func comesBackAsItWas() throws {
        #expect(try BenchmarkResult(json: Fixture.report.json()) == Fixture.result)
    }

    @Test func isTheSameEachTime() throws {
        #expect(try Report(Fixture.result).json() == Fixture.report.json())
    }

    @Test func saysWhatTheSchemaIs() throws {
        let lines = try Fixture.report.json().split(separator: "\n")
        #expect(lines.first == "{" && lines.last == "}")
        #expect(lines.contains(#"  "schemaVersion" : 1,"#))
        #expect(lines.contains(#"  "seed" : 7,"#))
    }

    @Test func holdsTheVerdicts() throws {
        let json = try Fixture.report.json()
        #expect(json.contains(#""verdict" : "higher""#))
        #expect(json.contains(#""winner" : "vfs@ext4""#))
        #expect(json.contains(#""case" : "copyup-append size=4KiB mode=async""#))
    }

    @Test func refusesANewerSchema() throws {
        let json = try Fixture.report.json()
        let newer = json.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0 == #"  "schemaVersion" : 1,"# ? #"  "schemaVersion" : 2,"# : $0 }
        #expect(throws: DecodingError.self) { try BenchmarkResult(json: newer.joined(separator: "\n")) }
    }

    @Test func refusesWhatIsNotAResult() {
        #expect(throws: DecodingError.self) { try BenchmarkResult(json: "[]") }
        #expect(throws: DecodingError.self) { try BenchmarkResult(json: "{") }
    }
}
