// SPDX-License-Identifier: Apache-2.0

extension Grid {
    /// The table in the syntax of GitHub Flavored Markdown, one line per row.
    var markdownLines: [String] {
        let rule = headings.map { $0.alignment == .left ? ":---" : "---:" }
        let heading = headings.map { $0.text.markdownEscaped }
        let body = rows.map { $0.map(markdown) }
        return ([heading, rule] + body).map { "| " + $0.joined(separator: " | ") + " |" }
    }

    private func markdown(_ cell: Cell) -> String {
        [cell.value, cell.note, cell.mark].filter { !$0.isEmpty }.joined(separator: " ").markdownEscaped
    }
}

extension String {
    /// The text with the characters escaped that Markdown would take for markup in a table.
    var markdownEscaped: String {
        reduce(into: "") { text, character in
            if "\\`*_|<".contains(character) { text.append("\\") }
            text.append(character == "\n" ? " " : character)
        }
    }
}
