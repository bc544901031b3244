// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage

/// Takes one sample of one case on one subject, and leaves nothing of it.
struct Sampler {
    let subject: any Subject
    let name: String
    let benchmarkCase: BenchmarkCase
    let fileSystem: ScratchFileSystemBox
    let archives: [BenchmarkArchive: LayerFile]

    /// The file of the images that the copy-up workloads change.
    static let file: FilePath = "data"

    private static let nanosecondsPerSecond = 1e9
    private static let plainMode: UInt32 = 0o644
    private static let changedMode: UInt32 = 0o640

    var image: BenchmarkImage { Workload.image(of: benchmarkCase) }
    private var isCold: Bool { benchmarkCase.parameter("cache") == "cold" }
    private var isDurable: Bool { benchmarkCase.parameter("mode") == "durable" }

    /// The value in the unit of the case: seconds, or bytes.
    func sample(_ workload: Workload) throws(StorageError) -> Double {
        switch workload {
        case .lifecycle: try lifecycle()
        case .create: try create()
        case .reclaim: try reclaim()
        case .copyUpAppend: try append(times: 1)
        case .copyUpSecond: try append(times: 2)
        case .copyUpChmod: try changeMode()
        case .openForWrite: try openForWrite()
        case .lookup: try lookup()
        case .statWalk: try walk(reading: false)
        case .readWalk: try walk(reading: true)
        case .space: try space(Int(benchmarkCase.parameter("containers") ?? "") ?? 1)
        case .diff, .diffKinds: try diff()
        case .apply: try apply()
        case .usage: try usage()
        }
    }

    private func lifecycle() throws(StorageError) -> Double {
        try timed { () throws(StorageError) in
            try subject.create(name, of: image)
            do { _ = try subject.mount(name, of: image) }
            try subject.remove(name, of: image)
        }
    }

    private func create() throws(StorageError) -> Double {
        defer { try? subject.remove(name, of: image) }
        let start = ProcessFacts.monotonicNanoseconds
        try subject.create(name, of: image)
        let tree = try subject.mount(name, of: image)
        let seconds = Self.seconds(since: start)
        _ = tree.root.number  // The mount ends here, after the clock was read.
        return seconds
    }

    private func reclaim() throws(StorageError) -> Double {
        try subject.create(name, of: image)
        do {
            let tree = try subject.mount(name, of: image)
            _ = try tree.root.open(beneath: "container", [.write, .create])
            try tree.root.unlink("container")  // Only the plain directory is used again.
        }
        try subject.remove(name, of: image)
        return try timed { () throws(StorageError) in try subject.reclaim() }
    }

    private func append(times: Int) throws(StorageError) -> Double {
        try withContainer { (tree) throws(StorageError) in
            let before = try tree.status(of: Self.file).size
            if isCold { try PageCache.drop() } else { try tree.walk(reading: true) }
            var last: UInt64 = 0
            for _ in 0..<times { last = try tree.timedAppend(to: Self.file, durable: isDurable) }
            let after = try tree.status(of: Self.file).size
            guard after == before + UInt64(times) else {
                throw StorageError(
                    .corrupted, "the file has \(after) bytes after \(times) appended to \(before)")
            }
            // Only the plain directory is used again.
            try tree.open(beneath: Self.file, .write).setSize(before)
            return Double(last) / Self.nanosecondsPerSecond
        }
    }

    private func changeMode() throws(StorageError) -> Double {
        try withContainer { (tree) throws(StorageError) in
            try tree.walk(reading: true)
            let seconds = try timed { () throws(StorageError) in
                try tree.setPermissions(Self.changedMode, of: Self.file)
            }
            guard try tree.status(of: Self.file).permissions == Self.changedMode else {
                throw StorageError(.corrupted, "the mode did not change")
            }
            try tree.setPermissions(Self.plainMode, of: Self.file)
            return seconds
        }
    }

    private func openForWrite() throws(StorageError) -> Double {
        try withContainer { (tree) throws(StorageError) in
            try tree.walk(reading: true)
            return try timed { () throws(StorageError) in
                _ = try tree.open(beneath: Self.file, .readWrite)
            }
        }
    }

    /// The first mount warms the caches of the file system below; the second one knows nothing yet.
    private func lookup() throws(StorageError) -> Double {
        do { _ = try subject.mount(image).root.status(of: Self.file) }
        let tree = try subject.mount(image)
        return try timed { () throws(StorageError) in _ = try tree.root.status(of: Self.file) }
    }

    private func walk(reading: Bool) throws(StorageError) -> Double {
        if isCold { try PageCache.drop() } else { try subject.mount(image).root.walk(reading: reading) }
        let tree = try subject.mount(image)
        return try timed { () throws(StorageError) in _ = try tree.root.walk(reading: reading) }
    }

    private func space(_ count: Int) throws(StorageError) -> Double {
        let before = try fileSystem.usedBytes()
        let names = (0..<count).map { "\(name)-\($0)" }
        defer { for container in names { try? subject.remove(container, of: image) } }
        for container in names {
            try subject.create(container, of: image)
            let tree = try subject.mount(container, of: image)
            _ = try tree.root.timedAppend(to: Self.file, durable: false)
        }
        let after = try fileSystem.usedBytes()
        return after > before ? Double(after - before) : 0
    }

    /// Makes a container, mounts it, and removes it after the body, also when the body fails.
    private func withContainer(
        _ body: (borrowing OwnedDescriptor) throws(StorageError) -> Double
    ) throws(StorageError) -> Double {
        try subject.create(name, of: image)
        defer { try? subject.remove(name, of: image) }
        let tree = try subject.mount(name, of: image)
        return try body(tree.root)
    }

    func timed(_ body: () throws(StorageError) -> Void) throws(StorageError) -> Double {
        let start = ProcessFacts.monotonicNanoseconds
        try body()
        return Self.seconds(since: start)
    }

    private static func seconds(since start: UInt64) -> Double {
        Double(ProcessFacts.monotonicNanoseconds - start) / nanosecondsPerSecond
    }
}
