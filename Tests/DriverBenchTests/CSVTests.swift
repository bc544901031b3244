// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct CSVTests {
    @Test func hasARowForEachSample() {
        let text = Fixture.report.csv()
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == Fixture.result.samples.count + 2)
        #expect(
            lines[0] == "workload,parameter.size,parameter.mode,parameter.files,column,driver,fileSystem,"
                + "round,value,unit,outlier")
        #expect(lines[1] == "copyup-append,4KiB,async,,plain@ext4,plain,ext4,0,1e-05,seconds,false")
        #expect(lines[lines.count - 2] == "space,,,1000,overlay2@xfs,overlay2,xfs,5,4096000.0,bytes,false")
        #expect(lines.last == "")
    }

    @Test func marksOutliers() {
        let lines = Fixture.report.csv().split(separator: "\r\n")
        #expect(lines.filter { $0.hasSuffix("true") }.count == 1)
    }

    @Test func valuesComeBackExactly() {
        let rows = Fixture.report.csv().split(separator: "\r\n").dropFirst()
        let values = rows.map { Double($0.split(separator: ",", omittingEmptySubsequences: false)[8]) }
        #expect(values == Fixture.result.samples.map(\.value))
    }

    @Test func quotesCommasQuotesAndLineBreaks() {
        let odd = BenchmarkCase(
            workload: "a,b", parameters: [NamedValue("say", "\"hi\""), NamedValue("lines", "1\n2")])
        let sample = Sample(caseID: odd.id, column: "plain@ext4", round: 0, value: 1.5)
        let result = BenchmarkResult(
            toolVersion: "1", startedAt: "", seed: 1, commandLine: [], cases: [odd], columns: [Fixture.ext4],
            samples: [sample])
        #expect(
            Report(result).csv().hasSuffix(
                "\"a,b\",\"\"\"hi\"\"\",\"1\n2\",plain@ext4,plain,ext4,0,1.5,seconds,false\r\n"))
    }
}
