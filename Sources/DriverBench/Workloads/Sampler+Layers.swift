// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import StreamCoding
import SystemPackage

/// The workloads on whole layers.
extension Sampler {
    private static let largestCheckedArchive: UInt64 = 64 << 20

    private func layers() throws(StorageError) -> any LayerSubject {
        guard let layers = subject as? any LayerSubject else {
            throw StorageError(
                .unsupported, "\(benchmarkCase.workload) needs layers, and there are none here")
        }
        return layers
    }

    private var files: Int {
        if case .smallFiles(let count) = image.content { count } else { 0 }
    }

    private var edit: LayerEdit {
        if let kind = benchmarkCase.parameter("kind") {
            return LayerEdit.kinds.first { $0.name == kind }!.edit
        }
        return .write(Int(benchmarkCase.parameter("changed") ?? "") ?? LayerEdit.few)
    }

    /// Archives a container's changes, or the whole image.
    func diff() throws(StorageError) -> Double {
        let layers = try layers()
        let archive = fileSystem.path.appending("diff-\(name).tar")
        let directory = try OwnedDescriptor.open(fileSystem.path, .directory)
        defer { try? directory.unlink(archive.lastName) }
        guard benchmarkCase.parameter("changed") != "all" else {
            return try timed { () throws(StorageError) in try layers.export(image, to: archive) }
        }
        return try withEdits(layers) { (changed) throws(StorageError) in
            let seconds = try timed { () throws(StorageError) in
                try layers.diff(name, of: image, changed: changed, to: archive)
            }
            try check(directory.open(beneath: archive.lastName), changed)
            return seconds
        }
    }

    /// Every name that changed must be in the archive.
    private func check(_ archive: borrowing OwnedDescriptor, _ changed: [FilePath]) throws(StorageError) {
        guard try archive.status().size < Self.largestCheckedArchive else { return }
        let missing = Set(changed.map(\.string)).subtracting(try archive.tarNames())
        guard let first = missing.sorted().first else { return }
        throw StorageError(.corrupted, "the archive lacks \(missing.count) changed names, such as \(first)")
    }

    /// Unpacks an archive into a new layer.
    func apply() throws(StorageError) -> Double {
        let layers = try layers()
        let wanted = archives.first {
            $0.key.content.rawValue == benchmarkCase.parameter("archive")
                && $0.key.packing.rawValue == benchmarkCase.parameter("packing")
        }
        guard let archive = wanted?.value else {
            throw StorageError(.invalidArgument, "there is no archive for \(benchmarkCase.id)")
        }
        try layers.prepare(archive)
        let seconds = Result { () throws(StorageError) in
            try timed { () throws(StorageError) in try layers.unpack(archive, as: name) }
        }
        // A layer that stays might be found, and not made, the next time.
        try layers.removeUnpacked(archive, name)
        return try seconds.get()
    }

    /// Finds the space of a few changed files.
    func usage() throws(StorageError) -> Double {
        let layers = try layers()
        return try withEdits(layers) { (changed) throws(StorageError) in
            try fileSystem.settle()
            var bytes: UInt64 = 0
            let seconds = try timed { () throws(StorageError) in
                bytes = try layers.usage(name, of: image)
            }
            guard bytes >= UInt64(changed.count) else {
                throw StorageError(
                    .corrupted, "\(changed.count) changed files are said to take \(bytes) bytes")
            }
            return seconds
        }
    }

    /// Makes a container, changes it, ends its mount, and removes it after the body.
    private func withEdits(
        _ layers: any LayerSubject, _ body: ([FilePath]) throws(StorageError) -> Double
    ) throws(StorageError) -> Double {
        try layers.create(name, of: image)
        defer { try? layers.remove(name, of: image) }
        var changed: [FilePath] = []
        do {
            let tree = try layers.mount(name, of: image)
            changed = try edit.perform(in: tree.root, files: files)
        }
        let result = Result { () throws(StorageError) in try body(changed) }
        if layers.sharesImages {
            let tree = try layers.mount(name, of: image)
            try edit.undo(in: tree.root, files: files)
        }
        return try result.get()
    }
}
