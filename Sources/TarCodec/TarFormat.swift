// SPDX-License-Identifier: Apache-2.0

/// The layout of a ustar header block (POSIX.1-2017, pax, "ustar Interchange Format").
enum TarFormat {
    static let blockSize = 512
    static let name = 0..<100
    static let mode = 100..<108
    static let user = 108..<116
    static let group = 116..<124
    static let size = 124..<136
    static let modified = 136..<148
    static let checksum = 148..<156
    static let typeFlag = 156
    static let linkName = 157..<257
    static let magic = 257..<265
    static let deviceMajor = 329..<337
    static let deviceMinor = 337..<345
    static let prefix = 345..<500

    /// "ustar", a zero byte and the version "00".
    static let ustarMagic: [UInt8] = [0x75, 0x73, 0x74, 0x61, 0x72, 0, 0x30, 0x30]
    /// The type flag of an extended header for the next entry.
    static let extendedHeader: UInt8 = 0x78
    /// The type flag of an extended header for all further entries.
    static let globalHeader: UInt8 = 0x67
    /// The type flags of GNU tar's long names and long link targets.
    static let longName: UInt8 = 0x4c
    static let longLink: UInt8 = 0x4b
    /// The type flag of GNU tar's old sparse files, and that of contiguous files.
    static let oldSparse: UInt8 = 0x53
    static let contiguous: UInt8 = 0x37

    /// Where GNU tar's old sparse files have their map (GNU tar manual, "Basic Tar Format").
    static let sparseInHeader = 386..<482
    static let sparseIsExtended = 482
    static let sparseRealSize = 483..<495
    static let sparseInExtension = 0..<504
    static let sparseExtensionContinues = 504
    static let sparseNumberSize = 12

    static let extendedAttributePrefix = Array("SCHILY.xattr.".utf8)
    static let slash: UInt8 = 0x2f
    static let space: UInt8 = 0x20
    static let zero: UInt8 = 0x30
    static let equals: UInt8 = 0x3d
    static let newline: UInt8 = 0x0a

    /// How many zero bytes follow content of a size, up to the next block.
    static func padding(after size: UInt64) -> Int {
        Int((UInt64(blockSize) - size % UInt64(blockSize)) % UInt64(blockSize))
    }
}
