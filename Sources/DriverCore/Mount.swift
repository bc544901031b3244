// SPDX-License-Identifier: Apache-2.0

public import SystemPackage

/// Whether a mounted layer may be written to.
public enum Access: Sendable, Hashable {
    /// Nothing can be changed through the mount.
    case readOnly
    /// The layer's writable tree.
    case readWrite
}

/// A mount as data, in the shape that containerd and mount(8) use; performing it is another step.
public struct Mount: Hashable, Sendable {
    /// The file system type, or `bind`.
    public var type: String
    /// The device, directory or word that is mounted.
    public var source: String
    /// Options: words (`ro`, `rbind`) and `key=value`; `lowerdir` holds its layers separated by colons, with
    /// backslashes before colons and backslashes of their names.
    public var options: [String]

    /// Makes a mount value.
    public init(type: String, source: String, options: [String]) {
        self.type = type
        self.source = source
        self.options = options
    }

    /// A bind mount of a directory.
    public static func bind(_ directory: FilePath, _ access: Access) -> Mount {
        Mount(
            type: "bind", source: directory.string,
            options: ["rbind", access == .readOnly ? "ro" : "rw"])
    }

    /// Whether nothing can be changed through the mount.
    public var isReadOnly: Bool { options.contains("ro") }
}

/// The `lowerdir` option of overlay: a list of directories with `:` between them.
public enum LowerDirectories {
    /// Writes the option's value.
    public static func joined(_ directories: [String]) -> String {
        directories.map(escaped).joined(separator: ":")
    }

    private static func escaped(_ path: String) -> String {
        guard path.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "\\") }) else {
            return path
        }
        return String(path.flatMap { $0 == ":" || $0 == "\\" ? ["\\", $0] : [$0] })
    }

    /// Reads the option's value back.
    public static func split(_ value: String) -> [String] {
        var parts = [""]
        var isEscaped = false
        for character in value {
            if isEscaped || (character != "\\" && character != ":") {
                parts[parts.count - 1].append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                parts.append("")
            }
        }
        return parts
    }
}
