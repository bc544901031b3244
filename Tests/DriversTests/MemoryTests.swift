// SPDX-License-Identifier: Apache-2.0

import DriverCore
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct MemoryTests {
    /// The most memory that a process may have for layers of any size, in KiB.
    private static let limit: UInt64 = 64 << 10

    @Test(arguments: ["none", "gzip", "zstd"])
    func `memory for unpacking and archiving a layer of a gigabyte stays below 64 MiB`(
        compression: String
    ) throws {
        let scratch = try ScratchFileSystem(.xfs, size: 4 << 30)
        let output = try Command.run([
            Command.worker("memory-worker"), "vfs", scratch.path.appending("root").string,
            String(1 << 30), compression,
        ])
        let peak = try #require(UInt64(output.filter(\.isNumber)))
        #expect(peak < Self.limit, "\(peak) KiB")
    }
}
