// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import Foundation
import LinuxSystem
import StreamCoding
import SystemPackage
import TarCodec

/// Unpacks a layer of one file and archives it again, and prints the most memory that it had (VmHWM, in KiB).
///
///     memory-worker DRIVER ROOT BYTES COMPRESSION
@main enum MemoryWorker {
    static func main() {
        do {
            let arguments = CommandLine.arguments
            guard arguments.count == 5, let size = UInt64(arguments[3]), size % 512 == 0,
                let compression = Compression(rawValue: arguments[4])
            else {
                throw StorageError(
                    .invalidArgument,
                    "memory-worker takes a driver, its root, a size in whole blocks of 512 bytes and a compression"
                )
            }
            try work(arguments[1], FilePath(arguments[2]), size, compression)
            print(try peak())
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }

    private static func work(
        _ name: String, _ root: FilePath, _ size: UInt64, _ compression: Compression
    ) throws {
        let driver = try DriverRegistry.builtIn.open(name, root: root, options: ["durability=ephemeral"])
        let layer = Layer(base: try LayerID("large"))
        try driver.create(layer)
        var entry = TarEntry(path: Array("file".utf8), kind: .regular)
        entry.size = size
        var header: [UInt8]? = []
        try TarWriter.appendHeader(of: entry, to: &header!)
        let piece = [UInt8](repeating: 7, count: 1 << 20)
        var left = size
        _ = try driver.apply(to: layer) { () throws(StorageError) in
            if let bytes = header {
                header = nil
                return bytes[...]
            }
            guard left > 0 else { return nil }
            let count = min(left, UInt64(piece.count))
            left -= count
            return piece[..<Int(count)]
        }
        let summary = try driver.diff(from: nil, to: layer, options: DiffOptions(compression)) { _ in }
        guard summary.contentBytes == size else {
            throw StorageError(.corrupted, "\(summary.contentBytes) bytes came back of \(size)")
        }
    }

    private static func peak() throws -> UInt64 {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let number = line.flatMap({ UInt64($0.filter(\.isNumber)) }) else {
            throw StorageError(.io, "/proc/self/status has no VmHWM")
        }
        return number
    }
}
