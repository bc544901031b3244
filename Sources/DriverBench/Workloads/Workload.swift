// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// One kind of measurement on a mounted container; each sample works on a file never touched before.
enum Workload: String, CaseIterable {
    case lifecycle
    case copyUpAppend = "copyup-append"
    case copyUpSecond = "copyup-second"
    case copyUpChmod = "copyup-chmod"
    case openForWrite = "open-for-write"
    case lookup
    case statWalk = "stat-walk"
    case readWalk = "read-walk"
    case space

    /// What one sample is.
    var description: String {
        switch self {
        case .lifecycle: "create, mount, unmount and remove a container of the root file system"
        case .copyUpAppend: "open a file of the image and append one byte"
        case .copyUpSecond: "append one byte to a file already copied up"
        case .copyUpChmod: "change the mode of a file of the image"
        case .openForWrite: "open a file of the image for writing and write nothing"
        case .lookup: "look up a file of the lowest layer in a fresh mount"
        case .statWalk: "list and stat the whole root file system in a fresh mount"
        case .readWalk: "read every file of the root file system in a fresh mount"
        case .space: "bytes that containers take which each appended a byte to a 1 MiB file"
        }
    }

    /// The file of the images that the copy-up workloads change.
    static let file: FilePath = "data"
}

/// A file size as people write it.
enum SizeText {
    /// 4096 gives `4KiB`.
    static func text(_ bytes: UInt64) -> String {
        bytes >= 1 << 20 ? "\(bytes >> 20)MiB" : "\(bytes >> 10)KiB"
    }
}

extension OwnedDescriptor {
    /// Appends a byte, waits for the disk when asked to, and returns the nanoseconds that both took.
    func timedAppend(to name: FilePath, durable: Bool) throws(StorageError) -> UInt64 {
        let start = ProcessFacts.monotonicNanoseconds
        do {
            let file = try open(beneath: name, [.write, .append])
            try file.write([0x2a])
            if durable { try file.synchronize() }
        }
        return ProcessFacts.monotonicNanoseconds - start
    }

    /// Visits every entry below this directory; files are read when asked to.
    func walk(reading: Bool, _ path: FilePath = ".") throws(StorageError) {
        var subdirectories: [FilePath] = []
        do {
            let directory = try open(beneath: path, .directory)
            var buffer = [UInt8](repeating: 0, count: 128 * 1024)
            for name in try directory.entryNames() {
                let status = try directory.status(of: name)
                if status.type == .directory { subdirectories.append(path.pushing(name)) }
                guard reading, status.type == .regular else { continue }
                let file = try directory.open(beneath: name)
                var offset: UInt64 = 0
                while offset < status.size {
                    let count = try file.read(into: &buffer, at: offset)
                    if count == 0 { break }
                    offset += UInt64(count)
                }
            }
        }
        for inner in subdirectories { try walk(reading: reading, inner) }
    }
}
