// SPDX-License-Identifier: Apache-2.0

/// Turns entries into the bytes of an archive: ustar headers, with a pax header where one does not suffice.
///
/// The same entry gives the same bytes. The caller writes a file's content after its header, then the padding.
public enum TarWriter {
    /// The number of zero bytes to write after content of a size.
    public static func padding(after size: UInt64) -> Int { TarFormat.padding(after: size) }

    /// The end of every archive: two blocks of zeros.
    public static let endMarker = [UInt8](repeating: 0, count: 2 * TarFormat.blockSize)

    /// Appends an entry's header to a buffer.
    ///
    /// - Throws: `unrepresentable` for a name with a zero byte, or an attribute's name with `=`.
    public static func appendHeader(of entry: TarEntry, to buffer: inout [UInt8]) throws(TarError) {
        try check(entry)
        let path = entry.kind == .directory ? entry.path + [TarFormat.slash] : entry.path
        let records = extendedRecords(entry, path)
        if !records.bytes.isEmpty { appendExtendedHeader(records.bytes, path, to: &buffer) }
        var header = HeaderBlock()
        header.setPath(path)
        header.setBytes(TarFormat.linkName, entry.linkTarget.prefix(TarFormat.linkName.count))
        header.setNumber(TarFormat.mode, UInt64(entry.permissions))
        header.setNumber(TarFormat.user, UInt64(entry.user))
        header.setNumber(TarFormat.group, UInt64(entry.group))
        header.setNumber(TarFormat.size, entry.size)
        header.setNumber(
            TarFormat.modified, entry.modified.seconds < 0 ? 0 : entry.modified.seconds.magnitude)
        header.setNumber(TarFormat.deviceMajor, UInt64(entry.deviceMajor))
        header.setNumber(TarFormat.deviceMinor, UInt64(entry.deviceMinor))
        header.append(entry.kind.rawValue, to: &buffer)
    }

    private static func check(_ entry: TarEntry) throws(TarError) {
        guard !entry.path.contains(0), !entry.linkTarget.contains(0), !entry.path.isEmpty else {
            throw TarError(
                .unrepresentable, "an entry's name is empty or has a zero byte; Linux has no such names")
        }
        for attribute in entry.extendedAttributes
        where attribute.name.contains(TarFormat.equals) || attribute.name.contains(0) {
            throw TarError(
                .unrepresentable,
                "the extended attribute \(String(decoding: attribute.name, as: UTF8.self)) of"
                    + " \(String(decoding: entry.path, as: UTF8.self)) has an equals sign in its name, which"
                    + " ends a name in a pax record; rename or remove the attribute")
        }
    }

    /// What the ustar header has no room for.
    private static func extendedRecords(_ entry: TarEntry, _ path: [UInt8]) -> PAXRecords {
        var records = PAXRecords()
        let needsPath = HeaderBlock.split(path) == nil
        let needsLink = entry.linkTarget.count > TarFormat.linkName.count
        if needsPath && !isText(path) || needsLink && !isText(entry.linkTarget) {
            records.append("hdrcharset", "BINARY")  // The names that follow are no UTF-8.
        }
        if needsPath { records.append(Array("path".utf8), path) }
        if needsLink { records.append(Array("linkpath".utf8), entry.linkTarget) }
        if HeaderBlock.overflows(TarFormat.size, entry.size) { records.append("size", "\(entry.size)") }
        if HeaderBlock.overflows(TarFormat.user, UInt64(entry.user)) {
            records.append("uid", "\(entry.user)")
        }
        if HeaderBlock.overflows(TarFormat.group, UInt64(entry.group)) {
            records.append("gid", "\(entry.group)")
        }
        appendDevice(entry, to: &records)
        let time = entry.modified
        if time.nanoseconds > 0 || time.seconds < 0
            || HeaderBlock.overflows(TarFormat.modified, time.seconds.magnitude)
        {
            records.append("mtime", time.decimal)
        }
        for attribute in entry.extendedAttributes.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            records.append(TarFormat.extendedAttributePrefix + attribute.name, attribute.value)
        }
        return records
    }

    private static func appendDevice(_ entry: TarEntry, to records: inout PAXRecords) {
        if HeaderBlock.overflows(TarFormat.deviceMajor, UInt64(entry.deviceMajor)) {
            records.append("SCHILY.devmajor", "\(entry.deviceMajor)")
        }
        if HeaderBlock.overflows(TarFormat.deviceMinor, UInt64(entry.deviceMinor)) {
            records.append("SCHILY.devminor", "\(entry.deviceMinor)")
        }
    }

    private static func isText(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }

    private static func appendExtendedHeader(_ records: [UInt8], _ path: [UInt8], to buffer: inout [UInt8]) {
        var header = HeaderBlock()
        let parts = path.split(separator: TarFormat.slash)
        header.setBytes(
            TarFormat.name, (Array("PaxHeaders.0/".utf8) + (parts.last ?? [])).prefix(TarFormat.name.count))
        header.setNumber(TarFormat.mode, 0o644)
        header.setNumber(TarFormat.user, 0)
        header.setNumber(TarFormat.group, 0)
        header.setNumber(TarFormat.size, UInt64(records.count))
        header.setNumber(TarFormat.modified, 0)
        header.setNumber(TarFormat.deviceMajor, 0)
        header.setNumber(TarFormat.deviceMinor, 0)
        header.append(TarFormat.extendedHeader, to: &buffer)
        buffer += records
        buffer += repeatElement(0, count: padding(after: UInt64(records.count)))
    }
}

/// A ustar header in the making.
private struct HeaderBlock {
    private var bytes = [UInt8](repeating: 0, count: TarFormat.blockSize)

    mutating func setBytes(_ field: Range<Int>, _ value: some Sequence<UInt8>) {
        for (index, byte) in zip(field, value) { bytes[index] = byte }
    }

    /// Octal digits up to a closing zero byte; what does not fit is 0 here and right in the pax header.
    mutating func setNumber(_ field: Range<Int>, _ value: UInt64) {
        var rest = Self.overflows(field, value) ? 0 : value
        for index in (field.lowerBound..<field.upperBound - 1).reversed() {
            bytes[index] = TarFormat.zero + UInt8(rest & 7)
            rest >>= 3
        }
    }

    mutating func setPath(_ path: [UInt8]) {
        if let parts = Self.split(path) {
            setBytes(TarFormat.prefix, parts.prefix)
            setBytes(TarFormat.name, parts.name)
        } else {
            setBytes(TarFormat.name, path.prefix(TarFormat.name.count))
        }
    }

    /// Completes the block with its type, magic and checksum.
    mutating func append(_ typeFlag: UInt8, to buffer: inout [UInt8]) {
        bytes[TarFormat.typeFlag] = typeFlag
        setBytes(TarFormat.magic, TarFormat.ustarMagic)
        setBytes(TarFormat.checksum, repeatElement(TarFormat.space, count: TarFormat.checksum.count))
        var sum: UInt32 = 0
        for byte in bytes { sum += UInt32(byte) }
        // Six digits, a zero byte, and the blank that is there.
        setNumber(TarFormat.checksum.lowerBound..<TarFormat.checksum.upperBound - 1, UInt64(sum))
        bytes[TarFormat.checksum.upperBound - 2] = 0
        buffer += bytes
    }

    /// Whether a number has more octal digits than a field.
    static func overflows(_ field: Range<Int>, _ value: UInt64) -> Bool {
        value >> (3 * UInt64(field.count - 1)) > 0
    }

    /// A path in the two fields for it, cut at a slash; nil when it does not fit.
    static func split(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
        if path.count <= TarFormat.name.count { return ([], path[...]) }
        let earliest = path.count - 1 - TarFormat.name.count
        for cut in max(earliest, 1)..<path.count - 1 where path[cut] == TarFormat.slash {
            return cut <= TarFormat.prefix.count ? (path[..<cut], path[(cut + 1)...]) : nil
        }
        return nil
    }
}
