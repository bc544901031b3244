// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Foundation
import LinuxSystem

/// What people are told while a command runs, on the standard error stream.
struct Console {
    private static let width = 100
    private static let clearLine = "\r\u{1B}[K"
    /// Where no terminal shows the line that changes, a line is written for each tenth of the run.
    private static let tenths = 10

    private let isTerminal = ProcessFacts.hasTerminal

    /// Writes a line.
    func log(_ line: String) {
        write((isTerminal ? Self.clearLine : "") + line + "\n")
    }

    /// Shows how far a run has come.
    func show(_ progress: RunProgress) {
        if isTerminal { return write(Self.clearLine + progress.line(width: Self.width)) }
        let step = max(progress.total / Self.tenths, 1)
        if progress.done % step == 0 { write(progress.line(width: Self.width) + "\n") }
    }

    /// Takes away the line that changes.
    func finish() {
        if isTerminal { write(Self.clearLine) }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
