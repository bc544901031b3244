// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Another program, run to its end.
enum Command {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The path of a program that is built beside the tests.
    static func worker(_ name: String) -> String {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// How a program ended.
    struct Ending {
        var status: Int32
        var signal: Int32?
        var output: String
        var errors: String
    }

    /// What a program writes; a status other than 0 is an error with the program's own words.
    @discardableResult
    static func run(_ arguments: [String], input: [UInt8] = []) throws -> String {
        let ending = try end(of: arguments, input: input)
        guard ending.signal == nil, ending.status == 0 else {
            throw Failure(
                description: "\(arguments[0]) failed with status \(ending.status): \(ending.errors)")
        }
        return ending.output
    }

    /// Runs a program and says how it ended.
    static func end(of arguments: [String], input: [UInt8] = []) throws -> Ending {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("strata-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String, _ content: [UInt8] = []) throws -> FileHandle {
            let path = folder.appendingPathComponent(name)
            try Data(content).write(to: path)
            return try FileHandle(forUpdating: path)
        }
        // Files and not pipes: nothing can block, however much is read or written.
        let (standardInput, output, errors) = (try file("in", input), try file("out"), try file("err"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = standardInput
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        process.waitUntilExit()
        func text(_ handle: FileHandle) throws -> String {
            try handle.seek(toOffset: 0)
            return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        return Ending(
            status: process.terminationStatus, signal: isSignal ? process.terminationStatus : nil,
            output: try text(output), errors: try text(errors))
    }
}
