// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage

/// Files of seeded random bytes: neither sparse nor compressible.
enum RandomFile {
    static func write(
        _ name: FilePath, size: UInt64, in directory: borrowing OwnedDescriptor
    ) throws(StorageError) {
        var generator = SeededGenerator(seed: size)
        let file = try directory.open(beneath: name, [.write, .create], permissions: 0o644)
        var offset: UInt64 = 0
        while offset < size {
            let count = min(size - offset, 1 << 20)
            let words = (0..<(count + 7) / 8).map { _ in generator.next() }
            let bytes = words.withUnsafeBytes { Array($0.prefix(Int(count))) }
            try file.write(bytes[...], at: offset)
            offset += count
        }
    }
}
