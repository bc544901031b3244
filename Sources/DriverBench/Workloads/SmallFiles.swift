// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Many files of one block each, a hundred to a directory.
enum SmallFiles {
    /// The space that one takes on file systems with blocks of 4 KiB.
    static let spaceOfOne: UInt64 = 4096
    /// What each of them holds.
    static let content = [UInt8](repeating: 0x5a, count: Int(spaceOfOne))
    private static let filesPerDirectory = 100

    /// Where the file of a number is.
    static func name(_ number: Int) -> FilePath { FilePath("d\(number / filesPerDirectory)/f\(number)") }

    static func write(_ count: Int, in tree: borrowing OwnedDescriptor) throws(StorageError) {
        for number in 0..<(count + filesPerDirectory - 1) / filesPerDirectory {
            try writeDirectory(number, of: count, in: tree)
        }
    }

    /// Writes one directory of so many files.
    static func writeDirectory(
        _ number: Int, of count: Int, in tree: borrowing OwnedDescriptor
    ) throws(StorageError) {
        let name = FilePath("d\(number)")
        try tree.makeDirectory(name)
        let directory = try tree.open(beneath: name, .directory)
        let first = number * filesPerDirectory
        for file in first..<min(first + filesPerDirectory, count) {
            try directory.open(beneath: FilePath("f\(file)"), [.write, .create]).write(content)
        }
    }
}
