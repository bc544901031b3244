// SPDX-License-Identifier: Apache-2.0

/// A result together with what it says, to be shown in any of the formats.
public struct Report: Sendable {
    /// What was measured.
    public let result: BenchmarkResult
    /// What it says.
    public let summary: Summary

    /// Computes the summary of a result once, for all formats.
    public init(_ result: BenchmarkResult) {
        self.init(result, summary: Summary(result))
    }

    /// Takes a summary that was computed before.
    public init(_ result: BenchmarkResult, summary: Summary) {
        self.result = result
        self.summary = summary
    }

    /// The report in a format, ending in a line break.
    ///
    /// - Throws: `EncodingError`, for JSON only, when a value is not a finite number.
    public func text(as format: ReportFormat, options: ReportOptions = ReportOptions()) throws -> String {
        switch format {
        case .table: table(options)
        case .markdown: markdown(options)
        case .csv: csv()
        case .json: try json()
        }
    }

    /// The report for a terminal.
    public func table(_ options: ReportOptions = ReportOptions()) -> String {
        document(options).textLayout
    }

    /// The report in GitHub Flavored Markdown.
    public func markdown(_ options: ReportOptions = ReportOptions()) -> String {
        document(options).markdownLayout
    }

    private func document(_ options: ReportOptions) -> ReportDocument {
        ReportDocument(result: result, summary: summary, options: options)
    }
}
