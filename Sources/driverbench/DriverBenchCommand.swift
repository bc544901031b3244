// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What copy-on-write costs under each storage driver, on this machine.
@main struct DriverBenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "driverbench", abstract: "Measures what each storage driver costs on this machine.",
        version: version, subcommands: [RunCommand.self, SelectCommand.self, ReportCommand.self],
        defaultSubcommand: RunCommand.self)

    /// The version that results carry.
    static let version = "0.1"
}
