// SPDX-License-Identifier: Apache-2.0

extension ReportDocument {
    /// The document in GitHub Flavored Markdown: a blank line between any two blocks.
    var markdownLayout: String {
        blocks.map(markdown).joined(separator: "\n\n") + "\n"
    }

    private func markdown(_ block: ReportBlock) -> String {
        switch block {
        case .title(let text): "# \(text.markdownEscaped)"
        case .heading(let text): "## \(text.markdownEscaped)"
        case .paragraph(let text): text.markdownEscaped
        case .code(let text): "```sh\n\(text)\n```"
        case .list(let items): items.map { "- \($0.markdownEscaped)" }.joined(separator: "\n")
        case .grid(let grid): grid.markdownLines.joined(separator: "\n")
        }
    }
}
