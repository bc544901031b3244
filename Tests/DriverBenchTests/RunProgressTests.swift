// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct RunProgressTests {
    static let progress = RunProgress(
        done: 42, total: 300, caseID: "copyup-append size=4KiB", column: "overlay2@ext4",
        elapsed: .seconds(72))

    @Test func saysWhatIsDoneWhatIsLeftAndWhatComes() {
        #expect(
            Self.progress.line(width: 80)
                == "42/300 14%, 7m 22s left: copyup-append size=4KiB on overlay2@ext4")
    }

    @Test func endsInAnEllipsisWhereItDoesNotFit() {
        #expect(Self.progress.line(width: 30) == "42/300 14%, 7m 22s left: copy…")
        #expect(Self.progress.line(width: 1) == "…")
        #expect(Self.progress.line(width: 0) == "")
    }

    @Test func knowsNoTimeBeforeTheFirstStep() {
        var progress = Self.progress
        progress.done = 0
        #expect(progress.remaining == nil)
        #expect(progress.line(width: 35) == "0/300 0%, time left unknown: copyu…")
    }

    @Test(arguments: [
        (59, "59s"), (60, "1m 00s"), (3_599, "59m 59s"), (3_660, "1h 01m"), (360_000, "100h 00m"),
    ])
    func writesTheTimeLeftInItsTwoLargestUnits(seconds: Int, expected: String) {
        let progress = RunProgress(
            done: 1, total: 2, caseID: "a", column: "b", elapsed: .seconds(seconds))
        #expect(progress.line(width: 80) == "1/2 50%, \(expected) left: a on b")
    }

    @Test func anEmptyRunIsDone() {
        let progress = RunProgress(done: 0, total: 0, caseID: "a", column: "b", elapsed: .zero)
        #expect(progress.line(width: 80) == "0/0 100%, time left unknown: a on b")
    }
}
