// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import DriverBench

struct GridTests {
    static let grid = Grid(
        headings: [
            Grid.Heading(text: "size", alignment: .left), Grid.Heading(text: "overlay2", alignment: .right),
            Grid.Heading(text: "a long heading", alignment: .right),
        ],
        rows: [
            [
                Grid.Cell(value: "4KiB"), Grid.Cell(value: "182 µs", note: "×53.4", mark: "▲"),
                Grid.Cell(value: "1"),
            ],
            [Grid.Cell(value: "1|2"), Grid.Cell(value: "9 s"), Grid.Cell(value: "22", note: "±3%")],
        ])

    @Test func linesUpValuesNotesAndMarks() {
        #expect(
            Self.grid.lines == [
                "size        overlay2  a long heading",
                "4KiB  182 µs ×53.4 ▲           1",
                "1|2      9 s                  22 ±3%",
            ])
        #expect(Self.grid.width == 36)
    }

    @Test func escapesWhatMarkdownWouldTakeForMarkup() {
        #expect(
            Self.grid.markdownLines == [
                "| size | overlay2 | a long heading |", "| :--- | ---: | ---: |",
                "| 4KiB | 182 µs ×53.4 ▲ | 1 |", #"| 1\|2 | 9 s | 22 ±3% |"#,
            ])
    }

    @Test func wrapsAtSpaces() {
        #expect("one two three".wrapped(to: 7) == ["one two", "three"])
        #expect("seventeen".wrapped(to: 3) == ["seventeen"])
    }

    @Test(arguments: [("plain", "plain"), ("two words", "'two words'"), ("it's", #"'it'\''s'"#), ("", "''")])
    func quotesForAShell(word: String, expected: String) {
        #expect(word.shellQuoted == expected)
    }
}
