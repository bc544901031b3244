// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// Takes one sample of one workload on one subject, and leaves nothing of it.
struct Sampler {
    let subject: any Subject
    let name: String
    let fileSystem: ScratchFileSystemBox

    static let spaceFileSize: UInt64 = 1 << 20
    private static let nanosecondsPerSecond = 1e9
    private static let plainMode: UInt32 = 0o644
    private static let changedMode: UInt32 = 0o640

    /// The value in the unit of the case: seconds, or bytes.
    func sample(_ workload: Workload, _ benchmarkCase: BenchmarkCase) throws(StorageError) -> Double {
        let size = BenchmarkImage(benchmarkCase.parameter("size") ?? "")
        let isCold = benchmarkCase.parameter("cache") == "cold"
        let isDurable = benchmarkCase.parameter("mode") == "durable"
        switch workload {
        case .lifecycle: return try lifecycle()
        case .copyUpAppend: return try append(size, isCold: isCold, isDurable: isDurable, times: 1)
        case .copyUpSecond: return try append(size, isCold: false, isDurable: false, times: 2)
        case .copyUpChmod: return try changeMode(size)
        case .openForWrite: return try openForWrite(size)
        case .lookup: return try lookup(Int(benchmarkCase.parameter("depth") ?? "") ?? 1)
        case .statWalk: return try walk(reading: false)
        case .readWalk: return try walk(reading: true)
        case .space: return try space(Int(benchmarkCase.parameter("containers") ?? "") ?? 1)
        }
    }

    private func lifecycle() throws(StorageError) -> Double {
        let image = BenchmarkImage("rootfs")
        return try timed { () throws(StorageError) in
            try subject.create(name, of: image)
            do { _ = try subject.mount(name, of: image) }
            try subject.remove(name, of: image)
        }
    }

    private func append(
        _ image: BenchmarkImage, isCold: Bool, isDurable: Bool, times: Int
    ) throws(StorageError) -> Double {
        try withContainer(image) { (tree) throws(StorageError) in
            let before = try tree.status(of: Workload.file).size
            try isCold ? PageCache.drop() : warm(tree)
            var last: UInt64 = 0
            for _ in 0..<times { last = try tree.timedAppend(to: Workload.file, durable: isDurable) }
            let after = try tree.status(of: Workload.file).size
            guard after == before + UInt64(times) else {
                throw StorageError(
                    .corrupted, "the file has \(after) bytes after \(times) appended to \(before)")
            }
            // Only the plain directory is used again.
            try tree.open(beneath: Workload.file, .write).setSize(before)
            return Double(last) / Self.nanosecondsPerSecond
        }
    }

    private func changeMode(_ image: BenchmarkImage) throws(StorageError) -> Double {
        try withContainer(image) { (tree) throws(StorageError) in
            try warm(tree)
            let seconds = try timed { () throws(StorageError) in
                try tree.setPermissions(Self.changedMode, of: Workload.file)
            }
            guard try tree.status(of: Workload.file).permissions == Self.changedMode else {
                throw StorageError(.corrupted, "the mode did not change")
            }
            try tree.setPermissions(Self.plainMode, of: Workload.file)
            return seconds
        }
    }

    private func openForWrite(_ image: BenchmarkImage) throws(StorageError) -> Double {
        try withContainer(image) { (tree) throws(StorageError) in
            try warm(tree)
            return try timed { () throws(StorageError) in
                _ = try tree.open(beneath: Workload.file, .readWrite)
            }
        }
    }

    private func lookup(_ depth: Int) throws(StorageError) -> Double {
        try withContainer(BenchmarkImage("depth\(depth)", depth: depth)) { (tree) throws(StorageError) in
            try timed { () throws(StorageError) in _ = try tree.status(of: Workload.file) }
        }
    }

    private func walk(reading: Bool) throws(StorageError) -> Double {
        try withContainer(BenchmarkImage("rootfs")) { (tree) throws(StorageError) in
            try timed { () throws(StorageError) in try tree.walk(reading: reading) }
        }
    }

    private func space(_ count: Int) throws(StorageError) -> Double {
        let image = BenchmarkImage(SizeText.text(Self.spaceFileSize))
        let before = try fileSystem.usedBytes()
        let names = (0..<count).map { "\(name)-\($0)" }
        for container in names {
            try subject.create(container, of: image)
            let tree = try subject.mount(container, of: image)
            _ = try tree.root.timedAppend(to: Workload.file, durable: false)
        }
        let after = try fileSystem.usedBytes()
        for container in names { try subject.remove(container, of: image) }
        return after > before ? Double(after - before) : 0
    }

    /// Makes a container, mounts it, and removes it after the body, also when the body fails.
    private func withContainer(
        _ image: BenchmarkImage, _ body: (borrowing OwnedDescriptor) throws(StorageError) -> Double
    ) throws(StorageError) -> Double {
        try subject.create(name, of: image)
        defer { try? subject.remove(name, of: image) }
        let tree = try subject.mount(name, of: image)
        return try body(tree.root)
    }

    private func warm(_ tree: borrowing OwnedDescriptor) throws(StorageError) {
        try tree.walk(reading: true)
    }

    private func timed(_ body: () throws(StorageError) -> Void) throws(StorageError) -> Double {
        let start = ProcessFacts.monotonicNanoseconds
        try body()
        return Double(ProcessFacts.monotonicNanoseconds - start) / Self.nanosecondsPerSecond
    }
}

/// The kernel's page, dentry and inode caches.
enum PageCache {
    /// Writes out everything and forgets it (sync(2), /proc/sys/vm/drop_caches).
    static func drop() throws(StorageError) {
        ProcessFacts.synchronizeAll()
        try OwnedDescriptor.open("/proc/sys/vm/drop_caches", .write).write(Array("3\n".utf8))
    }
}
