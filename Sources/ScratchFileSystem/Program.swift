// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation
public import LinuxSystem
public import SystemPackage

/// Other programs, run to their end.
public enum Program {
    /// Runs a program that is found on PATH.
    ///
    /// - Parameter output: The file that gets what the program writes to standard output; without one it
    ///   is returned.
    /// - Returns: Standard output and standard error, in the order of writing.
    /// - Throws: `notFound` without the program; `io` with its own words when it fails.
    @discardableResult
    public static func run(
        _ arguments: [String], output: FilePath? = nil, remedy: String = "is it installed?"
    ) throws(StorageError) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        // Process.waitUntilExit() looks every 50 ms only.
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do {
            if let output {
                try Data().write(to: URL(fileURLWithPath: output.string))
                process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output.string))
            }
            try process.run()
        } catch {
            throw StorageError(.notFound, "cannot run \(arguments[0]): \(error); \(remedy)")
        }
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        ended.wait()
        guard process.terminationStatus == 0 else {
            throw StorageError(
                .io,
                "\(arguments.prefix(3).joined(separator: " ")) failed with status"
                    + " \(process.terminationStatus): \(text.trimmingCharacters(in: .whitespacesAndNewlines));"
                    + " \(remedy)")
        }
        return text
    }
}

/// A program that runs for as long as it has an owner.
public final class Service: @unchecked Sendable {
    private let process = Process()

    /// Starts a program that is found on PATH.
    ///
    /// - Parameter log: The file that gets all it writes.
    /// - Throws: `notFound` without the program.
    public init(_ arguments: [String], log: FilePath) throws(StorageError) {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        do {
            try Data().write(to: URL(fileURLWithPath: log.string))
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log.string))
            process.standardOutput = file
            process.standardError = file
            try process.run()
        } catch {
            throw StorageError(.notFound, "cannot start \(arguments[0]): \(error); is it installed?")
        }
    }

    /// Whether it still runs.
    public var isRunning: Bool { process.isRunning }

    /// Ends it (SIGTERM) and waits for that.
    public func end() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    deinit { end() }
}
