// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// One extended attribute (xattr(7)): POSIX ACLs and file capabilities are such attributes too.
public struct ExtendedAttribute: Hashable, Sendable {
    /// The full name with its namespace, `user.comment`.
    public var name: String
    /// The value: any bytes.
    public var value: [UInt8]

    /// Makes an attribute.
    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

extension OwnedDescriptor {
    /// The extended attributes of an entry of this directory, sorted by name; links are not followed.
    ///
    /// A file system without extended attributes has none; that is no error. Kernels from 6.13 serve this by
    /// listxattrat(2); older ones through /proc/self/fd.
    public func extendedAttributes(of name: FilePath) throws(StorageError) -> [ExtendedAttribute] {
        var attributes: [ExtendedAttribute] = []
        for key in try attributeNames(of: name) {
            if let value = try extendedAttribute(key, of: name) {
                attributes.append(ExtendedAttribute(name: key, value: value))
            }
        }
        return attributes
    }

    /// One extended attribute's value, or nil when the entry does not have it (getxattr(2)).
    public func extendedAttribute(_ key: String, of name: FilePath) throws(StorageError) -> [UInt8]? {
        do {
            return try Self.growing("getxattr", name) { (buffer: UnsafeMutableRawPointer?, size: Int) in
                name.withPlatformString { strata_getxattrat(number, $0, key, buffer, size) }
            }
        } catch  where error.errno == ENODATA || error.errno == EOPNOTSUPP {
            return nil
        }
    }

    /// Sets one extended attribute of an entry; links are not followed (setxattr(2)).
    public func setExtendedAttribute(
        _ attribute: ExtendedAttribute, of name: FilePath
    ) throws(StorageError) {
        let hint = "setting \(attribute.name)"
        try call("setxattr", name, hint: hint) {
            name.withPlatformString { path in
                attribute.value.withUnsafeBytes {
                    strata_setxattrat(number, path, attribute.name, $0.baseAddress, $0.count)
                }
            }
        }
    }

    /// Removes one extended attribute of an entry; links are not followed (removexattr(2)).
    public func removeExtendedAttribute(_ key: String, of name: FilePath) throws(StorageError) {
        try call("removexattr", name) {
            name.withPlatformString { strata_removexattrat(number, $0, key) }
        }
    }

    private func attributeNames(of name: FilePath) throws(StorageError) -> [String] {
        do {
            let list = try Self.growing("listxattr", name) { (buffer: UnsafeMutableRawPointer?, size: Int) in
                name.withPlatformString {
                    strata_listxattrat(number, $0, buffer?.assumingMemoryBound(to: CChar.self), size)
                }
            }
            return list.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
        } catch  where error.errno == EOPNOTSUPP {
            return []
        }
    }

    /// Asks for the size, then for the bytes, and again when they grew in between (ERANGE).
    private static func growing(
        _ name: String, _ path: FilePath, _ body: (UnsafeMutableRawPointer?, Int) -> Int
    ) throws(StorageError) -> [UInt8] {
        while true {
            let size = try call(name, path) { body(nil, 0) }
            if size == 0 { return [] }
            var bytes = [UInt8](repeating: 0, count: size)
            do {
                let filled = try call(name, path) {
                    bytes.withUnsafeMutableBytes { body($0.baseAddress, $0.count) }
                }
                bytes.removeLast(size - filled)
                return bytes
            } catch  where error.errno == ERANGE {
                continue
            }
        }
    }
}
