// SPDX-License-Identifier: Apache-2.0

import LinuxSystem

/// What a name of a layer archive takes away (OCI image specification, layer.md, "Whiteouts").
enum Whiteout: Hashable {
    /// One entry of the layers below, `.wh.NAME`.
    case name(ArraySlice<UInt8>)
    /// Everything that the layers below have in the directory, `.wh..wh..opq`.
    case opaque
    /// AUFS's own notes, `.wh..wh.plnk` and the like: nothing.
    case ignored

    static let prefix = Array(".wh.".utf8)
    private static let notePrefix = Array(".wh..wh.".utf8)
    private static let opaqueName = Array(".wh..wh..opq".utf8)
    private static let unsafeNames = [[], Array(".".utf8), Array("..".utf8)]

    /// Nil for a name that is no whiteout.
    ///
    /// - Throws: `invalidArgument` for a whiteout of nothing, of the directory itself, or of the one above.
    init?(_ name: ArraySlice<UInt8>) throws(StorageError) {
        guard name.starts(with: Self.prefix) else { return nil }
        if name.elementsEqual(Self.opaqueName) {
            self = .opaque
        } else if name.starts(with: Self.notePrefix) {
            self = .ignored
        } else {
            let target = name.dropFirst(Self.prefix.count)
            guard !Self.unsafeNames.contains(where: { $0.elementsEqual(target) }) else {
                throw StorageError(
                    .invalidArgument,
                    "the whiteout \(ArchivePath.printable(name)) names no entry; do not trust the archive")
            }
            self = .name(target)
        }
    }
}
