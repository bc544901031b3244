// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Another program that reads or writes archives.
enum Tool {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The lines that a command writes when it is given the name of a file with the archive.
    static func output(of command: [String], on archive: [UInt8]) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID()).tar")
        try Data(archive).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["LC_ALL=C.UTF-8"] + command + [file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: "\(command[0]) failed with status \(process.terminationStatus)")
        }
        return text.split(separator: "\n").map(String.init)
    }
}
