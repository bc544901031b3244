// SPDX-License-Identifier: Apache-2.0

/// The forms in which a result can be shown.
public enum ReportFormat: String, Hashable, CaseIterable, Sendable {
    /// Tables for a terminal.
    case table
    /// Tables in GitHub Flavored Markdown.
    case markdown
    /// One row for each sample, with commas between the fields (RFC 4180).
    case csv
    /// Everything, for programs.
    case json
}
