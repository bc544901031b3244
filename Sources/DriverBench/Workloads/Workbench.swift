// SPDX-License-Identifier: Apache-2.0

public import DriverCore
import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// The main job: every driver on every backing file system, on one fresh loop image for each file system.
public struct Workbench: SampleExecutor {
    private let cases: [BenchmarkCase]
    private let rootFileSystem: RootFileSystem
    private var fileSystems: [ScratchFileSystemBox] = []
    private var subjects: [String: any Subject] = [:]
    private var archives: [BenchmarkArchive: LayerFile] = [:]
    private var counter = 0

    /// The columns that can be measured, in the order to be shown.
    public private(set) var columns: [BenchmarkColumn] = []
    /// The columns that cannot, with the reasons.
    public private(set) var skipped: [SkippedColumn] = []

    /// Makes the file systems and builds the images of every column; this is not measured.
    ///
    /// - Parameters:
    ///   - rootFileSystem: The image of the workloads on whole trees.
    ///   - log: Is told what is done, a line each.
    /// - Throws: `resourceExhausted` when the disk is too small, before anything is written;
    ///   `CancellationError` after a signal that asks the process to end.
    public init(
        settings: WorkbenchSettings, registry: DriverRegistry, rootFileSystem: RootFileSystem,
        log: (String) -> Void
    ) throws {
        cases = settings.cases
        self.rootFileSystem = rootFileSystem
        try Self.checkSpace(settings, registry, rootFileSystem)
        for kind in settings.fileSystems {
            log("making a scratch file system: \(kind.rawValue)")
            let box = try ScratchFileSystemBox(
                kind, size: settings.imageSize, in: settings.imageDirectory)
            fileSystems.append(box)
            try addColumns(box, registry, settings.peers, log)
        }
        guard let place = fileSystems.first?.path, settings.workloads.contains(.apply) else { return }
        let maker = try ArchiveMaker(in: place.appending("archives"), rootFileSystem)
        for archive in settings.archives {
            log("making the archive \(archive.name)")
            archives[archive] = try maker.make(archive)
        }
    }

    public mutating func sample(_ step: Schedule.Step) throws -> Double {
        guard Interrupts.received == nil else { throw CancellationError() }
        guard let workload = Workload(rawValue: step.benchmarkCase.workload),
            let subject = subjects[step.column.name],
            let box = fileSystems.first(where: { $0.kind.rawValue == step.column.fileSystem })
        else {
            throw StorageError(.invalidArgument, "there is no workload \(step.benchmarkCase.workload)")
        }
        counter += 1
        let sampler = Sampler(
            subject: subject, name: "c\(counter)", benchmarkCase: step.benchmarkCase, fileSystem: box,
            archives: archives)
        defer {
            try? subject.reclaim()
            try? box.settle()
        }
        return try sampler.sample(workload)
    }

    /// A scratch file system that outgrows the disk below it would fail with errors of input and output.
    private static func checkSpace(
        _ settings: WorkbenchSettings, _ registry: DriverRegistry, _ rootFileSystem: RootFileSystem
    ) throws(StorageError) {
        let images = Set(settings.cases.flatMap(Workload.images))
        let imageBytes = images.reduce(into: UInt64(0)) { sum, image in
            switch image.content {
            case .rootFileSystem: sum += rootFileSystem.bytes
            case .file(let size): sum += size
            case .smallFiles(let count): sum += UInt64(count) * SmallFiles.spaceOfOne
            }
        }
        // Each archive plain and packed, and what one holds unpacked.
        let archiveBytes = settings.workloads.contains(.apply) ? 3 * rootFileSystem.bytes + 1 << 30 : 0
        // A column for each driver, the base twice, the bare calls, and one container as large as all.
        let columns = UInt64(registry.drivers.count * (1 + settings.peers.count) + 4)
        let needed = imageBytes * columns * UInt64(settings.fileSystems.count) + archiveBytes
        let free = try OwnedDescriptor.open(settings.imageDirectory, .directory).fileSystemSpace().free
        guard needed > free else { return }
        throw StorageError(
            .resourceExhausted,
            "the run needs up to \(needed >> 20) MiB in \(settings.imageDirectory.printable), where"
                + " \(free >> 20) MiB are free; free some, choose another directory, or measure fewer"
                + " sizes, workloads or file systems")
    }

    private mutating func addColumns(
        _ box: ScratchFileSystemBox, _ registry: DriverRegistry, _ peers: [Peer], _ log: (String) -> Void
    ) throws {
        let base = BenchmarkColumn.plain(on: box.kind.rawValue)
        for column in [base, .again(base)] {
            try add(column, try PlainSubject(root: box.path.appending(column.name)), log)
        }
        for type in registry.drivers {
            let column = BenchmarkColumn.driver(type.name, over: base)
            do {
                try type.probe(root: box.path.appending(type.name))
            } catch {
                skipped.append(SkippedColumn(name: column.name, reason: error.message))
                continue
            }
            let driver = try registry.open(
                type.name, root: box.path.appending(type.name),
                options: ["durability=\(Durability.onCommit.rawValue)"])
            try add(column, DriverSubject(driver), log)
            try addBare(column, box, log)
            for peer in peers {
                let column = BenchmarkColumn.peer(
                    peer.rawValue, of: column, workloads: Workload.layers.map(\.rawValue))
                guard cases.contains(where: { column.runs($0.workload) }) else { continue }
                try add(
                    column, peer.subject(like: type.name, root: box.path.appending(column.name), on: box), log
                )
            }
        }
    }

    /// The column of bare system calls beside a driver's, for drivers that have such.
    private mutating func addBare(
        _ driver: BenchmarkColumn, _ box: ScratchFileSystemBox, _ log: (String) -> Void
    ) throws {
        let column = BenchmarkColumn.bare(driver, workloads: Workload.bare.map(\.rawValue))
        guard cases.contains(where: { column.runs($0.workload) }) else { return }
        let root = box.path.appending(column.name)
        switch driver.driver {
        case "overlay2": try add(column, try BareOverlay(root: root), log)
        case "btrfs": try add(column, try BareSnapshot(root: root), log)
        default: break
        }
    }

    private mutating func add(
        _ column: BenchmarkColumn, _ subject: some Subject, _ log: (String) -> Void
    ) throws {
        log("building the images of \(column.name)")
        var subject = subject
        let images = cases.filter { column.runs($0.workload) }.flatMap(Workload.images).uniqued()
        for image in images {
            guard Interrupts.received == nil else { throw CancellationError() }
            try subject.build(image) { (tree) throws(StorageError) in try fill(tree, image.content) }
        }
        let isRead = { (one: BenchmarkCase) in Workload.reading.contains { $0.rawValue == one.workload } }
        for image in cases.filter({ column.runs($0.workload) && isRead($0) }).map(Workload.image).uniqued() {
            try subject.prepareReading(image)
        }
        subjects[column.name] = subject
        columns.append(column)
    }

    private func fill(
        _ tree: borrowing OwnedDescriptor, _ content: BenchmarkImage.Content
    ) throws(StorageError) {
        switch content {
        case .rootFileSystem:
            try TreeCopy.copy(OwnedDescriptor.open(rootFileSystem.path, .directory), to: tree)
        case .file(let size): try RandomFile.write(Sampler.file, size: size, in: tree)
        case .smallFiles(let count): try SmallFiles.write(count, in: tree)
        }
    }
}
