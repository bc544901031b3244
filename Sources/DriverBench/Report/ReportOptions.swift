// SPDX-License-Identifier: Apache-2.0

/// How a report for people is to look.
public struct ReportOptions: Hashable, Sendable {
    /// How far the text under a heading is moved to the right in a terminal.
    static let indentation = 2

    /// The number of characters in a line; wider tables of ratios are split, those of details are not.
    public var width: Int
    /// Whether to show every statistic of every cell besides the medians and ratios.
    public var details: Bool

    /// Makes options; the width fits most terminals.
    public init(width: Int = 110, details: Bool = false) {
        self.width = width
        self.details = details
    }

    /// The number of characters that a line has for what stands under a heading.
    var contentWidth: Int { width - Self.indentation }
}
