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

    /// The names in a directory that can differ, or nil when every name can.
    func candidates(in directory: FilePath) throws(StorageError) -> [FilePath]? {
        switch self {
        case .everything: nil
        case .upper(let reader): try reader.candidates(in: directory)
        case .touched(let paths): paths.candidates(in: directory)
        }
    }

    /// Whether the content at a path can differ.
    func touchesContent(of path: FilePath) -> Bool {
        switch self {
        case .everything: true
        case .upper: true
        case .touched(let paths): paths.touchesContent(of: path)
        }
    }
}
