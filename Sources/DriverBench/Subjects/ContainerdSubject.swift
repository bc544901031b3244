// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import ScratchFileSystem
import SystemPackage

/// A snapshotter of containerd as a subject: each call is one run of ctr, which asks a containerd of its own.
struct ContainerdSubject: LayerSubject {
    private let daemon: Daemon

    init(snapshotter: String, root: FilePath, on fileSystem: ScratchFileSystemBox) throws(StorageError) {
        daemon = try Daemon(snapshotter: snapshotter, root: root, on: fileSystem)
    }

    func build(
        _ image: BenchmarkImage, fill: (borrowing OwnedDescriptor) throws(StorageError) -> Void
    ) throws(StorageError) {
        for level in 1...image.depth {
            let name = level == image.depth ? image.name : "\(image.name)-\(level)"
            let parent = level == 1 ? [] : ["\(image.name)-\(level - 1)"]
            try daemon.snapshots(["prepare", "\(name)-active"] + parent)
            do {
                let tree = try mount("\(name)-active")
                if level == 1 { try fill(tree.root) }
            }
            try daemon.snapshots(["commit", name, "\(name)-active"])
        }
    }

    func mount(_ image: BenchmarkImage) throws(StorageError) -> MountedTree {
        throw StorageError(.unsupported, "ctr is measured at the work on whole layers only")
    }

    func create(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try daemon.snapshots(["prepare", container, image.name])
    }

    func mount(_ container: String, of image: BenchmarkImage) throws(StorageError) -> MountedTree {
        try mount(container)
    }

    private func mount(_ snapshot: String) throws(StorageError) -> MountedTree {
        let mounted = try PeerMount(snapshot, of: daemon)
        return try MountedTree(.bind(mounted.path, .readWrite), keeper: mounted)
    }

    func remove(_ container: String, of image: BenchmarkImage) throws(StorageError) {
        try daemon.snapshots(["remove", container])
    }

    func reclaim() throws(StorageError) {}

    func diff(
        _ container: String, of image: BenchmarkImage, changed: [FilePath], to archive: FilePath
    ) throws(StorageError) { try diff(container, to: archive) }

    func export(_ image: BenchmarkImage, to archive: FilePath) throws(StorageError) {
        try diff(image.name, to: archive)
    }

    private func diff(_ snapshot: String, to archive: FilePath) throws(StorageError) {
        let plain = ["--media-type", "application/vnd.oci.image.layer.v1.tar"]
        try daemon.snapshots(["diff"] + plain + [snapshot], output: archive)
    }

    func prepare(_ archive: LayerFile) throws(StorageError) { try daemon.importImage(of: archive) }

    func unpack(_ archive: LayerFile, as layer: String) throws(StorageError) {
        // This one takes the snapshotter by an option of its own.
        let image = try daemon.importImage(of: archive)
        try daemon.snapshots(["unpack", "--snapshotter", daemon.snapshotter, "\(image.manifest)"])
    }

    func removeUnpacked(_ archive: LayerFile, _ layer: String) throws(StorageError) {
        let image = try daemon.importImage(of: archive)
        try daemon.snapshots(["remove", "\(image.diffID)"])
    }

    func usage(_ container: String, of image: BenchmarkImage) throws(StorageError) -> UInt64 {
        let answer = try daemon.snapshots(["usage", "-b", container])
        let numbers = answer.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
        guard let bytes = numbers.first else {
            throw StorageError(.io, "ctr snapshots usage says \(answer), which holds no size")
        }
        return bytes
    }
}

/// A containerd with a root of its own, ended with its last reference.
private final class Daemon: @unchecked Sendable {
    let root: FilePath
    private let service: Service
    /// Outlives the service, which ends first.
    private let fileSystem: ScratchFileSystemBox
    let snapshotter: String
    private var images: [FilePath: ImageLayout] = [:]

    private static let patience = 100
    private static let pause: UInt32 = 100

    init(snapshotter: String, root: FilePath, on fileSystem: ScratchFileSystemBox) throws(StorageError) {
        self.fileSystem = fileSystem
        self.root = root
        self.snapshotter = snapshotter
        try OwnedDescriptor.open(root.removingLastComponent(), .directory).makeDirectory(root.lastName)
        let directory = try OwnedDescriptor.open(root, .directory)
        try directory.makeDirectory("images")
        let others = ["grpc.v1.cri", "internal.v1.opt", "snapshotter.v1.devmapper", "snapshotter.v1.zfs"]
        let configuration = """
            version = 2
            root = "\(root)/root"
            state = "\(root)/state"
            disabled_plugins = [\(others.map { "\"io.containerd.\($0)\"" }.joined(separator: ", "))]
            [grpc]
            address = "\(root)/socket"
            """
        try directory.open(beneath: "config.toml", [.write, .create]).write(Array(configuration.utf8))
        // Killed with driverbench, whatever kills that: it would keep the file system busy for ever.
        service = try Service(
            [
                "setpriv", "--pdeathsig", "KILL", "containerd", "--config", "\(root)/config.toml",
                "--log-level", "error",
            ],
            log: root.appending("log"))
        try waitUntilItAnswers()
    }

    deinit { service.end() }

    private func waitUntilItAnswers() throws(StorageError) {
        for _ in 0..<Self.patience {
            if (try? run(["version"])) != nil { return }
            guard service.isRunning else { break }
            ProcessFacts.sleep(milliseconds: Self.pause)
        }
        let log = (try? OwnedDescriptor.open(root.appending("log")).readAll()) ?? []
        throw StorageError(.io, "containerd does not answer: \(String(decoding: log, as: UTF8.self))")
    }

    private func run(_ arguments: [String], output: FilePath? = nil) throws(StorageError) -> String {
        try Program.run(
            ["ctr", "--address", "\(root)/socket"] + arguments, output: output,
            remedy: "is the package containerd installed?")
    }

    @discardableResult
    func snapshots(_ arguments: [String], output: FilePath? = nil) throws(StorageError) -> String {
        try run(["snapshots", "--snapshotter", snapshotter] + arguments, output: output)
    }

    /// The image of an archive, in containerd's content store and not unpacked.
    @discardableResult
    func importImage(of archive: LayerFile) throws(StorageError) -> ImageLayout {
        if let image = images[archive.path] { return image }
        let image = try ImageLayout(
            of: archive, named: "image-\(images.count)", in: root.appending("images"))
        _ = try run(["images", "import", "--no-unpack", image.path.string])
        images[archive.path] = image
        return image
    }
}

/// A mount of a snapshot, as containerd says it is to be done, undone with its last reference.
private final class PeerMount: Sendable {
    let path: FilePath

    init(_ snapshot: String, of daemon: Daemon) throws(StorageError) {
        path = daemon.root.appending("mount-\(snapshot)")
        try OwnedDescriptor.open(daemon.root, .directory).makeDirectory(path.lastName)
        let command = try daemon.snapshots(["mounts", path.string, snapshot])
        try Program.run(["sh", "-euc", command])
    }

    deinit {
        try? ClassicMount.unmount(path)
        let parent = try? OwnedDescriptor.open(path.removingLastComponent(), .directory)
        try? parent?.removeDirectory(path.lastName)
    }
}
