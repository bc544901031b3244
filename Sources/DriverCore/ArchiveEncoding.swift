// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import StreamCoding

/// Packs an archive and computes its digests on a thread of its own, while another thread writes it.
final class ArchiveEncoding: @unchecked Sendable {
    private let pieces = BoundedQueue<ArchivePiece>(capacity: pipelineDepth)
    /// Pieces to be filled; that there are so many and no more bounds the memory.
    private let emptyPieces = BoundedQueue<ArchivePiece>(capacity: pipelineDepth)
    // Written by the background thread, read after it has ended.
    private(set) var failure: StorageError?
    private(set) var packedBytes: UInt64 = 0
    private(set) var diffID: Digest?
    private(set) var digest: Digest?

    init() {
        for _ in 0..<pipelineDepth { _ = emptyPieces.push(ArchivePiece()) }
    }

    /// A piece to be filled, after the other side has done its work with one; nil when it has failed.
    func emptyPiece() -> ArchivePiece? { emptyPieces.pop() }

    /// Hands on a piece of the archive.
    func push(_ piece: ArchivePiece) { _ = pieces.push(piece) }

    /// Says that the archive is complete, or will never be.
    func finish() { pieces.finish() }

    /// Does the work; to be run in the background.
    func run(_ options: DiffOptions, into sink: (ArraySlice<UInt8>) throws(StorageError) -> Void) {
        do throws(StorageError) {
            try encode(options, into: sink)
        } catch {
            failure = error
            pieces.cancel()
            emptyPieces.finish()
        }
    }

    private func encode(
        _ options: DiffOptions, into sink: (ArraySlice<UInt8>) throws(StorageError) -> Void
    ) throws(StorageError) {
        var plain = try coding { () throws(StreamCodingError) in try DigestComputation() }
        var packed = try coding { () throws(StreamCodingError) in try DigestComputation() }
        var compressor = try coding { () throws(StreamCodingError) in try Compressor(options.compression) }
        let isPacked = options.compression != .none
        func emit(_ bytes: ArraySlice<UInt8>) throws(StorageError) {
            if options.computesDigests && isPacked { packed.update(bytes) }
            packedBytes += UInt64(bytes.count)
            try sink(bytes)
        }
        while let piece = pieces.pop() {
            if options.computesDigests { plain.update(piece.content) }
            if isPacked {
                var output: [UInt8] = []
                try coding { () throws(StreamCodingError) in
                    try compressor.compress(piece.content, into: &output)
                }
                if !output.isEmpty { try emit(output[...]) }
            } else {
                try emit(piece.content)
            }
            piece.removeAll()
            _ = emptyPieces.push(piece)
        }
        var output: [UInt8] = []
        try coding { () throws(StreamCodingError) in try compressor.finish(into: &output) }
        if !output.isEmpty { try emit(output[...]) }
        guard options.computesDigests else { return }
        let computed = plain.finish()
        diffID = computed
        digest = isPacked ? packed.finish() : computed
    }
}

/// How many pieces are between two threads at most, which bounds the memory.
let pipelineDepth = 4

/// Turns an error of a coding into one of the storage.
func coding<Result: ~Copyable>(
    _ body: () throws(StreamCodingError) -> Result
) throws(StorageError) -> Result {
    do throws(StreamCodingError) {
        return try body()
    } catch {
        switch error.code {
        case .damaged, .truncated: throw StorageError(.invalidArgument, error.description)
        case .unsupported: throw StorageError(.unsupported, error.description)
        case .outOfMemory: throw StorageError(.resourceExhausted, error.description)
        }
    }
}
