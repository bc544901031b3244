// SPDX-License-Identifier: Apache-2.0

/// What extended headers say of an entry: a later record replaces an earlier one.
struct PAXValues {
    private var values: [[UInt8]: [UInt8]] = [:]
    /// The extents of GNU's sparse formats 0.0 and 0.1, in the order of their records.
    private(set) var sparseNumbers: [[UInt8]] = []

    private static let sparseOffset = Array("GNU.sparse.offset".utf8)
    private static let sparseLength = Array("GNU.sparse.numbytes".utf8)

    var isEmpty: Bool { values.isEmpty }

    subscript(_ key: String) -> [UInt8]? { values[Array(key.utf8)] }

    /// The records whose keys begin with a prefix, with the rest of their keys.
    func with(prefix: [UInt8]) -> [(key: [UInt8], value: [UInt8])] {
        values.compactMap { key, value in
            key.starts(with: prefix) ? (Array(key.dropFirst(prefix.count)), value) : nil
        }
    }

    /// These values, with those of an entry's own header in front.
    func overridden(by other: PAXValues) -> PAXValues {
        var result = self
        for (key, value) in other.values { result.values[key] = value }
        result.sparseNumbers = other.sparseNumbers
        return result
    }

    /// Adds the records of an extended header: `LENGTH KEY=VALUE\n`.
    mutating func read(_ bytes: [UInt8], at offset: UInt64) throws(TarError) {
        var rest = bytes[...]
        while let first = rest.first, first != 0 {
            let blank = rest.firstIndex(of: TarFormat.space)
            let digits = rest.prefix { (TarFormat.zero...TarFormat.zero + 9).contains($0) }
            guard let blank, blank == digits.endIndex,
                let length = Int(String(decoding: digits, as: UTF8.self)), length <= rest.count,
                length > digits.count + 1, rest[rest.startIndex + length - 1] == TarFormat.newline,
                let equals = rest[blank..<rest.startIndex + length].firstIndex(of: TarFormat.equals)
            else {
                throw TarError(
                    .malformed, "a record of an extended header has a wrong length or no key", at: offset)
            }
            let end = rest.startIndex + length
            try add(Array(rest[(blank + 1)..<equals]), Array(rest[(equals + 1)..<(end - 1)]), at: offset)
            rest = rest[end...]
        }
    }

    private mutating func add(_ key: [UInt8], _ value: [UInt8], at offset: UInt64) throws(TarError) {
        guard !key.contains(0), !key.isEmpty else {
            throw TarError(
                .malformed, "a record of an extended header has a zero byte in its key", at: offset)
        }
        if key == Self.sparseOffset || key == Self.sparseLength { return sparseNumbers.append(value) }
        // An empty value takes a record back; an attribute's value may well be empty.
        let isAttribute = key.starts(with: TarFormat.extendedAttributePrefix)
        values[key] = value.isEmpty && !isAttribute ? nil : value
    }
}

extension TarTime {
    /// Reads seconds with decimals, rounded down to nanoseconds; nil for what is no number.
    init?(decimal: [UInt8]) {
        let text = String(decoding: decimal, as: UTF8.self)
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(
            separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole.utf8.allSatisfy(Self.isDigit), let seconds = Int64(whole),
            parts.count == 1 || parts[1].utf8.allSatisfy(Self.isDigit)
        else { return nil }
        let decimals = parts.count == 1 ? "" : String(parts[1].prefix(9))
        let padded = decimals + String(repeating: "0", count: 9 - decimals.utf8.count)
        guard let fraction = UInt32(padded) else { return nil }
        if !isNegative {
            self.init(seconds: seconds, nanoseconds: fraction)
        } else if fraction == 0 {
            self.init(seconds: -seconds, nanoseconds: 0)
        } else {
            self.init(seconds: -seconds - 1, nanoseconds: 1_000_000_000 - fraction)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (TarFormat.zero...TarFormat.zero + 9).contains(byte)
    }
}
