// SPDX-License-Identifier: Apache-2.0

/// Writes times and sizes in the unit that leaves one to four digits before the point.
public enum ScaledNumber {
    private struct Unit {
        var name: String
        var size: Double
    }

    private static let timeUnits = [
        Unit(name: "ns", size: 1e-9), Unit(name: "µs", size: 1e-6), Unit(name: "ms", size: 1e-3),
        Unit(name: "s", size: 1),
    ]

    /// The binary units of IEC 80000-13.
    private static let byteUnits = [
        Unit(name: "B", size: 1), Unit(name: "KiB", size: 0x1p10), Unit(name: "MiB", size: 0x1p20),
        Unit(name: "GiB", size: 0x1p30), Unit(name: "TiB", size: 0x1p40),
    ]

    /// A time, given in seconds, in ns, µs, ms or s with three significant digits.
    public static func seconds(_ value: Double) -> String {
        guard value != 0 else { return "0 s" }
        let unit = unit(for: value, of: timeUnits)
        return "\(DecimalNumber.significant(value / unit.size)) \(unit.name)"
    }

    /// A size, given in bytes, in B, KiB, MiB, GiB or TiB with three significant digits.
    public static func bytes(_ value: Double) -> String {
        let unit = unit(for: value, of: byteUnits)
        guard unit.size > 1 else {
            return "\(DecimalNumber.fixed(value, decimals: value == value.rounded() ? 0 : 1)) B"
        }
        return "\(DecimalNumber.significant(value / unit.size)) \(unit.name)"
    }

    /// The largest unit that the value, rounded to the whole of the unit before it, reaches.
    private static func unit(for value: Double, of units: [Unit]) -> Unit {
        zip(units.dropFirst(), units).reduce(units[0]) { reached, pair in
            abs(value) >= pair.0.size - pair.1.size / 2 ? pair.0 : reached
        }
    }
}
