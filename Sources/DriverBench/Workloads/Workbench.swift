// SPDX-License-Identifier: Apache-2.0

public import DriverCore
public import LinuxSystem
public import ScratchFileSystem
public import SystemPackage

/// The main job: every driver on every backing file system, on one fresh loop image for each file system.
public struct Workbench: SampleExecutor {
    /// How much is measured.
    public struct Settings: Sendable {
        /// The file sizes of the copy-up workloads, in bytes.
        public var sizes: [UInt64]
        /// The numbers of layers of the lookup workload.
        public var depths: [Int]
        /// The size of each loop image, in bytes; the images are sparse.
        public var imageSize: UInt64

        /// Sets how much is measured.
        public init(sizes: [UInt64], depths: [Int], imageSize: UInt64) {
            self.sizes = sizes
            self.depths = depths
            self.imageSize = imageSize
        }
    }

    private let settings: Settings
    private let fileSystems: [ScratchFileSystemBox]
    private var subjects: [String: any Subject] = [:]
    private var counter = 0

    /// The columns that can be measured, in the order to be shown.
    public private(set) var columns: [BenchmarkColumn] = []
    /// The columns that cannot, with the reasons.
    public private(set) var skipped: [SkippedColumn] = []

    private static let rootImage = BenchmarkImage("rootfs")

    /// Makes the file systems and builds the images of every column; this is not measured.
    public init(
        settings: Settings, registry: DriverRegistry, rootFileSystem: FilePath,
        fileSystems kinds: [ScratchFileSystem.Kind], log: (String) -> Void
    ) throws(StorageError) {
        self.settings = settings
        var boxes: [ScratchFileSystemBox] = []
        for kind in kinds { boxes.append(try ScratchFileSystemBox(kind, size: settings.imageSize)) }
        fileSystems = boxes
        for box in boxes { try addColumns(box, registry, rootFileSystem, log) }
    }

    /// The cases of the main job.
    public var cases: [BenchmarkCase] {
        var result = [Self.makeCase(.lifecycle)]
        for size in settings.sizes {
            for (cache, mode) in [("warm", "async"), ("warm", "durable"), ("cold", "async")] {
                result.append(
                    Self.makeCase(.copyUpAppend, size, [.init("cache", cache), .init("mode", mode)]))
            }
            result.append(Self.makeCase(.copyUpSecond, size))
            result.append(Self.makeCase(.copyUpChmod, size))
            result.append(Self.makeCase(.openForWrite, size))
        }
        for depth in settings.depths {
            let parameters = [NamedValue("depth", String(depth))]
            result.append(
                BenchmarkCase(
                    workload: Workload.lookup.rawValue, parameters: parameters,
                    description: Workload.lookup.description))
        }
        result += [Self.makeCase(.statWalk), Self.makeCase(.readWalk)]
        for count in [1, 5] {
            let parameters = [NamedValue("containers", String(count))]
            result.append(
                BenchmarkCase(
                    workload: Workload.space.rawValue, parameters: parameters, unit: .bytes,
                    description: Workload.space.description))
        }
        return result
    }

    public mutating func sample(_ step: Schedule.Step) throws -> Double {
        guard let workload = Workload(rawValue: step.benchmarkCase.workload),
            let subject = subjects[step.column.name],
            let box = fileSystems.first(where: { $0.kind.rawValue == step.column.fileSystem })
        else {
            throw StorageError(.invalidArgument, "there is no workload \(step.benchmarkCase.workload)")
        }
        counter += 1
        let sampler = Sampler(subject: subject, name: "c\(counter)", fileSystem: box)
        defer { try? subject.reclaim() }
        return try sampler.sample(workload, step.benchmarkCase)
    }

    private static func makeCase(
        _ workload: Workload, _ size: UInt64? = nil, _ more: [NamedValue] = []
    ) -> BenchmarkCase {
        let parameters = size.map { [NamedValue("size", SizeText.text($0))] } ?? []
        return BenchmarkCase(
            workload: workload.rawValue, parameters: parameters + more, description: workload.description)
    }

    private mutating func addColumns(
        _ box: ScratchFileSystemBox, _ registry: DriverRegistry, _ rootFileSystem: FilePath,
        _ log: (String) -> Void
    ) throws(StorageError) {
        let base = BenchmarkColumn.plain(on: box.kind.rawValue)
        for column in [base, .again(base)] {
            let root = box.path.appending(column.name)
            try OwnedDescriptor.open(box.path, .directory).makeDirectory(FilePath(column.name))
            try add(column, PlainSubject(root: root), rootFileSystem, log)
        }
        for type in registry.drivers {
            let column = BenchmarkColumn.driver(type.name, over: base)
            do throws(StorageError) {
                try type.probe(root: box.path.appending(type.name))
            } catch {
                skipped.append(SkippedColumn(name: column.name, reason: error.message))
                continue
            }
            let driver = try registry.open(
                type.name, root: box.path.appending(type.name), options: ["durability=on-commit"])
            try add(column, DriverSubject(driver), rootFileSystem, log)
        }
    }

    private mutating func add(
        _ column: BenchmarkColumn, _ subject: some Subject, _ rootFileSystem: FilePath,
        _ log: (String) -> Void
    ) throws(StorageError) {
        log("preparing \(column.name)")
        var subject = subject
        try subject.build(Self.rootImage) { (tree) throws(StorageError) in
            try TreeCopy.copy(OwnedDescriptor.open(rootFileSystem, .directory), to: tree)
        }
        for size in settings.sizes {
            try subject.build(BenchmarkImage(SizeText.text(size))) { (tree) throws(StorageError) in
                try RandomFile.write(Workload.file, size: size, in: tree)
            }
        }
        if !settings.sizes.contains(Sampler.spaceFileSize) {
            try subject.build(BenchmarkImage(SizeText.text(Sampler.spaceFileSize))) {
                (tree) throws(StorageError) in
                try RandomFile.write(Workload.file, size: Sampler.spaceFileSize, in: tree)
            }
        }
        for depth in settings.depths {
            try subject.build(BenchmarkImage("depth\(depth)", depth: depth)) { (tree) throws(StorageError) in
                try RandomFile.write(Workload.file, size: 4096, in: tree)
            }
        }
        subjects[column.name] = subject
        columns.append(column)
    }
}

/// A scratch file system that several places refer to.
final class ScratchFileSystemBox: Sendable {
    private let scratch: ScratchFileSystem
    let path: FilePath
    let kind: ScratchFileSystem.Kind

    init(_ kind: ScratchFileSystem.Kind, size: UInt64) throws(StorageError) {
        let made = try ScratchFileSystem(kind, size: size)
        path = made.path
        self.kind = kind
        scratch = made
    }

    func usedBytes() throws(StorageError) -> UInt64 { try scratch.space().used }
}

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
