// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Many files of one block each, a hundred to a directory.
enum SmallFiles {
    /// The space that one takes on file systems with blocks of 4 KiB.
    static let spaceOfOne: UInt64 = 4096
    private static let filesPerDirectory = 100

    static func write(_ count: Int, in tree: borrowing OwnedDescriptor) throws(StorageError) {
        let content = [UInt8](repeating: 0x5a, count: Int(spaceOfOne))
        for first in stride(from: 0, to: count, by: filesPerDirectory) {
            let name = FilePath("d\(first / filesPerDirectory)")
            try tree.makeDirectory(name)
            let directory = try tree.open(beneath: name, .directory)
            for number in first..<min(first + filesPerDirectory, count) {
                try directory.open(beneath: FilePath("f\(number)"), [.write, .create]).write(content)
            }
        }
    }
}
