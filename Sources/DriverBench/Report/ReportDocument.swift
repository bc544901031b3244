// SPDX-License-Identifier: Apache-2.0

/// What the reports for people say, in the order in which they say it.
struct ReportDocument {
    let result: BenchmarkResult
    let summary: Summary
    let options: ReportOptions

    var blocks: [ReportBlock] {
        head + environment + WorkloadSection.sections(of: result, summary).flatMap(blocks) + overheads + noise
            + list("Warnings", summary.warnings) + failures + skipped + list("Legend", Legend.lines)
    }

    private var head: [ReportBlock] {
        [
            .title("driverbench \(result.toolVersion)"),
            .paragraph("Started \(result.startedAt), rounds: \(summary.rounds), seed: \(result.seed)"),
            .code(result.commandLine.map(\.shellQuoted).joined(separator: " ")),
        ]
    }

    private var environment: [ReportBlock] {
        list("Environment", result.environment.map { "\($0.name): \($0.value)" })
    }

    private func blocks(_ section: WorkloadSection) -> [ReportBlock] {
        let description = section.description.isEmpty ? [] : [ReportBlock.paragraph(section.description)]
        let details = options.details ? [section.detailGrid] + [section.contestGrid].compactMap { $0 } : []
        return [.heading(section.title)] + description
            + (section.ratioGrids(width: options.contentWidth) + details).map(ReportBlock.grid)
    }

    private var overheads: [ReportBlock] {
        list(
            "Overhead over the bare system calls",
            summary.overheads.map { overhead in
                let interval = overhead.ratio.interval.map { ", 95% CI \($0.text(RatioText.text))" } ?? ""
                return "\(overhead.caseID) on \(overhead.column): \(overhead.ratio.formatted)\(interval)"
            })
    }

    private var noise: [ReportBlock] {
        list("Noise floor (A/A)", summary.noiseFloors.map(\.base).uniqued().map(noise))
    }

    private func noise(of base: String) -> String {
        let bands = summary.noiseFloors.filter { $0.base == base }.map(\.band)
            .sorted { $0.factor < $1.factor }
        let ends = [bands.first, bands.last].compactMap { $0?.formatted }
        return "\(base): \(ends.uniqued().joined(separator: " to ")), cases: \(bands.count)"
    }

    private var failures: [ReportBlock] {
        list("Failures", result.failures.map { "\($0.caseID) on \($0.column): \($0.message)" })
    }

    private var skipped: [ReportBlock] {
        list("Skipped columns", result.skippedColumns.map { "\($0.name): \($0.reason)" })
    }

    private func list(_ heading: String, _ items: [String]) -> [ReportBlock] {
        items.isEmpty ? [] : [.heading(heading), .list(items)]
    }
}
