// SPDX-License-Identifier: Apache-2.0

/// One entry of a tar archive: everything about it but the content of a file.
///
/// Names are bytes, since those of Linux need not be text. Source: POSIX.1-2017, pax, "ustar Interchange
/// Format" and "pax Interchange Format".
public struct TarEntry: Hashable, Sendable {
    /// What an entry stands for; the raw value is the type flag.
    public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
        /// A file with content.
        case regular = 0x30
        /// A further name of an earlier entry's file.
        case hardLink = 0x31
        case symbolicLink = 0x32
        case characterDevice = 0x33
        case blockDevice = 0x34
        case directory = 0x35
        case fifo = 0x36
    }

    /// The path from the root of the tree, without a slash at either end.
    public var path: [UInt8]
    /// What the entry stands for.
    public var kind: Kind
    /// Where a symbolic link points, or the path of the file that a hard link names.
    public var linkTarget: [UInt8] = []
    /// The permission bits with setuid, setgid and sticky (07777).
    public var permissions: UInt32 = 0
    /// The owner's number.
    public var user: UInt32 = 0
    /// The group's number.
    public var group: UInt32 = 0
    /// The length of the content that follows, in bytes; 0 unless regular.
    public var size: UInt64 = 0
    /// When the content was last changed.
    public var modified = TarTime(seconds: 0, nanoseconds: 0)
    /// The device that a device node stands for.
    public var deviceMajor: UInt32 = 0
    /// The device that a device node stands for.
    public var deviceMinor: UInt32 = 0
    /// Extended attributes, as SCHILY.xattr records.
    public var extendedAttributes: [TarAttribute] = []

    /// Makes an entry with everything else at its least.
    public init(path: [UInt8], kind: Kind) {
        self.path = path
        self.kind = kind
    }
}

/// A point in time: seconds since 1970, negative before, and nanoseconds after that second.
public struct TarTime: Hashable, Sendable {
    /// Whole seconds since 1970.
    public var seconds: Int64
    /// Nanoseconds after that second, 0 to 999,999,999.
    public var nanoseconds: UInt32

    /// Makes a time.
    public init(seconds: Int64, nanoseconds: UInt32) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

/// An extended attribute (xattr(7)); name and value are bytes.
public struct TarAttribute: Hashable, Sendable {
    /// The full name with its namespace.
    public var name: [UInt8]
    /// The value: any bytes.
    public var value: [UInt8]

    /// Makes an attribute.
    public init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }
}
