// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import SystemPackage

/// The name of a layer within one driver root, safe to use as a file name.
public struct LayerID: Hashable, Sendable, CustomStringConvertible {
    /// The longest name, in bytes: room for a digest in hexadecimal and a prefix, below NAME_MAX.
    public static let maximumLength = 200

    /// The name.
    public let description: String

    /// Checks a name: letters, digits, `.`, `_`, `-` and `:`, not beginning with a dot.
    ///
    /// - Throws: `invalidArgument`, with the rule that the name breaks.
    public init(_ name: String) throws(StorageError) {
        guard !name.isEmpty, name.utf8.count <= Self.maximumLength else {
            throw Self.refusal(name, "must have 1 to \(Self.maximumLength) bytes, not \(name.utf8.count)")
        }
        guard name.utf8.first != UInt8(ascii: ".") else {
            throw Self.refusal(name, "must not begin with a dot")
        }
        guard name.utf8.allSatisfy(Self.isAllowed) else {
            throw Self.refusal(name, "may hold only ASCII letters, digits and . _ - :")
        }
        description = name
    }

    private static func refusal(_ name: String, _ rule: String) -> StorageError {
        StorageError(.invalidArgument, "layer name \(name.debugDescription) \(rule)")
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: ":"): true
        default: false
        }
    }

    var fileName: FilePath { FilePath(description) }
}

/// A layer and the layers below it.
public struct Layer: Hashable, Sendable {
    /// The layer's name.
    public let id: LayerID
    /// The layers below, the parent first, the base last.
    public let ancestors: [LayerID]

    /// Makes a base layer.
    public init(base id: LayerID) {
        self.id = id
        ancestors = []
    }

    /// Makes a layer on top of a parent.
    public init(_ id: LayerID, on parent: Layer) {
        self.id = id
        ancestors = [parent.id] + parent.ancestors
    }

    /// The layer right below, or nil for a base layer.
    public var parent: Layer? {
        guard let first = ancestors.first else { return nil }
        return Layer(id: first, ancestors: Array(ancestors.dropFirst()))
    }

    init(id: LayerID, ancestors: [LayerID]) {
        self.id = id
        self.ancestors = ancestors
    }
}
