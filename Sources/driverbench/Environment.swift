// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Foundation
import LinuxSystem
import SystemPackage

/// Facts about the machine and the run that a reader of the result must know.
enum Environment {
    static func facts(
        _ rootFileSystem: RootFileSystem, _ settings: WorkbenchSettings
    ) throws(StorageError) -> [NamedValue] {
        let images = try OwnedDescriptor.open(settings.imageDirectory, .directory).fileSystemKind()
        let facts = [
            NamedValue("kernel", text("/proc/sys/kernel/osrelease")),
            NamedValue("processor", processor),
            NamedValue("cores", String(ProcessInfo.processInfo.activeProcessorCount)),
            NamedValue("memory", "\(ProcessInfo.processInfo.physicalMemory >> 20) MiB"),
            NamedValue("load before the run", text("/proc/loadavg")),
            NamedValue("loop images", "in \(settings.imageDirectory), on \(images)"),
            NamedValue(
                "root file system",
                "\(rootFileSystem.path), \(rootFileSystem.entries) entries, \(rootFileSystem.bytes >> 20) MiB"
            ),
            NamedValue("reading the clock twice", "\(clockOverhead) ns"),
        ]
        return try facts + peers(settings)
    }

    private static func peers(_ settings: WorkbenchSettings) throws(StorageError) -> [NamedValue] {
        var versions: [NamedValue] = []
        for peer in settings.peers { versions.append(NamedValue(peer.rawValue, try peer.version())) }
        return versions
    }

    private static func text(_ path: String) -> String {
        let content = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "unknown"
        return content.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static var processor: String {
        let line = text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    /// What an empty sample measures, the median of many: the harness's own part in every number.
    private static var clockOverhead: UInt64 {
        let samples = (0..<1001).map { _ in
            let start = ProcessFacts.monotonicNanoseconds
            return ProcessFacts.monotonicNanoseconds - start
        }
        return samples.sorted()[samples.count / 2]
    }
}
