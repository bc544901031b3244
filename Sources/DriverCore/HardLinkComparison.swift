// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Finds the paths whose hard links changed although nothing else about them need have.
///
/// Only names that both trees have count: a new name of an old file is an addition, a lost one a deletion.
/// When a file's names are split among several files, the part that is otherwise unchanged keeps the
/// identity (of several such parts, the one with the first path); the names of the other parts changed.
/// When names of several files become names of one, those that were not linked to the first one changed.
struct HardLinkComparison {
    private var oldGroups: [FileStatus.Identity: [FilePath]] = [:]
    private var newIdentities: [FilePath: FileStatus.Identity] = [:]
    private var oldIdentities: [FilePath: FileStatus.Identity] = [:]
    private var newGroups: [FileStatus.Identity: [FilePath]] = [:]

    /// A file that has several names, and those of them that were seen.
    private struct NamedFile {
        let links: UInt32
        var names: [FilePath] = []
    }

    private var oldFiles: [FileStatus.Identity: NamedFile] = [:]
    private var newFiles: [FileStatus.Identity: NamedFile] = [:]

    /// The files of the old tree of which names are missing here.
    var partlySeenOldFiles: Set<FileStatus.Identity> { Self.partlySeen(oldFiles) }
    /// The files of the new tree of which names are missing here.
    var partlySeenNewFiles: Set<FileStatus.Identity> { Self.partlySeen(newFiles) }

    /// Whether every name of every file was seen.
    var sawAllNames: Bool { partlySeenOldFiles.isEmpty && partlySeenNewFiles.isEmpty }

    private static func partlySeen(
        _ files: [FileStatus.Identity: NamedFile]
    ) -> Set<FileStatus.Identity> {
        Set(files.filter { $0.value.names.count < $0.value.links }.keys)
    }

    /// Takes note of a path's file in each tree.
    mutating func note(_ path: FilePath, _ before: FileStatus?, _ after: FileStatus?) {
        if let before, before.type != .directory, before.links > 1 {
            oldFiles[before.identity, default: NamedFile(links: before.links)].names.append(path)
        }
        if let after, after.type != .directory, after.links > 1 {
            newFiles[after.identity, default: NamedFile(links: after.links)].names.append(path)
        }
        guard let before, let after, before.type != .directory, after.type != .directory else { return }
        guard before.links > 1 || after.links > 1 else { return }
        oldIdentities[path] = before.identity
        newIdentities[path] = after.identity
        oldGroups[before.identity, default: []].append(path)
        newGroups[after.identity, default: []].append(path)
    }

    /// The changes with those of hard links added.
    func completed(_ changes: [Change]) -> [Change] {
        var byPath: [FilePath: Change] = [:]
        for change in changes { byPath[change.path] = change }
        for path in splitPaths(changed: byPath) + mergedPaths() {
            byPath[path, default: Change(.modified, path)].aspects.insert(.hardLinks)
        }
        return Array(byPath.values)
    }

    /// The names of each file that has several of which one changed, sorted; an archive must hold them all.
    func linkSets(of changes: [Change]) -> [[FilePath]] {
        let changed = Set(changes.map(\.path))
        return newFiles.values.map(\.names)
            .filter { $0.count > 1 && $0.contains(where: changed.contains) }
            .map(Self.sorted)
    }

    private func splitPaths(changed: [FilePath: Change]) -> [FilePath] {
        var result: [FilePath] = []
        for group in oldGroups.values where group.count > 1 {
            let parts = Dictionary(grouping: group) { newIdentities[$0]! }.values
            guard parts.count > 1 else { continue }
            let unchanged = parts.filter { part in part.allSatisfy { changed[$0] == nil } }
            let keeper = Self.first(of: Array(unchanged)) ?? Self.first(of: Array(parts))
            result += parts.filter { $0 != keeper }.joined()
        }
        return result
    }

    private func mergedPaths() -> [FilePath] {
        var result: [FilePath] = []
        for group in newGroups.values where group.count > 1 {
            let anchor = oldIdentities[Self.sorted(group)[0]]!
            result += group.filter { oldIdentities[$0]! != anchor }
        }
        return result
    }

    private static func sorted(_ paths: [FilePath]) -> [FilePath] {
        paths.sorted { $0.precedes($1) }
    }

    private static func first(of parts: [[FilePath]]) -> [FilePath]? {
        parts.min { sorted($0)[0].precedes(sorted($1)[0]) }
    }
}
