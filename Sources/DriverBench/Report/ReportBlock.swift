// SPDX-License-Identifier: Apache-2.0

/// A part of a report, not yet laid out for a terminal or a page.
enum ReportBlock: Hashable {
    /// The name of the report.
    case title(String)
    /// The name of what follows.
    case heading(String)
    /// Sentences.
    case paragraph(String)
    /// Text to be taken as it is.
    case code(String)
    /// Points, one each.
    case list([String])
    /// A table.
    case grid(Grid)
}
