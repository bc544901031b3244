// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// The recorded space of sealed layers: `usage` in a layer's directory, one line of four numbers.
extension LayerArea {
    private static let usageFile: FilePath = "usage"

    /// What was recorded of a layer; nil without a record, and for one that a crash has damaged.
    func recordedUsage(of id: LayerID) throws(StorageError) -> Usage? {
        let directory = try open(id)
        guard try directory.statusIfPresent(of: Self.usageFile) != nil else { return nil }
        let text = try directory.open(beneath: Self.usageFile).readText()
        let numbers = text.split(separator: " ").map { UInt64($0) }
        guard numbers.count == 4, let bytes = numbers[0], let inodes = numbers[1],
            let contentBytes = numbers[2], let sharedBytes = numbers[3]
        else { return nil }
        return Usage(bytes: bytes, inodes: inodes, contentBytes: contentBytes, sharedBytes: sharedBytes)
    }

    /// Makes the record, whole or not at all.
    func recordUsage(_ usage: Usage, of id: LayerID) throws(StorageError) {
        let directory = try open(id)
        let line = "\(usage.bytes) \(usage.inodes) \(usage.contentBytes) \(usage.sharedBytes)"
        let temporary = FilePath("usage-\(ProcessFacts.uniqueSuffix())")
        do {
            try directory.open(beneath: temporary, [.write, .create, .exclusive]).write(Array(line.utf8))
            try directory.rename(temporary, to: Self.usageFile, in: directory)
        } catch {
            try? directory.unlink(temporary)
            throw error
        }
    }
}
