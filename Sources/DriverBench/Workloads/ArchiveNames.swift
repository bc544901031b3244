// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import TarCodec

extension OwnedDescriptor {
    /// The names in the archive that this file is, without `./` and slashes at their ends.
    func tarNames() throws(StorageError) -> Set<String> {
        var reader = TarReader()
        var names: Set<String> = []
        let bytes = try readAll()
        var rest = bytes[...]
        do throws(TarError) {
            while let event = try reader.next(&rest) {
                guard case .entry(let entry) = event else { continue }
                let path =
                    entry.path.starts(with: Array("./".utf8)) ? entry.path.dropFirst(2) : entry.path[...]
                names.insert(String(decoding: path, as: UTF8.self))
            }
            try reader.finish()
        } catch {
            throw StorageError(.corrupted, error.description)
        }
        return names
    }
}
