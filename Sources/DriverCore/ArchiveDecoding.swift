// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import StreamCoding

/// Fetches and unpacks an archive and computes its digests on a thread of its own, while another carries it out.
final class ArchiveDecoding: @unchecked Sendable {
    private let pieces = BoundedQueue<[UInt8]>(capacity: pipelineDepth)
    // Written by the background thread, read after it has said that the archive is at its end.
    private(set) var failure: StorageError?
    private(set) var packedBytes: UInt64 = 0
    private(set) var diffID: Digest?
    private(set) var digest: Digest?
    private(set) var compression = Compression.none

    /// How much is unpacked at a time, in bytes.
    private static let pieceSize = 512 << 10

    /// The next piece of the archive, nil after the last one or a failure.
    func pop() -> [UInt8]? { pieces.pop() }

    /// Says that nobody wants the rest.
    func cancel() { pieces.cancel() }

    /// Does the work; to be run in the background.
    func run(_ options: ApplyOptions, from source: () throws(StorageError) -> ArraySlice<UInt8>?) {
        do throws(StorageError) {
            try decode(options, from: source)
        } catch {
            failure = error
        }
        pieces.finish()
    }

    private func decode(
        _ options: ApplyOptions, from source: () throws(StorageError) -> ArraySlice<UInt8>?
    ) throws(StorageError) {
        var plain = try coding { () throws(StreamCodingError) in try DigestComputation() }
        var packed = try coding { () throws(StreamCodingError) in try DigestComputation() }
        var decompressor = Decompressor()
        while var input = try source() {
            packedBytes += UInt64(input.count)
            if options.computesDigests, decompressor.compression != Compression.none {
                packed.update(input)
            }
            while true {
                var output: [UInt8] = []
                try coding { () throws(StreamCodingError) in
                    try decompressor.decompress(&input, limit: Self.pieceSize, into: &output)
                }
                if output.isEmpty && input.isEmpty { break }
                guard hand(output, &plain, options) else { return }
            }
        }
        var output: [UInt8] = []
        try coding { () throws(StreamCodingError) in try decompressor.finish(into: &output) }
        guard hand(output, &plain, options) else { return }
        compression = decompressor.compression ?? .none
        guard options.computesDigests else { return }
        let computed = plain.finish()
        diffID = computed
        digest = compression == .none ? computed : packed.finish()
    }

    /// Takes note of unpacked bytes and hands them on; false when nobody wants them.
    private func hand(
        _ output: [UInt8], _ plain: inout DigestComputation, _ options: ApplyOptions
    ) -> Bool {
        guard !output.isEmpty else { return true }
        if options.computesDigests { plain.update(output[...]) }
        return pieces.push(output)
    }
}
