// SPDX-License-Identifier: Apache-2.0

/// The checksum of send streams: CRC-32C (Castagnoli, RFC 3720 appendix B.4), begun with zero and not inverted.
enum CRC32C {
    private static let reflectedPolynomial: UInt32 = 0x82F6_3B78

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in
            value & 1 == 1 ? value >> 1 ^ reflectedPolynomial : value >> 1
        }
    }

    /// The checksum of bytes, where those at some places, counted from the first, are taken as zero.
    static func checksum(of bytes: ArraySlice<UInt8>, withoutPlaces zeroed: Range<Int>) -> UInt32 {
        var value: UInt32 = 0
        for (place, byte) in bytes.enumerated() {
            let byte = zeroed.contains(place) ? 0 : byte
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
        return value
    }
}
