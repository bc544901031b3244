// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct ReportTests {
    @Test func tableIsReadableInATerminal() {
        #expect(Fixture.report.table() == GoldenTexts.table)
    }

    @Test func markdownSaysTheSame() {
        #expect(Fixture.report.markdown() == GoldenTexts.markdown)
    }

    @Test func detailsShowEveryStatistic() {
        let text = Fixture.report.table(ReportOptions(details: true))
        #expect(text.contains(GoldenTexts.details))
        #expect(text.contains(GoldenTexts.contests))
    }

    @Test(arguments: [60, 80, 110])
    func linesKeepToTheWidth(width: Int) {
        let lines = Fixture.report.table(ReportOptions(width: width)).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
    }

    @Test func tablesThatAreTooWideAreSplitByFileSystem() {
        let headings = headings(width: 80)
        #expect(headings.map { $0.filter { $0.contains("@ext4") }.count } == [3, 0, 3, 0])
        #expect(headings.map { $0.filter { $0.contains("@xfs") }.count } == [0, 2, 0, 2])
    }

    @Test func tablesThatAreStillTooWideRepeatTheBase() {
        let ext4 = headings(width: 55).filter { $0.contains("plain@ext4") }
        #expect(
            ext4.map { $0.suffix(2) } == [
                ["plain@ext4", "overlay2@ext4"], ["plain@ext4", "vfs@ext4"],
                ["plain@ext4", "overlay2@ext4"], ["plain@ext4", "vfs@ext4"],
            ])
    }

    @Test(arguments: ReportFormat.allCases)
    func everyFormatIsReachedByItsName(format: ReportFormat) throws {
        let report = Fixture.report
        let expected: [ReportFormat: String] = [
            .table: report.table(), .markdown: report.markdown(), .csv: report.csv(),
            .json: try report.json(),
        ]
        #expect(try report.text(as: format) == expected[format])
    }

    @Test func anEmptyResultHasAReport() throws {
        let result = BenchmarkResult(
            toolVersion: "1", startedAt: "", seed: 1, commandLine: [], cases: [], columns: [], samples: [])
        for format in ReportFormat.allCases { #expect(try !Report(result).text(as: format).isEmpty) }
    }

    private func headings(width: Int) -> [[Substring]] {
        Fixture.report.table(ReportOptions(width: width)).split(separator: "\n")
            .map { $0.split(separator: " ") }
            .filter {
                $0.contains { $0.hasPrefix("plain@") } && $0.allSatisfy { $0.allSatisfy { $0 != ":" } }
            }
    }
}
