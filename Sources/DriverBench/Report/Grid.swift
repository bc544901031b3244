// SPDX-License-Identifier: Apache-2.0

/// A table of cells, not yet laid out for a terminal or a page.
struct Grid: Hashable {
    /// What stands in a cell: a value, what is said about it, and a mark.
    struct Cell: Hashable {
        var value: String
        var note = ""
        var mark = ""
    }

    /// To which side the values of a column go.
    enum Alignment: Hashable {
        case left, right
    }

    /// The heading of a column.
    struct Heading: Hashable {
        var text: String
        var alignment: Alignment
    }

    var headings: [Heading]
    var rows: [[Cell]]
}
