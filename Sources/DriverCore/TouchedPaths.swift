// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
public import SystemPackage

/// The paths at which two trees can differ, as something that watched the change says.
///
/// It may hold more paths than differ, and never fewer.
public struct TouchedPaths: Sendable {
    /// How much can differ at a path.
    public enum Extent: Hashable, Sendable {
        /// What stat(2) and extended attributes say, and not the content.
        case attributes
        /// Which file the name stands for, its attributes and its content; nothing below it.
        case entry
        /// The entry and all below it: a directory came or went.
        case subtree
    }

    private var names: [FilePath: Set<FilePath>] = [:]
    private var entries: Set<FilePath> = []
    private var subtrees: Set<FilePath> = []

    /// No path.
    public init() {}

    /// Adds a path, from the tree's root.
    public mutating func insert(_ path: FilePath, _ extent: Extent) {
        if extent != .attributes { entries.insert(path) }
        if extent == .subtree { subtrees.insert(path) }
        var path = path
        while !path.isEmpty {
            let parent = path.removingLastComponent()
            guard names[parent, default: []].insert(path.lastName).inserted else { return }
            path = parent
        }
    }

    /// The names in a directory that can differ, or nil when every name can.
    func candidates(in directory: FilePath) -> [FilePath]? {
        if subtrees.contains(directory) { return nil }
        return names[directory, default: []].sorted { $0.precedes($1) }
    }

    /// Whether the content at a path can differ.
    func touchesContent(of path: FilePath) -> Bool { entries.contains(path) }
}
