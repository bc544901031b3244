// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import StreamCoding
import SystemPackage

/// An image of one layer as an archive of an OCI image layout.
///
/// Source: OCI image specification, image-layout.md, manifest.md and config.md.
struct ImageLayout {
    /// The archive.
    let path: FilePath
    /// The digest of the image's manifest.
    let manifest: Digest
    /// The digest of the layer's archive when it is not packed; of a lowest layer also its chain ID.
    let diffID: Digest

    /// Makes the archive, under a name that the image gets too, in a directory.
    init(of layer: LayerFile, named name: String, in directory: FilePath) throws(StorageError) {
        let place = try OwnedDescriptor.open(directory, .directory)
        try place.makeDirectory(FilePath(name))
        try place.makeDirectory(FilePath("\(name)/blobs"))
        try place.makeDirectory(FilePath("\(name)/blobs/sha256"))
        let layout = directory.appending(name)
        let blobs = layout.appending("blobs/sha256")

        let plain = try Self.digest(of: layer.plain)
        let packed = try Self.digest(of: layer.path)
        try Program.run(["cp", layer.path.string, blobs.appending(packed.hexadecimal).string])
        let size = try OwnedDescriptor.open(layer.path).status().size
        let config = try Self.write(
            """
            {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["\(plain)"]}}
            """, in: blobs)
        let suffix = layer.packing == .none ? "" : "+\(layer.packing.rawValue)"
        let type = "application/vnd.oci.image"
        let manifest = try Self.write(
            """
            {"schemaVersion":2,"mediaType":"\(type).manifest.v1+json",\
            "config":{"mediaType":"\(type).config.v1+json","digest":"\(config.digest)","size":\(config.size)},\
            "layers":[{"mediaType":"\(type).layer.v1.tar\(suffix)","digest":"\(packed)","size":\(size)}]}
            """, in: blobs)
        let files = [
            "oci-layout": #"{"imageLayoutVersion":"1.0.0"}"#,
            "index.json": """
            {"schemaVersion":2,"manifests":[{"mediaType":"\(type).manifest.v1+json",\
            "digest":"\(manifest.digest)","size":\(manifest.size),\
            "annotations":{"org.opencontainers.image.ref.name":"\(name)"}}]}
            """,
        ]
        for (file, text) in files {
            try OwnedDescriptor.open(layout.appending(file), [.write, .create]).write(Array(text.utf8))
        }
        path = directory.appending("\(name).tar")
        self.manifest = manifest.digest
        diffID = plain
        try Program.run(["tar", "--create", "--file", path.string, "--directory", layout.string, "."])
    }

    private static func digest(of path: FilePath) throws(StorageError) -> Digest {
        let file = try OwnedDescriptor.open(path)
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var offset: UInt64 = 0
        do throws(StreamCodingError) {
            var computation = try DigestComputation()
            while let count = try? file.read(into: &buffer, at: offset), count > 0 {
                computation.update(buffer[..<count])
                offset += UInt64(count)
            }
            return computation.finish()
        } catch {
            throw StorageError(.io, error.description)
        }
    }

    private static func write(
        _ text: String, in blobs: FilePath
    ) throws(StorageError) -> (digest: Digest, size: Int) {
        let file = blobs.appending("new")
        try OwnedDescriptor.open(file, [.write, .create]).write(Array(text.utf8))
        let digest = try digest(of: file)
        let directory = try OwnedDescriptor.open(blobs, .directory)
        try directory.rename("new", to: FilePath(digest.hexadecimal), in: directory)
        return (digest, text.utf8.count)
    }
}
