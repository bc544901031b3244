// SPDX-License-Identifier: Apache-2.0

import CStreamCoding

/// Unpacks Zstandard streams of one or more frames, by libzstd; windows of up to 128 MiB, the library's limit.
final class ZstdDecompressor {
    private let context: OpaquePointer
    /// Whether a frame has ended and no other has begun.
    private(set) var isComplete = false

    init() throws(StreamCodingError) {
        guard let made = ZSTD_createDCtx() else {
            throw StreamCodingError(.outOfMemory, "no memory to unpack a zstd stream")
        }
        context = made
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    func decompress(
        _ input: inout ArraySlice<UInt8>, limit: Int, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        if isComplete && input.isEmpty { return }
        var result = 0
        var used = 0
        input.withUnsafeBytes { source in
            output.append(limit: limit) { target in
                var taken = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
                var given = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                result = ZSTD_decompressStream(context, &given, &taken)
                used = taken.pos
                return given.pos
            }
        }
        guard ZSTD_isError(result) == 0 else {
            let reason = String(cString: ZSTD_getErrorName(result))
            throw StreamCodingError(.damaged, "the zstd stream is damaged (\(reason)); fetch it again")
        }
        input = input.dropFirst(used)
        isComplete = result == 0
    }
}
