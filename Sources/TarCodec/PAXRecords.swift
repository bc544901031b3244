// SPDX-License-Identifier: Apache-2.0

/// The records of an extended header: `LENGTH KEY=VALUE\n`, the length counting itself (POSIX.1-2017, pax).
struct PAXRecords {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ key: [UInt8], _ value: [UInt8]) {
        let rest = key.count + value.count + 3  // The blank, the equals sign and the newline.
        var digits = String(rest).utf8.count
        while String(rest + digits).utf8.count != digits { digits += 1 }
        bytes += String(rest + digits).utf8
        bytes.append(TarFormat.space)
        bytes += key
        bytes.append(TarFormat.equals)
        bytes += value
        bytes.append(TarFormat.newline)
    }

    mutating func append(_ key: String, _ value: String) {
        append(Array(key.utf8), Array(value.utf8))
    }
}

extension TarTime {
    private static let nanosecondsPerSecond: UInt32 = 1_000_000_000
    private static let fractionDigits = 9

    /// Seconds with as many decimals as are needed: `-0.5`, `12`, `3.000000001`.
    var decimal: String {
        let isNegative = seconds < 0
        let borrows = isNegative && nanoseconds > 0
        // The fraction counts forward from the whole second, but decimals count away from zero.
        let whole = (borrows ? seconds + 1 : seconds).magnitude
        let fraction = borrows ? Self.nanosecondsPerSecond - nanoseconds : nanoseconds
        let sign = isNegative ? "-" : ""
        guard fraction > 0 else { return "\(sign)\(whole)" }
        let digits = String(fraction)
        var decimals = String(repeating: "0", count: Self.fractionDigits - digits.utf8.count) + digits
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(sign)\(whole).\(decimals)"
    }
}
