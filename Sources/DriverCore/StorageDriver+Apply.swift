// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
import SystemPackage
import TarCodec

extension StorageDriver {
    /// Makes a layer and unpacks an uncompressed layer archive of OCI into it; a failure leaves no layer.
    ///
    /// - Parameter source: Gives the archive piece by piece, and nil after its end.
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

    /// Unpacks an uncompressed layer archive of OCI into a layer that can be written to.
    ///
    /// Nothing outside the layer's tree is reached, whatever the archive says. After a failure the layer holds
    /// a part of the archive: `create(_:options:unpacking:)` is the way to all or nothing.
    /// - Parameter source: Gives the archive piece by piece, and nil after its end.
    /// - Throws: `invalidArgument` for an archive that is damaged, ends too early, is followed by another, or
    ///   has a name that leads upwards; `resourceExhausted` and `permissionDenied` as the options say.
    public func apply(
        to layer: Layer, options: ApplyOptions = ApplyOptions(),
        from source: () throws(StorageError) -> ArraySlice<UInt8>?
    ) throws(StorageError) -> ApplySummary {
        let tree = try mount(layer, .readWrite)
        var writer = try TreeWriter(tree.root, options)
        var reader = TarReader()
        do {
            while var piece = try source() {
                while let event = try reader.nextEvent(&piece) { try writer.perform(event) }
            }
            try reader.checkEnd()
            try writer.finish()
        } catch {
            throw error.during("unpacking an archive into layer \(layer.id)")
        }
        var summary = writer.summary
        summary.archiveBytes = reader.offset
        return summary
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
