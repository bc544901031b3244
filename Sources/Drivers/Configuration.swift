// SPDX-License-Identifier: Apache-2.0

import Foundation
public import LinuxSystem
public import SystemPackage

/// What operators set: a JSON object with the driver, its options and the place of the layers.
///
///     {"driver": "overlay2", "options": ["index=true"], "root": "/var/lib/strata"}
public struct Configuration: Hashable, Sendable {
    /// The driver's name, or nil to choose one.
    public var driver: String?
    /// The driver's options, each `key=value`.
    public var options: [String] = []
    /// Where the layers are kept.
    public var root = "/var/lib/strata"

    /// The file that is read when none is named.
    public static let standardPath: FilePath = "/etc/strata/config.json"

    private static let knownKeys = ["driver", "options", "root"]

    /// The defaults.
    public init() {}

    /// Reads a configuration file.
    ///
    /// - Throws: `notFound` for a missing file; `invalidArgument` that names the key and what it takes.
    public init(contentsOf path: FilePath) throws(StorageError) {
        try self.init(json: OwnedDescriptor.open(path).readAll(), name: path.printable)
    }

    /// The standard file, or the defaults where there is none.
    public static func standard() throws(StorageError) -> Configuration {
        do {
            return try Configuration(contentsOf: standardPath)
        } catch  where error.code == .notFound {
            return Configuration()
        }
    }

    /// Reads the text of a configuration file; the name is for messages.
    public init(json: [UInt8], name: String) throws(StorageError) {
        let object: Any
        do {
            object = try JSONSerialization.jsonObject(with: Data(json))
        } catch {
            throw StorageError(.invalidArgument, "\(name) is not JSON: \(error); correct or remove it")
        }
        guard let values = object as? [String: Any] else {
            throw StorageError(.invalidArgument, "\(name) holds no JSON object; write {…} around its values")
        }
        if let unknown = values.keys.sorted().first(where: { !Self.knownKeys.contains($0) }) {
            let known = Self.knownKeys.joined(separator: ", ")
            throw StorageError(
                .invalidArgument, "\(name) has an unknown key \(unknown); known keys: \(known)")
        }
        driver = try Self.value("driver", values, name, "a driver's name, such as \"overlay2\"")
        options = try Self.value("options", values, name, "a list such as [\"index=true\"]") ?? options
        root = try Self.value("root", values, name, "a directory, such as \"/var/lib/strata\"") ?? root
    }

    private static func value<Value>(
        _ key: String, _ values: [String: Any], _ name: String, _ expected: String
    ) throws(StorageError) -> Value? {
        guard let found = values[key] else { return nil }
        if let value = found as? Value { return value }
        throw StorageError(.invalidArgument, "\(key) in \(name) takes \(expected), not \(found)")
    }
}
