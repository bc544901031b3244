// SPDX-License-Identifier: Apache-2.0

extension TarEntry {
    /// The most that an identifier of Linux holds.
    private static let largestIdentifier = UInt64(UInt32.max)

    /// An entry as its header and its extended headers say together, and how many bytes are stored for it.
    static func read(
        _ header: TarHeader, _ values: PAXValues, longName: [UInt8]?, longLink: [UInt8]?, at offset: UInt64
    ) throws(TarError) -> (TarEntry, stored: UInt64) {
        let path = values["GNU.sparse.name"] ?? values["path"] ?? longName ?? header.path
        let link = values["linkpath"] ?? longLink ?? header.linkTarget
        guard !path.isEmpty, !path.contains(0), !link.contains(0) else {
            throw TarError(.malformed, "an entry's name is empty or has a zero byte", at: offset)
        }
        var entry = TarEntry(
            path: trimmed(path), kind: try kind(header.typeFlag, path, at: offset))
        entry.linkTarget = link
        entry.permissions = UInt32(header.permissions)
        entry.user = try identifier(values, "uid", header.user, at: offset)
        entry.group = try identifier(values, "gid", header.group, at: offset)
        entry.deviceMajor = try identifier(values, "SCHILY.devmajor", header.deviceMajor, at: offset)
        entry.deviceMinor = try identifier(values, "SCHILY.devminor", header.deviceMinor, at: offset)
        entry.modified = try time(values, header.modifiedSeconds, at: offset)
        entry.extendedAttributes = attributes(values)
        guard entry.kind == .regular else { return (entry, 0) }
        let stored = try number(values, "size", header.size, at: offset)
        let real = try number(values, "GNU.sparse.realsize", stored, at: offset)
        entry.size = try number(values, "GNU.sparse.size", real, at: offset)
        return (entry, stored)
    }

    private static func kind(
        _ typeFlag: UInt8, _ path: [UInt8], at offset: UInt64
    ) throws(TarError) -> Kind {
        switch typeFlag {
        case TarFormat.oldSparse: return .regular
        case 0, Kind.regular.rawValue, TarFormat.contiguous:
            // Writers before POSIX marked directories by the slash alone.
            return path.last == TarFormat.slash ? .directory : .regular
        default:
            if let kind = Kind(rawValue: typeFlag) { return kind }
            throw TarError(
                .malformed,
                "an entry has the type flag \(typeFlag), which is none of POSIX's or GNU tar's for files",
                at: offset)
        }
    }

    private static func trimmed(_ path: [UInt8]) -> [UInt8] {
        var path = path[...]
        while path.count > 1, path.last == TarFormat.slash { path.removeLast() }
        return Array(path)
    }

    private static func number(
        _ values: PAXValues, _ key: String, _ other: UInt64, at offset: UInt64
    ) throws(TarError) -> UInt64 {
        guard let text = values[key] else { return other }
        guard let number = UInt64(String(decoding: text, as: UTF8.self)), number <= UInt64(Int64.max) else {
            throw TarError(
                .malformed, "the record \(key) of an extended header is no number from 0 on", at: offset)
        }
        return number
    }

    private static func identifier(
        _ values: PAXValues, _ key: String, _ other: UInt64, at offset: UInt64
    ) throws(TarError) -> UInt32 {
        let number = try number(values, key, other, at: offset)
        guard number <= largestIdentifier else {
            throw TarError(.malformed, "\(key) is \(number), but Linux has 32 bits for it", at: offset)
        }
        return UInt32(number)
    }

    private static func time(
        _ values: PAXValues, _ seconds: Int64, at offset: UInt64
    ) throws(TarError) -> TarTime {
        guard let text = values["mtime"] else { return TarTime(seconds: seconds, nanoseconds: 0) }
        guard let time = TarTime(decimal: text) else {
            throw TarError(.malformed, "the record mtime of an extended header is no time", at: offset)
        }
        return time
    }

    private static func attributes(_ values: PAXValues) -> [TarAttribute] {
        guard !values.isEmpty else { return [] }
        return values.with(prefix: TarFormat.extendedAttributePrefix)
            .map { TarAttribute(name: $0.key, value: $0.value) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}
