// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Where a comparison of two trees has to look.
enum ComparisonGuide: ~Copyable {
    /// Everywhere.
    case everything
    /// At what an upper directory holds.
    case upper(UpperDirectoryReader)
    /// At known paths.
    case touched(TouchedPaths)
    /// At what is not as it was when the new tree was copied from the old one.
    case copied(CopyRecord)

    /// What can differ in a directory that both trees have.
    enum Scope {
        /// Every name, and everything below.
        case everything
        /// Every name; what is below has its own scope.
        case everyName
        /// These names; what is below has its own scope.
        case names([FilePath])
        /// What is not as it was copied.
        case touched(CopyRecord, namesAreSame: Bool)
    }

    /// What can differ in a directory.
    ///
    /// - Parameter directory: The new tree's one.
    func scope(
        of path: FilePath, _ directory: borrowing OwnedDescriptor
    ) throws(StorageError) -> Scope {
        switch self {
        case .everything: return .everything
        case .upper(let reader): return try Self.scope(reader.candidates(in: path))
        case .touched(let paths): return Self.scope(paths.candidates(in: path))
        case .copied(let record):
            let status = try directory.status()
            guard record.isCopy(status, of: path) else { return .everyName }
            return .touched(record, namesAreSame: record.isUntouchedDirectory(status, at: path))
        }
    }

    private static func scope(_ names: [FilePath]?) -> Scope {
        if let names { .names(names) } else { .everything }
    }

    /// Whether the content at a path can differ.
    func touchesContent(of path: FilePath) -> Bool {
        switch self {
        case .everything: true
        case .upper: true
        case .copied: true
        case .touched(let paths): paths.touchesContent(of: path)
        }
    }
}

extension ComparisonGuide.Scope {
    /// Whether what is below a directory has its own scope.
    var guidesBelow: Bool {
        if case .everything = self { false } else { true }
    }

    /// Whether an entry is known not to differ, apart from what is below it.
    func excludes(_ status: FileStatus, at path: FilePath) -> Bool {
        guard case .touched(let record, _) = self else { return false }
        if status.type == .directory { return record.isUntouchedDirectory(status, at: path) }
        return record.isUntouchedFile(status)
    }

    /// The names to compare.
    func names(
        _ old: borrowing OwnedDescriptor, _ new: borrowing OwnedDescriptor
    ) throws(StorageError) -> [FilePath] {
        switch self {
        case .names(let names): return names
        case .touched(_, namesAreSame: true): return try new.entryNames().sorted { $0.precedes($1) }
        case .everything, .everyName, .touched:
            return Set(try old.entryNames()).union(try new.entryNames()).sorted { $0.precedes($1) }
        }
    }
}
