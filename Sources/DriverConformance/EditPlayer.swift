// SPDX-License-Identifier: Apache-2.0

import DriverCore
public import LinuxSystem
public import SystemPackage

/// Performs edits on a mounted tree, as a program in a container would.
public enum EditPlayer {
    /// Times of base layers: long ago, so that every later change shows in them.
    private static let past = FileTime(seconds: 1_000_000_000, nanoseconds: 123_456_789)

    /// Performs all edits in order.
    public static func play(_ edits: [Edit], in root: borrowing OwnedDescriptor) throws(StorageError) {
        for edit in edits {
            do {
                try perform(edit, in: root)
            } catch {
                throw error.during("playing \(edit)")
            }
        }
    }

    /// Gives every object below a directory a time in the past.
    public static func age(_ root: borrowing OwnedDescriptor, _ name: FilePath = ".") throws(StorageError) {
        let directory = try root.open(beneath: name, .directory)
        for inner in try directory.entryNames() {
            if try directory.status(of: inner).type == .directory {
                try age(directory, inner)
            } else {
                try directory.setTimes(accessed: past, modified: past, of: inner)
            }
        }
        try root.setTimes(accessed: past, modified: past, of: name)
    }

    private static func perform(_ edit: Edit, in root: borrowing OwnedDescriptor) throws(StorageError) {
        switch edit {
        case .write(let path, let bytes):
            try root.open(beneath: path, [.write, .create, .truncate], permissions: 0o644).write(bytes)
        case .append(let path, let bytes): try root.open(beneath: path, [.write, .append]).write(bytes)
        case .truncate(let path, let size): try root.open(beneath: path, .write).setSize(size)
        case .sparse(let path, let size):
            let file = try root.open(beneath: path, [.write, .create], permissions: 0o600)
            try file.setSize(size)
            try file.write([1, 2, 3], at: size / 2)
        case .rewrite(let path): try rewrite(path, in: root)
        case .permissions(let path, let value): try root.setPermissions(value, of: path)
        case .owner(let path, let user, let group): try root.setOwner(user: user, group: group, of: path)
        case .attribute(let path, let attribute): try root.setExtendedAttribute(attribute, of: path)
        case .makeDirectory(let path): try root.makeDirectory(path)
        case .symbolicLink(let path, let target): try root.makeSymbolicLink(path, target: target)
        case .hardLink(let path, let existing): try root.makeHardLink(path, to: existing, in: root)
        case .node(let path, let type, let device):
            try root.makeNode(path, type: type, permissions: 0o640, device: device)
        case .rename(let old, let new): try rename(old, to: new, in: root)
        case .delete(let path): try delete(path, in: root)
        }
    }

    /// Other bytes, the same size and the same time: what a comparison by attributes alone misses.
    private static func rewrite(_ path: FilePath, in root: borrowing OwnedDescriptor) throws(StorageError) {
        let status = try root.statusBeneath(path)
        guard status.size > 0 else { return }
        let file = try root.open(beneath: path, .readWrite)
        var byte: [UInt8] = [0]
        _ = try file.read(into: &byte, at: 0)
        try file.write([byte[0] ^ 0x5a], at: 0)
        try root.setTimes(accessed: nil, modified: status.modified, of: path)
    }

    /// What a layer below keeps from being renamed (EXDEV) is copied and deleted, as mv(1) does.
    private static func rename(
        _ old: FilePath, to new: FilePath, in root: borrowing OwnedDescriptor
    ) throws(StorageError) {
        do {
            try root.rename(old, to: new, in: root, .refuse)
        } catch  where error.code == .unsupported {
            let status = try root.statusBeneath(old)
            if status.type == .directory {
                try root.makeDirectory(new, permissions: 0o700)
                try TreeCopy.copy(
                    root.open(beneath: old, .directory), to: root.open(beneath: new, .directory))
            } else {
                try root.copyEntry(old, status, from: root, as: new)
            }
            try delete(old, in: root)
        }
    }

    private static func delete(_ path: FilePath, in root: borrowing OwnedDescriptor) throws(StorageError) {
        let parent = path.removingLastComponent()
        let name = path.lastName
        guard !parent.isEmpty else { return try root.removeTree(path) }
        try root.open(beneath: parent, .directory).removeTree(name)
    }
}
