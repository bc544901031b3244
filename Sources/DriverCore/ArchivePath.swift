// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Where an entry of an archive goes: a directory from the root of the tree, and a name in it.
struct ArchivePath {
    /// The directory's components, none of them `.` or `..`.
    let directory: [ArraySlice<UInt8>]
    /// The last component; empty for the root itself.
    let name: ArraySlice<UInt8>

    private static let slash = UInt8(ascii: "/")
    private static let here: [UInt8] = [UInt8(ascii: ".")]
    private static let up: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: ".")]

    /// Reads an entry's path; a leading slash counts for nothing, as in other readers.
    ///
    /// - Throws: `invalidArgument` for a path with `..`.
    init(_ bytes: [UInt8], _ what: String = "entry") throws(StorageError) {
        var components = bytes.split(separator: Self.slash)
        components.removeAll { $0.elementsEqual(Self.here) }
        guard !components.contains(where: { $0.elementsEqual(Self.up) }) else {
            throw StorageError(
                .invalidArgument,
                "the \(what) \(Self.printable(bytes)) leads upwards (..), which a layer's archive may not;"
                    + " do not trust the archive")
        }
        name = components.popLast() ?? []
        directory = components
    }

    /// The directory as a path, empty for the root.
    var directoryPath: FilePath { FilePath(bytes: directory.joined(separator: [Self.slash])) }

    /// The last component as a path; `.` for the root itself.
    var namePath: FilePath { name.isEmpty ? "." : FilePath(bytes: name) }

    /// Bytes for people.
    static func printable(_ bytes: some Sequence<UInt8>) -> String { FilePath(bytes: bytes).printable }
}

extension FilePath {
    /// A path of bytes without a zero among them.
    init(bytes: some Sequence<UInt8>) {
        let text = bytes.map { CChar(bitPattern: $0) } + [0]
        self.init(platformString: text)
    }
}
