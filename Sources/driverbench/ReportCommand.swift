// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DriverBench
import Foundation

/// Shows a result that was kept as JSON in another form.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Shows a result that was kept with --format json in another form.")

    @Argument(help: "The file with the result.") var file: String
    @Option(help: "How the result is shown.") var format: ReportFormat = .table
    @Flag(help: "Show every statistic of every case and column.") var details = false

    func run() throws {
        let result: BenchmarkResult
        do {
            result = try BenchmarkResult(json: String(contentsOfFile: file, encoding: .utf8))
        } catch {
            throw ValidationError(
                "cannot read \(file) as a result of driverbench run --format json: \(error)")
        }
        print(try Report(result).text(as: format, options: ReportOptions(details: details)), terminator: "")
    }
}
