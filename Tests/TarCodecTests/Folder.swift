// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A directory for a test, gone after it.
struct Folder {
    private let url: URL

    static func with(_ body: (Folder) throws -> Void) throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: url) }
        try body(Folder(url: url))
    }

    func write(_ name: String, _ content: [UInt8]) throws {
        try Data(content).write(to: url.appendingPathComponent(name))
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url.appendingPathComponent(name)))
    }

    /// Runs a program in the directory.
    func run(_ command: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = url
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Tool.Failure(description: "\(command) failed with status \(process.terminationStatus)")
        }
    }

    /// What GNU tar makes of the directory.
    func archive(_ arguments: [String]) throws -> [UInt8] {
        let archive = url.deletingLastPathComponent().appendingPathComponent("strata-\(UUID()).tar")
        defer { try? FileManager.default.removeItem(at: archive) }
        try run(["tar", "--create", "--file", archive.path] + arguments)
        return Array(try Data(contentsOf: archive))
    }
}
