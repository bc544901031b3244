// SPDX-License-Identifier: Apache-2.0

/// Sparse files in each of GNU tar's ways (GNU tar manual, "Storing Sparse Files").
extension TarReader {
    /// The map of GNU's sparse formats 0.0 (a record for each number) and 0.1 (one list), nil without one.
    func paxSparseMap(_ values: PAXValues, _ size: UInt64) throws(TarError) -> SparseMap? {
        let texts: [[UInt8]]
        if let list = values["GNU.sparse.map"] {
            texts = list.split(separator: UInt8(ascii: ",")).map(Array.init)
        } else if !values.sparseNumbers.isEmpty {
            texts = values.sparseNumbers
        } else {
            return values["GNU.sparse.size"] == nil ? nil : SparseMap(whole: 0)
        }
        return try SparseMap(
            Self.numbers(texts, at: offset), size: size, limit: limits.sparseExtents, at: offset)
    }

    private static func numbers(_ texts: [[UInt8]], at offset: UInt64) throws(TarError) -> [UInt64] {
        var numbers: [UInt64] = []
        for text in texts {
            guard let number = UInt64(String(decoding: text, as: UTF8.self)) else {
                throw TarError(
                    .malformed, "the map of a sparse file holds something else than numbers", at: offset)
            }
            numbers.append(number)
        }
        return numbers
    }

    mutating func beginOldSparse(
        _ header: TarHeader, _ block: [UInt8]
    ) throws(TarError) -> TarEvent? {
        guard let real = TarHeader.number(block[TarFormat.sparseRealSize]), real >= 0 else {
            throw TarError(.malformed, "the size of a sparse file is no number", at: offset)
        }
        var numbers = [UInt64(real)]
        try appendSparseNumbers(block[TarFormat.sparseInHeader], to: &numbers)
        return try continueOldSparse(header, numbers, more: block[TarFormat.sparseIsExtended] != 0)
    }

    mutating func readSparseExtension(
        _ header: TarHeader, _ numbers: [UInt64], _ block: [UInt8]
    ) throws(TarError) -> TarEvent? {
        var numbers = numbers
        try appendSparseNumbers(block[TarFormat.sparseInExtension], to: &numbers)
        guard numbers.count / 2 <= limits.sparseExtents else {
            throw TarError(
                .limitExceeded, "a sparse file has more than \(limits.sparseExtents) stretches", at: offset)
        }
        return try continueOldSparse(header, numbers, more: block[TarFormat.sparseExtensionContinues] != 0)
    }

    mutating func continueOldSparse(
        _ header: TarHeader, _ numbers: [UInt64], more: Bool
    ) throws(TarError) -> TarEvent? {
        if more {
            wanted = TarFormat.blockSize
            state = .sparseExtension(header, numbers)
            return nil
        }
        let values = global.overridden(by: local)
        var (entry, stored) = try TarEntry.read(
            header, values, longName: longName, longLink: longLink, at: offset)
        local = PAXValues()
        longName = nil
        longLink = nil
        entry.size = numbers[0]
        let map = try SparseMap(
            Array(numbers.dropFirst()), size: entry.size, limit: limits.sparseExtents, at: offset)
        return try beginContent(&entry, map, stored)
    }

    /// Pairs of twelve-byte numbers; the first empty one ends them.
    private func appendSparseNumbers(
        _ field: ArraySlice<UInt8>, to numbers: inout [UInt64]
    ) throws(TarError) {
        let width = TarFormat.sparseNumberSize
        for start in stride(from: field.startIndex, to: field.endIndex, by: width) {
            let digits = field[start..<start + width]
            if digits.first == 0 { return }
            guard let number = TarHeader.number(digits), number >= 0 else {
                throw TarError(
                    .malformed, "the map of a sparse file holds something else than numbers", at: offset)
            }
            numbers.append(UInt64(number))
        }
    }

    /// Lines with the number of stretches and then offsets and lengths, padded to a whole block.
    mutating func readSparseText(
        _ entry: TarEntry, _ stored: UInt64, _ block: [UInt8]
    ) throws(TarError) -> TarEvent? {
        sparseText += block
        sparseLines += block.count { $0 == TarFormat.newline }
        guard UInt64(sparseText.count) <= stored, sparseText.count <= limits.extendedHeaderBytes else {
            throw TarError(.malformed, "the map of a sparse file is longer than what is stored", at: offset)
        }
        guard sparseLines > 0 else { return nil }
        let first = Array(sparseText.prefix { $0 != TarFormat.newline })
        let count = try Self.numbers([first], at: offset)[0]
        guard count <= UInt64(limits.sparseExtents) else {
            throw TarError(
                .limitExceeded, "a sparse file has more than \(limits.sparseExtents) stretches", at: offset)
        }
        guard sparseLines > 2 * Int(count) else { return nil }
        let lines = sparseText.split(separator: TarFormat.newline, omittingEmptySubsequences: false)
        let numbers = try Self.numbers(lines[1..<(1 + 2 * Int(count))].map(Array.init), at: offset)
        let map = try SparseMap(numbers, size: entry.size, limit: limits.sparseExtents, at: offset)
        let mapSize = UInt64(sparseText.count)
        sparseText = []
        sparseLines = 0
        var entry = entry
        return try beginContent(&entry, map, stored - mapSize)
    }
}
