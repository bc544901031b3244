// SPDX-License-Identifier: Apache-2.0

/// A send stream built by hand after fs/btrfs/send.h, apart from the reader's own code.
struct BuiltStream {
    private(set) var bytes: [UInt8]

    /// Numbers of commands.
    enum Number {
        static let subvolume: UInt16 = 1
        static let snapshot: UInt16 = 2
        static let makeFile: UInt16 = 3
        static let makeDirectory: UInt16 = 4
        static let rename: UInt16 = 9
        static let link: UInt16 = 10
        static let unlink: UInt16 = 11
        static let setAttribute: UInt16 = 13
        static let write: UInt16 = 15
        static let changeMode: UInt16 = 18
        static let end: UInt16 = 21
        static let encodedWrite: UInt16 = 25
    }

    /// Numbers of attributes.
    enum Attribute {
        static let mode: UInt16 = 5
        static let path: UInt16 = 15
        static let pathTo: UInt16 = 16
        static let pathLink: UInt16 = 17
        static let data: UInt16 = 19
    }

    init(version: UInt32 = 1) {
        bytes = Array("btrfs-stream".utf8) + [0] + Self.littleEndian(version)
    }

    mutating func append(_ number: UInt16, _ attributes: (UInt16, [UInt8])...) {
        let values = attributes.flatMap { number, value in
            Self.littleEndian(number) + Self.littleEndian(UInt16(value.count)) + value
        }
        append(number, raw: values)
    }

    mutating func append(_ number: UInt16, _ path: String) {
        append(number, (Attribute.path, Array(path.utf8)))
    }

    /// A command with these bytes for its attributes.
    mutating func append(_ number: UInt16, raw: [UInt8]) {
        let length = Self.littleEndian(UInt32(raw.count))
        let number = Self.littleEndian(number)
        let checksum = Self.bitwiseChecksum(length + number + [0, 0, 0, 0] + raw)
        bytes += length + number + Self.littleEndian(checksum) + raw
    }

    /// Bytes that are no command.
    mutating func append(loose: [UInt8]) { bytes += loose }

    mutating func end() { append(Number.end, raw: []) }

    static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func bitwiseChecksum(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0
        for bit in bytes.flatMap({ byte in (0..<8).map { UInt32(byte) >> $0 & 1 } }) {
            value = (value ^ bit) & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1
        }
        return value
    }
}
