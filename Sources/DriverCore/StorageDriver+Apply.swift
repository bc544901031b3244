// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import StreamCoding
import SystemPackage
import TarCodec

extension StorageDriver {
    /// Makes a layer and unpacks a layer archive of OCI into it; a failure leaves no layer.
    ///
    /// - Parameter source: Gives the archive piece by piece, and nil after its end; it is called on another
    ///   thread, while this one waits.
    /// - Throws: what `create` and `apply` throw, and what the source throws.
    public func create(
        _ layer: Layer, options: ApplyOptions = ApplyOptions(),
        unpacking source: () throws(StorageError) -> ArraySlice<UInt8>?
    ) throws(StorageError) -> ApplySummary {
        try create(layer)
        do {
            return try apply(to: layer, options: options, from: source)
        } catch {
            try? remove(layer)
            throw error
        }
    }

    /// Unpacks a layer archive of OCI, gzip, zstd or not compressed, into a layer that can be written to.
    ///
    /// One thread fetches, unpacks and computes digests while another writes. Memory stays below some MiB and
    /// the window of the compression, however large the archive. Nothing outside the layer's tree is reached,
    /// whatever the archive says. After a failure the layer holds a part of the archive:
    /// `create(_:options:unpacking:)` is the way to all or nothing.
    /// - Parameter source: Gives the archive piece by piece, and nil after its end; it is called on another
    ///   thread, while this one waits.
    /// - Throws: `invalidArgument` for an archive that has not the expected digest, is damaged, ends too early,
    ///   is followed by another, or has a name that leads upwards; `resourceExhausted` and `permissionDenied` as the options say.
    public func apply(
        to layer: Layer, options: ApplyOptions = ApplyOptions(),
        from source: () throws(StorageError) -> ArraySlice<UInt8>?
    ) throws(StorageError) -> ApplySummary {
        do {
            let tree = try mount(layer, .readWrite)
            let decoding = ArchiveDecoding()
            var outcome: Result<ApplySummary, StorageError>?
            try concurrently(
                background: { decoding.run(options, from: source) },
                foreground: {
                    outcome = Result { () throws(StorageError) in
                        try Self.unpack(decoding, into: tree.root, options)
                    }
                    decoding.cancel()
                })
            return try outcome!.get()
        } catch {
            throw error.during("unpacking an archive into layer \(layer.id)")
        }
    }

    private static func unpack(
        _ decoding: ArchiveDecoding, into root: borrowing OwnedDescriptor, _ options: ApplyOptions
    ) throws(StorageError) -> ApplySummary {
        var writer = try TreeWriter(root, options)
        var reader = TarReader()
        while let piece = decoding.pop() {
            var piece = piece[...]
            while let event = try reader.nextEvent(&piece) { try writer.perform(event) }
        }
        if let failure = decoding.failure { throw failure }
        try reader.checkEnd()
        try check(decoding.digest, options.expectedDigest, "digest")
        try check(decoding.diffID, options.expectedDiffID, "DiffID")
        try writer.finish()
        var summary = writer.summary
        summary.archiveBytes = reader.offset
        summary.packedBytes = decoding.packedBytes
        summary.compression = decoding.compression
        summary.diffID = decoding.diffID
        summary.digest = decoding.digest
        return summary
    }

    private static func check(
        _ found: Digest?, _ expected: Digest?, _ what: String
    ) throws(StorageError) {
        guard let expected, let found, expected != found else { return }
        throw StorageError(
            .invalidArgument,
            "the archive's \(what) is \(found) where \(expected) was expected; fetch it again")
    }
}

extension TreeWriter {
    fileprivate mutating func perform(_ event: TarEvent) throws(StorageError) {
        switch event {
        case .entry(let entry): try begin(entry)
        case .content(let offset, let bytes): try write(bytes, at: offset)
        case .endOfEntry: try end()
        case .endOfArchive: break
        }
    }
}

extension TarReader {
    fileprivate mutating func nextEvent(_ input: inout ArraySlice<UInt8>) throws(StorageError) -> TarEvent? {
        do throws(TarError) {
            return try next(&input)
        } catch {
            throw StorageError(error)
        }
    }

    fileprivate func checkEnd() throws(StorageError) {
        do throws(TarError) {
            try finish()
        } catch {
            throw StorageError(error)
        }
        guard hasTrailingData else { return }
        throw StorageError(
            .invalidArgument, "something follows the end of the archive; a layer is one archive, not several")
    }
}

extension StorageError {
    fileprivate init(_ error: TarError) {
        self.init(
            error.code == .limitExceeded ? .resourceExhausted : .invalidArgument, error.description)
    }
}
