// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

extension OwnedDescriptor {
    /// The size of the buffer for getdents64(2): large directories are rare, small ones must stay cheap.
    private static var entryBufferSize: Int { 32 * 1024 }

    /// The names in this directory without `.` and `..`, in byte order, from getdents64(2).
    ///
    /// Names are bytes: they need not be UTF-8.
    public func entryNames() throws(StorageError) -> [FilePath] {
        try call("lseek") { lseek(number, 0, SEEK_SET) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.entryBufferSize, alignment: 8)
        defer { buffer.deallocate() }
        var names: [FilePath] = []
        while true {
            let filled = try call("getdents64") {
                strata_getdents64(number, buffer.baseAddress, buffer.count)
            }
            if filled == 0 { break }
            Self.appendNames(in: UnsafeRawBufferPointer(rebasing: buffer[..<filled]), to: &names)
        }
        names.sort { $0.precedes($1) }
        return names
    }

    /// Reads the records of struct linux_dirent64: inode (8), offset (8), length (2), type (1), name.
    private static func appendNames(in records: UnsafeRawBufferPointer, to names: inout [FilePath]) {
        let lengthOffset = 16
        let nameOffset = 19
        var position = 0
        while position < records.count {
            let length = Int(records.loadUnaligned(fromByteOffset: position + lengthOffset, as: UInt16.self))
            let name = records.baseAddress! + position + nameOffset
            let text = name.assumingMemoryBound(to: CChar.self)
            if strcmp(text, ".") != 0 && strcmp(text, "..") != 0 {
                names.append(FilePath(platformString: text))
            }
            position += length
        }
    }
}

extension FilePath {
    /// The last component as a path of its own, byte for byte; the empty path has the empty name.
    public var lastName: FilePath {
        guard let lastComponent else { return "" }
        return FilePath(root: nil, [lastComponent])
    }

    /// Whether this path sorts before another: component by component, by bytes, parents before children.
    public func precedes(_ other: FilePath) -> Bool {
        withPlatformString { left in
            other.withPlatformString { right in
                var index = 0
                while left[index] == right[index] && left[index] != 0 { index += 1 }
                return Self.rank(left[index]) < Self.rank(right[index])
            }
        }
    }

    /// The end sorts first, then the separator, then the bytes.
    private static func rank(_ byte: CChar) -> Int {
        switch byte {
        case 0: 0
        case CChar(UInt8(ascii: "/")): 1
        default: Int(UInt8(bitPattern: byte)) + 2
        }
    }
}
