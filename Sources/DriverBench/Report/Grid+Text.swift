// SPDX-License-Identifier: Apache-2.0

extension Grid {
    /// The widths that the parts of a column's cells need.
    private struct Widths {
        var value = 0
        var note = 0
        var mark = 0

        var total: Int { value + (note > 0 ? note + 1 : 0) + (mark > 0 ? mark + 1 : 0) }
    }

    /// What stands between two columns.
    private static let gap = "  "

    /// The table as lines in which the values, notes and marks of a column stand below one another.
    var lines: [String] {
        let widths = headings.indices.map(widths)
        let heading = zip(headings, widths).map { text($0, widths: $1) }
        let body = rows.map { row in
            zip(zip(row, headings), widths).map { text($0.0, alignment: $0.1.alignment, widths: $1) }
        }
        return ([heading] + body).map { $0.joined(separator: Self.gap).trimmedRight }
    }

    /// The number of characters of the longest line.
    var width: Int { lines.map(\.count).max() ?? 0 }

    private func widths(ofColumn column: Int) -> Widths {
        var widths = rows.map { $0[column] }.reduce(into: Widths()) { widths, cell in
            widths.value = max(widths.value, cell.value.count)
            widths.note = max(widths.note, cell.note.count)
            widths.mark = max(widths.mark, cell.mark.count)
        }
        widths.value += max(0, headings[column].text.count - widths.total)
        return widths
    }

    private func text(_ heading: Heading, widths: Widths) -> String {
        switch heading.alignment {
        case .left: heading.text.padded(to: widths.total)
        case .right: heading.text.indented(to: widths.total)
        }
    }

    private func text(_ cell: Cell, alignment: Alignment, widths: Widths) -> String {
        let value =
            alignment == .left ? cell.value.padded(to: widths.value) : cell.value.indented(to: widths.value)
        let note = widths.note > 0 ? " " + cell.note.indented(to: widths.note) : ""
        let mark = widths.mark > 0 ? " " + cell.mark.padded(to: widths.mark) : ""
        return value + note + mark
    }
}

extension String {
    /// The text without the spaces at its end.
    fileprivate var trimmedRight: String {
        String(self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)])
    }
}
