// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DriverCore
import Drivers
import Foundation
import LinuxSystem
import SystemPackage

/// Says which driver would be used for a directory, and why not the others.
struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Says which driver would be chosen for a directory, and why the others were refused.",
        discussion: """
            A name given by --driver beats the environment variable STRATA_DRIVER, which beats "driver" in
            the configuration file. Without a name, the driver whose layers the directory holds is taken,
            else the first that works there. Each driver is tried on the real directory.
            """)

    @Argument(help: "The directory; default: the root of the configuration file.") var root: String?
    @Option(help: "The driver to use.") var driver: String?
    @Option(help: "The configuration file.") var config: String?

    func run() throws {
        let configuration =
            try config.map { try Configuration(contentsOf: FilePath($0)) } ?? .standard()
        let directory = FilePath(root ?? configuration.root)
        let selection = try DriverSelection(
            registry: .builtIn, root: directory, flag: driver,
            environment: ProcessInfo.processInfo.environment["STRATA_DRIVER"], file: configuration.driver)
        for refusal in selection.refusals { print("refused \(refusal.driver): \(refusal.reason)") }
        print("chosen \(selection.driver) by \(selection.source.rawValue)")
    }
}
