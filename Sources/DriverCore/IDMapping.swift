// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem

/// How the user or group numbers in an archive become those on the disk, as in user_namespaces(7).
public struct IDMapping: Hashable, Sendable {
    /// A run of numbers.
    public struct Range: Hashable, Sendable {
        /// The first number in the archive.
        public var inside: UInt32
        /// The first number on the disk.
        public var outside: UInt32
        /// How many there are.
        public var count: UInt32

        /// Makes a run.
        public init(inside: UInt32, outside: UInt32, count: UInt32) {
            self.inside = inside
            self.outside = outside
            self.count = count
        }
    }

    private let ranges: [Range]

    /// Maps the numbers of the runs, and refuses all others.
    public init(_ ranges: [Range]) {
        self.ranges = ranges
    }

    /// The number on the disk.
    ///
    /// - Throws: `invalidArgument` for a number that no run holds.
    public func outside(_ id: UInt32) throws(StorageError) -> UInt32 {
        for range in ranges where id >= range.inside && id - range.inside < range.count {
            let (mapped, overflow) = range.outside.addingReportingOverflow(id - range.inside)
            if !overflow { return mapped }
        }
        throw StorageError(
            .invalidArgument, "the id mapping has no place for the id \(id); widen it or choose another image"
        )
    }
}

/// The mappings of users and groups together.
struct OwnerMapping {
    let users: IDMapping?
    let groups: IDMapping?

    func user(_ id: UInt32) throws(StorageError) -> UInt32 { try users?.outside(id) ?? id }
    func group(_ id: UInt32) throws(StorageError) -> UInt32 { try groups?.outside(id) ?? id }

    /// An attribute's value with the users and groups in a POSIX ACL mapped.
    ///
    /// The form is that of linux/posix_acl_xattr.h: a version of four bytes, then eight bytes an entry (tag,
    /// permissions, id), all little endian.
    func attribute(_ attribute: ExtendedAttribute) throws(StorageError) -> ExtendedAttribute {
        guard users != nil || groups != nil, attribute.name.hasPrefix("system.posix_acl_") else {
            return attribute
        }
        let (header, entry, idOffset) = (4, 8, 4)
        let (userTag, groupTag) = (UInt8(0x02), UInt8(0x08))
        var result = attribute
        for start in stride(from: header, to: attribute.value.count - entry + 1, by: entry) {
            let place = start + idOffset..<start + entry
            let id = attribute.value[place].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let mapped: UInt32
            switch attribute.value[start] {
            case userTag: mapped = try user(id)
            case groupTag: mapped = try group(id)
            default: continue
            }
            result.value.replaceSubrange(
                place, with: (0..<4).map { UInt8(truncatingIfNeeded: mapped >> (8 * $0)) })
        }
        return result
    }
}
