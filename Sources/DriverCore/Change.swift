// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
public import SystemPackage

/// One difference between two trees, at one path.
public struct Change: Hashable, Sendable {
    /// What happened to the path.
    public enum Kind: String, Hashable, Sendable {
        /// Only the new tree has it.
        case added
        /// Both have it, and it differs.
        case modified
        /// Only the old tree has it; what was below a deleted directory is not listed.
        case deleted
    }

    /// In what a modified path differs.
    public struct Aspects: OptionSet, Hashable, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// The kind of object: a file became a directory.
        public static let type = Aspects(rawValue: 1)
        /// The permission bits.
        public static let permissions = Aspects(rawValue: 2)
        /// The user or group.
        public static let owner = Aspects(rawValue: 4)
        /// The device number of a device node.
        public static let node = Aspects(rawValue: 8)
        /// The bytes of a file, or the target of a symbolic link.
        public static let content = Aspects(rawValue: 16)
        /// The time of the last modification, in nanoseconds.
        public static let modificationTime = Aspects(rawValue: 32)
        /// Extended attributes: POSIX ACLs and file capabilities among them.
        public static let extendedAttributes = Aspects(rawValue: 64)
        /// Which other names the file has.
        public static let hardLinks = Aspects(rawValue: 128)
    }

    /// The path from the tree's root; the root itself is the empty path.
    public var path: FilePath
    /// What happened.
    public var kind: Kind
    /// In what it differs; empty unless modified.
    public var aspects: Aspects

    /// Makes a change.
    public init(_ kind: Kind, _ path: FilePath, _ aspects: Aspects = []) {
        self.kind = kind
        self.path = path
        self.aspects = aspects
    }
}

extension Change: CustomStringConvertible {
    /// One line: `modified etc/passwd (content, modificationTime)`.
    public var description: String {
        let names: [(Aspects, String)] = [
            (.type, "type"), (.permissions, "permissions"), (.owner, "owner"), (.node, "node"),
            (.content, "content"), (.modificationTime, "modificationTime"),
            (.extendedAttributes, "extendedAttributes"), (.hardLinks, "hardLinks"),
        ]
        let present = names.filter { aspects.contains($0.0) }.map(\.1)
        let detail = present.isEmpty ? "" : " (\(present.joined(separator: ", ")))"
        return "\(kind.rawValue) \(path.isEmpty ? "." : path.printable)\(detail)"
    }
}

/// All differences between two trees, sorted by path, parents before children.
public struct ChangeSet: Hashable, Sendable {
    /// The changes.
    public let changes: [Change]
    /// The names of each file of the new tree that has several of which one changed, each list sorted, with
    /// the names that did not change: who copies the changes must keep them names of one file.
    public let linkSets: [[FilePath]]
    /// How they were found; equal sets can have been found in different ways.
    public var detection = ChangeDetection(.comparison)

    /// Sorts changes into a set.
    public init(_ changes: [Change], linkSets: [[FilePath]] = []) {
        self.changes = changes.sorted { $0.path.precedes($1.path) }
        self.linkSets = linkSets.sorted { $0[0].precedes($1[0]) }
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.changes == right.changes && left.linkSets == right.linkSets
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(changes)
        hasher.combine(linkSets)
    }

    /// Whether the trees are equal.
    public var isEmpty: Bool { changes.isEmpty }
}
