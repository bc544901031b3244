// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// What a container does to an image of small files before its changes are looked for.
enum LayerEdit: Hashable, Sendable {
    /// So many files change, spread evenly over those that there are; further ones are new.
    case write(Int)
    /// Ten files get new names.
    case rename
    /// A directory of a hundred files gets a new name.
    case renameDirectory
    /// A directory of a hundred files is removed and made again with one file.
    case replaceDirectory
    /// Ten files get a second name.
    case hardLink
    /// Ten files get an extended attribute.
    case setAttribute
    /// Ten files are deleted.
    case delete
    /// Ten files get another mode.
    case changeMode

    /// The edits of the workload on kinds of changes, by their names.
    static let kinds: [(name: String, edit: LayerEdit)] = [
        ("rename", .rename), ("rename-directory", .renameDirectory), ("opaque", .replaceDirectory),
        ("hard-link", .hardLink), ("xattr", .setAttribute), ("delete", .delete), ("chmod", .changeMode),
    ]

    /// How many files are few.
    static let few = 10
    private static let otherMode: UInt32 = 0o640
    private static let directory: FilePath = "d0"
    private static let newDirectory: FilePath = "new"
    private static let attribute = ExtendedAttribute(name: "user.strata.bench", value: Array("value".utf8))

    /// Carries it out on a tree with a number of small files.
    ///
    /// - Returns: The names that changed and are there.
    func perform(in tree: borrowing OwnedDescriptor, files: Int) throws(StorageError) -> [FilePath] {
        let some = Self.spread(Self.few, over: files)
        switch self {
        case .write(let count): return try Self.write(count, in: tree, files: files)
        case .rename:
            for name in some { try tree.rename(name, to: Self.other(name), in: tree) }
            return some.map(Self.other)
        case .renameDirectory:
            try Self.move(Self.directory, to: Self.newDirectory, in: tree)
            return [Self.newDirectory]
        case .replaceDirectory:
            try tree.removeTree(Self.directory)
            try tree.makeDirectory(Self.directory)
            try tree.open(beneath: SmallFiles.name(0), [.write, .create]).write(SmallFiles.content)
            return [Self.directory]
        case .hardLink:
            for name in some { try tree.makeHardLink(Self.other(name), to: name, in: tree) }
            return some.map(Self.other)
        case .setAttribute:
            for name in some { try tree.setExtendedAttribute(Self.attribute, of: name) }
            return some
        case .delete:
            for name in some { try tree.unlink(name) }
            return []
        case .changeMode:
            for name in some { try tree.setPermissions(Self.otherMode, of: name) }
            return some
        }
    }

    /// Makes the tree what it was, but for times.
    func undo(in tree: borrowing OwnedDescriptor, files: Int) throws(StorageError) {
        let some = Self.spread(Self.few, over: files)
        switch self {
        case .write(let count):
            for name in Self.spread(min(count, files), over: files) {
                try tree.open(beneath: name, .write).setSize(UInt64(SmallFiles.content.count))
            }
            if count > files { try tree.removeTree(Self.newDirectory) }
        case .rename:
            for name in some { try tree.rename(Self.other(name), to: name, in: tree) }
        case .renameDirectory: try Self.move(Self.newDirectory, to: Self.directory, in: tree)
        case .replaceDirectory:
            try tree.removeTree(Self.directory)
            try SmallFiles.writeDirectory(0, of: files, in: tree)
        case .hardLink:
            for name in some { try tree.unlink(Self.other(name)) }
        case .setAttribute:
            for name in some { try tree.removeExtendedAttribute(Self.attribute.name, of: name) }
        case .delete:
            for name in some { try tree.open(beneath: name, [.write, .create]).write(SmallFiles.content) }
        case .changeMode:
            for name in some { try tree.setPermissions(0o600, of: name) }
        }
    }

    private static func write(
        _ count: Int, in tree: borrowing OwnedDescriptor, files: Int
    ) throws(StorageError) -> [FilePath] {
        let old = spread(min(count, files), over: files)
        for name in old { try tree.open(beneath: name, [.write, .append]).write([0x2a]) }
        guard count > files else { return old }
        try tree.makeDirectory(newDirectory)
        let directory = try tree.open(beneath: newDirectory, .directory)
        try SmallFiles.write(count - files, in: directory)
        return old + [newDirectory]
    }

    /// Names of files with the same distance between them.
    private static func spread(_ count: Int, over files: Int) -> [FilePath] {
        (0..<min(count, files)).map { SmallFiles.name($0 * (files / min(count, files))) }
    }

    private static func other(_ name: FilePath) -> FilePath {
        name.removingLastComponent().appending("other-\(name.lastName)")
    }

    /// Renames a directory; where the file system refuses that, copies and removes it as mv(1) does.
    private static func move(
        _ old: FilePath, to new: FilePath, in tree: borrowing OwnedDescriptor
    ) throws(StorageError) {
        do throws(StorageError) {
            try tree.rename(old, to: new, in: tree)
        } catch {
            guard error.code == .unsupported else { throw error }
            try tree.makeDirectory(new)
            try TreeCopy.copy(tree.open(beneath: old, .directory), to: tree.open(beneath: new, .directory))
            try tree.removeTree(old)
        }
    }
}
