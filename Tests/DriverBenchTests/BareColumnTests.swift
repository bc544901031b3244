// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Foundation
import Testing

@Suite struct BareColumnTests {
    private static let base = BenchmarkColumn.plain(on: "ext4")
    private static let driver = BenchmarkColumn.driver("overlay2", over: base)
    private static let bare = BenchmarkColumn.bare(driver, workloads: ["create"])
    private static let create = BenchmarkCase(workload: "create")
    private static let lookup = BenchmarkCase(workload: "lookup")

    private static let plan = BenchmarkPlan(
        cases: [create, lookup], columns: [base, driver, bare], rounds: 4, seed: 3)

    private static var result: BenchmarkResult {
        var samples: [Sample] = []
        for round in 0..<4 {
            for (column, value) in [(base, 1.0), (driver, 6.0), (bare, 3.0)] {
                samples.append(
                    Sample(caseID: create.id, column: column.name, round: round, value: value))
            }
        }
        return BenchmarkResult(
            toolVersion: "1", startedAt: "", seed: 1, commandLine: [], cases: [create, lookup],
            columns: [base, driver, bare], samples: samples)
    }

    @Test func `a column runs only its own workloads`() {
        let steps = Array(Self.plan.schedule)
        #expect(steps.count == Self.plan.schedule.count)
        #expect(steps.count == 4 * (3 + 2))
        #expect(!steps.contains { $0.column == Self.bare && $0.benchmarkCase == Self.lookup })
    }

    @Test func `the overhead is the ratio of a driver to its bare system calls`() {
        let overheads = Summary(Self.result).overheads
        #expect(overheads.map(\.column) == ["overlay2@ext4"])
        #expect(overheads.map(\.caseID) == ["create"])
        #expect(overheads.first?.ratio.ratio == 2)
    }

    @Test func `bare system calls win no contest`() {
        #expect(Summary(Self.result).contests.isEmpty)
    }

    @Test func `the report names the overhead and hides columns from workloads they do not run`() throws {
        let text = try Report(Self.result).text(as: .table)
        #expect(text.contains("create on overlay2@ext4: ×2.00"))
        let lookup = try #require(text.range(of: "lookup (time)"))
        let rest = text[lookup.upperBound...].prefix { $0 != "O" }
        #expect(!rest.contains("bare-overlay2"))
    }
}
