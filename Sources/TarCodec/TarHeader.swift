// SPDX-License-Identifier: Apache-2.0

/// The fields of one header block, before extended headers are applied.
struct TarHeader {
    var path: [UInt8]
    var linkTarget: [UInt8]
    var typeFlag: UInt8
    var permissions: UInt64
    var user: UInt64
    var group: UInt64
    var size: UInt64
    var modifiedSeconds: Int64
    var deviceMajor: UInt64
    var deviceMinor: UInt64

    /// GNU tar's own format has other fields where ustar has the prefix.
    private static let ustarMagic = Array("ustar\0".utf8)
    private static let permissionBits: UInt64 = 0o7777

    /// Reads a block; the offset is for messages.
    init(_ block: [UInt8], at offset: UInt64) throws(TarError) {
        guard Self.hasRightChecksum(block) else {
            throw TarError(
                .malformed,
                "the header's checksum does not match its bytes; the archive is damaged or no tar archive",
                at: offset)
        }
        func number(_ field: Range<Int>, _ name: String) throws(TarError) -> UInt64 {
            guard let value = Self.number(block[field]), value >= 0 else {
                throw TarError(.malformed, "the header's \(name) is no number from 0 on", at: offset)
            }
            return UInt64(value)
        }
        typeFlag = block[TarFormat.typeFlag]
        permissions = try number(TarFormat.mode, "mode") & Self.permissionBits
        user = try number(TarFormat.user, "user")
        group = try number(TarFormat.group, "group")
        size = try number(TarFormat.size, "size")
        guard let seconds = Self.number(block[TarFormat.modified]) else {
            throw TarError(.malformed, "the header's time is no number", at: offset)
        }
        modifiedSeconds = seconds
        let isDevice =
            typeFlag == TarEntry.Kind.characterDevice.rawValue
            || typeFlag == TarEntry.Kind.blockDevice.rawValue
        // Old writers leave garbage here for entries that are no devices.
        deviceMajor = isDevice ? try number(TarFormat.deviceMajor, "major device number") : 0
        deviceMinor = isDevice ? try number(TarFormat.deviceMinor, "minor device number") : 0
        linkTarget = Self.text(block[TarFormat.linkName])
        path = Self.text(block[TarFormat.name])
        let isUSTAR = block[TarFormat.magic].starts(with: Self.ustarMagic)
        let prefix = isUSTAR ? Self.text(block[TarFormat.prefix]) : []
        if !prefix.isEmpty { path = prefix + [TarFormat.slash] + path }
    }

    /// The bytes up to the first zero.
    static func text(_ field: ArraySlice<UInt8>) -> [UInt8] { Array(field.prefix { $0 != 0 }) }

    /// Octal digits, or with the highest bit set a two's complement number (GNU tar manual, "Extensions").
    ///
    /// An empty field is 0; nil for anything else and for what 64 bits cannot hold.
    static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return 0 }
        if first & 0x80 != 0 { return binaryNumber(field) }
        let digits = field.drop { $0 == TarFormat.space || $0 == 0 }.prefix {
            $0 != 0 && $0 != TarFormat.space
        }
        var value: Int64 = 0
        for digit in digits {
            guard (TarFormat.zero..<TarFormat.zero + 8).contains(digit) else { return nil }
            let (shifted, overflow) = value.multipliedReportingOverflow(by: 8)
            guard !overflow else { return nil }
            value = shifted | Int64(digit - TarFormat.zero)
        }
        return value
    }

    private static func binaryNumber(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first else { return nil }
        let isNegative = first & 0x40 != 0
        // The bits above the lowest 63 must all repeat the sign.
        var value: Int64 = isNegative ? -1 : 0
        for (index, byte) in field.enumerated() {
            let byte = index == 0 ? (isNegative ? byte | 0x80 : byte & 0x7f) : byte
            guard value >= Int64.min >> 8, value <= Int64.max >> 8 else { return nil }
            value = value << 8 | Int64(byte)
        }
        return value
    }

    /// Writers before POSIX summed signed bytes; both are accepted.
    private static func hasRightChecksum(_ block: [UInt8]) -> Bool {
        guard let expected = number(block[TarFormat.checksum]) else { return false }
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for (index, byte) in block.enumerated() {
            let byte = TarFormat.checksum.contains(index) ? TarFormat.space : byte
            unsigned += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        return expected == unsigned || expected == signed
    }
}
