// SPDX-License-Identifier: Apache-2.0

extension ReportDocument {
    /// The document for a terminal: what belongs to a heading is indented.
    var textLayout: String {
        let lines = blocks.flatMap(lines)
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(_ block: ReportBlock) -> [String] {
        switch block {
        case .title(let text): [text]
        case .heading(let text): ["", text]
        case .paragraph(let text): text.wrapped(to: options.contentWidth).map(indented)
        case .code(let text): [indented(text)]
        case .list(let items): items.flatMap { item($0) }
        case .grid(let grid): [""] + grid.lines.map(indented)
        }
    }

    private func item(_ text: String) -> [String] {
        let lines = text.wrapped(to: options.contentWidth - 2)
        return lines.enumerated().map { indented(($0.offset == 0 ? "- " : "  ") + $0.element) }
    }

    private func indented(_ line: String) -> String {
        String(repeating: " ", count: ReportOptions.indentation) + line
    }
}
