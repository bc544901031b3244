// SPDX-License-Identifier: Apache-2.0

import DriverConformance
import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

/// Our archives in other tools, and theirs in our layers: no entry may be lost or changed on either way.
@Suite(.serialized) struct InteropTests {
    /// A workplace on a scratch file system with a sealed layer of all kinds of entries and its archive.
    private struct Workplace {
        let driver: any StorageDriver
        let path: FilePath
        let layer: Layer
        let sockets: [FilePath]

        init(_ driver: any StorageDriver, at path: FilePath) throws {
            self.driver = driver
            self.path = path
            try ConformanceSuite(driver).playScript(EditScript(seed: 11, layers: 1, edits: 80))
            layer = try driver.area.layer(LayerID("script11-0"))
            let file = try OwnedDescriptor.open(path.appending("layer.tar"), [.write, .create])
            let summary = try driver.diff(from: nil, to: layer) { (bytes) throws(StorageError) in
                try file.write(bytes)
            }
            sockets = summary.skippedSockets
        }

        var archive: FilePath { path.appending("layer.tar") }

        /// An empty directory.
        func directory(_ name: String) throws -> FilePath {
            try OwnedDescriptor.open(path, .directory).makeDirectory(FilePath(name))
            return path.appending(name)
        }

        /// Expects that a tree is the layer's, but for sockets and for what is said.
        func expect(
            _ tree: borrowing OwnedDescriptor, is what: String, ignoring aspects: Change.Aspects = [],
            lacking prefix: String = "none", at paths: [FilePath] = [],
            location: SourceLocation = #_sourceLocation
        ) throws {
            let mounted = try driver.mount(layer, .readOnly)
            let changes = try TreeComparison.changes(from: mounted.root, to: tree).changes
            var differences: [Change] = []
            for var change in changes where !paths.contains(change.path) {
                if change.kind == .deleted && sockets.contains(change.path) { continue }
                change.aspects.subtract(aspects)
                if change.aspects.contains(.extendedAttributes),
                    try mounted.root.attributes(change.path, without: prefix)
                        == tree.attributes(change.path, without: prefix)
                {
                    change.aspects.remove(.extendedAttributes)
                }
                if change.kind != .modified || !change.aspects.isEmpty { differences.append(change) }
            }
            #expect(differences.isEmpty, "\(what): \(differences)", sourceLocation: location)
        }

        /// Expects the same of a directory.
        func expect(
            _ directory: FilePath, is what: String, lacking prefix: String = "none",
            at paths: [FilePath] = [],
            location: SourceLocation = #_sourceLocation
        ) throws {
            let tree = try OwnedDescriptor.open(directory, .directory)
            try expect(tree, is: what, lacking: prefix, at: paths, location: location)
        }

        /// Unpacks an archive into a new layer, and expects it to be the same tree.
        func unpack(
            _ archive: FilePath, as name: String, ignoring aspects: Change.Aspects = [],
            location: SourceLocation = #_sourceLocation
        ) throws {
            let copy = Layer(base: try LayerID(name))
            try driver.create(copy)
            let file = try OwnedDescriptor.open(archive)
            var buffer = [UInt8](repeating: 0, count: 100_000)
            var offset: UInt64 = 0
            _ = try driver.apply(to: copy) { () throws(StorageError) in
                let count = try file.read(into: &buffer, at: offset)
                offset += UInt64(count)
                return count == 0 ? nil : buffer[..<count]
            }
            let tree = try driver.mount(copy, .readOnly)
            try expect(tree.root, is: name, ignoring: aspects, location: location)
        }

        /// The blob of the one layer of an image in a layout.
        func onlyLayer(of image: String) throws -> FilePath {
            let text = try Command.run(["skopeo", "inspect", "--raw", "oci:" + image])
            let layers = try #require(text.split(separator: "\"layers\":").last)
            let digest = try #require(layers.firstMatch(of: /sha256:([0-9a-f]{64})/)?.1)
            let layout = try #require(image.split(separator: ":").first)
            return FilePath("\(layout)/blobs/sha256/\(digest)")
        }

        /// An OCI image layout with the layer as the one layer of the image `image`.
        func layout() throws -> FilePath {
            let layout = path.appending("layout")
            let image = "\(layout):image"
            try Command.run(["umoci", "init", "--layout", layout.string])
            try Command.run(["umoci", "new", "--image", image])
            try Command.run(["umoci", "raw", "add-layer", "--image", image, archive.string])
            return layout
        }
    }

    private func withWorkplace(_ body: (Workplace) throws -> Void) throws {
        try Backend(driver: "overlay2", fileSystem: .ext4).withDriver { driver, scratch in
            try body(Workplace(driver, at: scratch.path))
        }
    }

    @Test func `bsdtar unpacks our archive to an equal tree`() throws {
        try withWorkplace { place in
            let target = try place.directory("bsdtar")
            try Command.run([
                "bsdtar", "--extract", "--file", place.archive.string, "--directory", target.string,
                "--preserve-permissions", "--same-owner", "--numeric-owner", "--xattrs", "--acls",
            ])
            // libarchive knows ACLs in another record than the one that OCI's archives have.
            try place.expect(target, is: "bsdtar", lacking: "system.posix_acl_", at: [""])
        }
    }

    @Test func `containers-storage imports our archive to an equal tree`() throws {
        try withWorkplace { place in
            let store = PeerStore(at: place.path)
            try store.run("import-layer", "--id", "copy", "--file", place.archive.string)
            let mounted = try store.run("mount", "copy").split(separator: "\n").last
            try place.expect(FilePath(String(try #require(mounted))), is: "containers-storage", at: [""])
            try store.run("unmount", "copy")
            try store.run(
                "diff", "--uncompressed", "--file", place.path.appending("theirs.tar").string, "copy")
            try place.unpack(place.path.appending("theirs.tar"), as: "containers-storage")
            try store.run("shutdown", "--force")
        }
    }

    @Test func `umoci unpacks our archive to an equal tree, and we unpack the layer that it makes of it`()
        throws
    {
        try withWorkplace { place in
            let image = "\(try place.layout()):image"
            let bundle = place.path.appending("bundle")
            try Command.run(["umoci", "unpack", "--image", image, bundle.string])
            try place.expect(bundle.appending("rootfs"), is: "umoci")
            // A new image of one layer, which umoci makes of all that is in the bundle.
            let other = "\(place.path.appending("layout")):other"
            try Command.run(["umoci", "new", "--image", other])
            let empty = place.path.appending("empty")
            try Command.run(["umoci", "unpack", "--image", other, empty.string])
            try TreeCopy.copy(
                OwnedDescriptor.open(bundle.appending("rootfs"), .directory),
                to: OwnedDescriptor.open(empty.appending("rootfs"), .directory))
            try Command.run(["umoci", "repack", "--image", other, empty.string])
            // umoci writes times in whole seconds.
            try place.unpack(
                try place.onlyLayer(of: other), as: "umoci-layer", ignoring: .modificationTime)
        }
    }

    @Test(arguments: ["gzip", "zstd"])
    func `layers that skopeo packs unpack to an equal tree`(packing: String) throws {
        try withWorkplace { place in
            let source = "oci:\(try place.layout()):image"
            let target = "\(place.path.appending("packed")):image"
            try Command.run(["skopeo", "copy", "--dest-compress-format", packing, source, "oci:" + target])
            try place.unpack(try place.onlyLayer(of: target), as: packing)
        }
    }

    @Test func `the layer in an archive as docker save writes it unpacks to an equal tree`() throws {
        try withWorkplace { place in
            let saved = place.path.appending("saved.tar")
            let source = "oci:\(try place.layout()):image"
            try Command.run(["skopeo", "copy", source, "docker-archive:\(saved):image:latest"])
            let directory = try place.directory("saved")
            try Command.run(["tar", "--extract", "--file", saved.string, "--directory", directory.string])
            let names = try OwnedDescriptor.open(directory, .directory).entryNames()
            let layer = try #require(names.first { $0.string.hasSuffix(".tar") })
            try place.unpack(directory.pushing(layer), as: "saved")
        }
    }

    @Test(arguments: ["gnu", "pax"])
    func `archives of GNU tar unpack to an equal tree`(format: String) throws {
        try withWorkplace { place in
            let mounted = try place.driver.mount(place.layer, .readOnly)
            let copy = try place.directory("copy")
            try TreeCopy.copy(mounted.root, to: OwnedDescriptor.open(copy, .directory))
            let archive = place.path.appending("\(format).tar")
            let attributes = format == "pax" ? ["--xattrs", "--xattrs-include=*", "--acls"] : []
            try Command.run(
                ["tar", "--create", "--file", archive.string, "--format", format, "--sparse"] + attributes
                    + ["--numeric-owner", "--directory", copy.string, "."])
            try place.unpack(
                archive, as: format,
                ignoring: format == "pax" ? [] : [.modificationTime, .extendedAttributes])
        }
    }
}

extension OwnedDescriptor {
    fileprivate func attributes(_ path: FilePath, without prefix: String) throws -> [ExtendedAttribute] {
        try extendedAttributes(of: path.isEmpty ? "." : path).filter { !$0.name.hasPrefix(prefix) }
    }
}

/// A store of containers/storage of its own.
private struct PeerStore {
    private let options: [String]

    init(at path: FilePath) {
        options = [
            "--graph", path.appending("graph").string, "--run", path.appending("run").string,
            "--storage-driver", "overlay",
        ]
    }

    @discardableResult
    func run(_ command: String, _ arguments: String...) throws -> String {
        try Command.run(
            ["CONTAINERS_STORAGE_CONF=/dev/null", "containers-storage", command] + options + arguments)
    }
}
