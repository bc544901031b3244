// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
public import SystemPackage

/// How an upper directory says that a name of a lower layer is gone.
public enum WhiteoutDialect: Sendable, Hashable {
    /// The kernel's overlay: a character device 0:0, or a directory with the attribute `overlay.opaque`.
    case overlay
    /// AUFS, and the layer archives of OCI: an entry `.wh.NAME`, and `.wh..wh..opq` for a whole directory.
    case aufs
}

/// A directory that holds exactly what a layer adds to the layers below it.
public struct UpperDirectory: Sendable, Hashable {
    /// Where it is.
    public var path: FilePath
    /// How it marks what is gone.
    public var dialect: WhiteoutDialect

    /// Makes a value.
    public init(_ path: FilePath, _ dialect: WhiteoutDialect) {
        self.path = path
        self.dialect = dialect
    }
}

/// Reads from an upper directory which names can differ from the lower layers.
struct UpperDirectoryReader: ~Copyable {
    private let root: OwnedDescriptor
    private let dialect: WhiteoutDialect

    private static let opaqueMarker = ".wh..wh..opq"
    /// Attributes after which a directory's lower side is not what its path says: opaque and redirected.
    private static let detachingAttributes = ["opaque", "redirect"]
    private static let attributeClasses = ["trusted.overlay.", "user.overlay."]

    init(_ upper: UpperDirectory) throws(StorageError) {
        root = try OwnedDescriptor.open(upper.path, .directory)
        dialect = upper.dialect
    }

    /// The names in a directory that can differ, or nil when every name can.
    func candidates(in path: FilePath) throws(StorageError) -> [FilePath]? {
        guard let directory = try openDirectory(path.isEmpty ? "." : path) else { return nil }
        switch dialect {
        case .overlay: return try Self.overlayCandidates(directory)
        case .aufs: return try Self.aufsCandidates(directory)
        }
    }

    /// Nil when the path is no directory of the upper: a redirected parent brought it from elsewhere.
    private func openDirectory(_ path: FilePath) throws(StorageError) -> OwnedDescriptor? {
        do {
            return try root.open(beneath: path, .directory)
        } catch  where error.code == .notFound || error.code == .failedPrecondition {
            return nil
        }
    }

    private static func overlayCandidates(
        _ directory: borrowing OwnedDescriptor
    ) throws(StorageError) -> [FilePath]? {
        for prefix in attributeClasses {
            for name in detachingAttributes
            where try directory.extendedAttribute(prefix + name, of: ".") != nil { return nil }
        }
        return try directory.entryNames()
    }

    private static func aufsCandidates(
        _ directory: borrowing OwnedDescriptor
    ) throws(StorageError) -> [FilePath]? {
        var names: Set<FilePath> = []
        for name in try directory.entryNames() {
            if name.string == opaqueMarker { return nil }
            let isWhiteout = name.bytes.starts(with: Whiteout.prefix)
            names.insert(isWhiteout ? name.dropping(Whiteout.prefix.count) : name)
        }
        return names.sorted { $0.precedes($1) }
    }
}

extension FilePath {
    /// The path without its first bytes.
    fileprivate func dropping(_ count: Int) -> FilePath {
        withPlatformString { FilePath(platformString: $0 + count) }
    }
}
