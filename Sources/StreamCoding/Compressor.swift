// SPDX-License-Identifier: Apache-2.0

import CStreamCoding

/// Packs a stream; equal input gives equal output, however it is cut into pieces.
public struct Compressor: ~Copyable {
    private var gzip: GzipCompressor?
    private var zstd: ZstdCompressor?

    /// Begins a stream of a form.
    public init(_ compression: Compression) throws(StreamCodingError) {
        switch compression {
        case .none: break
        case .gzip: gzip = try GzipCompressor()
        case .zstd: zstd = try ZstdCompressor()
        }
    }

    /// Takes bytes in, and appends what they give so far.
    public mutating func compress(
        _ bytes: ArraySlice<UInt8>, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        if gzip != nil {
            try gzip!.compress(bytes, isLast: false, into: &output)
        } else if zstd != nil {
            try zstd!.compress(bytes, isLast: false, into: &output)
        } else {
            output += bytes
        }
    }

    /// Appends the end of the stream.
    public mutating func finish(into output: inout [UInt8]) throws(StreamCodingError) {
        try gzip?.compress([], isLast: true, into: &output)
        try zstd?.compress([], isLast: true, into: &output)
    }
}

/// The size of the pieces in which libraries hand out compressed bytes.
private let pieceSize = 256 << 10

/// Packs gzip at ISA-L's level 1: about five times as fast as zlib's level 1 at the same ratio.
private final class GzipCompressor {
    private let stream: UnsafeMutablePointer<isal_zstream>
    private let work: UnsafeMutablePointer<UInt8>

    private static let level: UInt32 = 1
    /// ISAL_DEF_LVL1_DEFAULT of igzip_lib.h, whose macro Swift cannot see: 4 KiB, 2 * 8 KiB of hashes and
    /// four bytes for each of 64 Ki tokens.
    private static let workSize = (4 << 10) + 2 * (8 << 10) + 4 * (64 << 10)

    init() throws(StreamCodingError) {
        stream = .allocate(capacity: 1)
        work = .allocate(capacity: Self.workSize)
        isal_deflate_init(stream)
        stream.pointee.gzip_flag = UInt16(IGZIP_GZIP)
        stream.pointee.level = Self.level
        stream.pointee.level_buf = work
        stream.pointee.level_buf_size = UInt32(Self.workSize)
    }

    deinit {
        stream.deallocate()
        work.deallocate()
    }

    func compress(
        _ bytes: ArraySlice<UInt8>, isLast: Bool, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        var result: CInt = 0
        stream.pointee.end_of_stream = isLast ? 1 : 0
        bytes.withUnsafeBufferPointer { source in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
            stream.pointee.avail_in = UInt32(source.count)
            repeat {
                output.append(limit: pieceSize) { target in
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(target.count)
                    result = isal_deflate(stream)
                    return target.count - Int(stream.pointee.avail_out)
                }
            } while result == COMP_OK && stream.pointee.avail_out == 0
        }
        guard result == COMP_OK else {
            throw StreamCodingError(.unsupported, "ISA-L cannot compress (its error \(result))")
        }
    }
}

/// Packs Zstandard at level 3, the format's default, with two workers, so that the result depends on no machine.
private final class ZstdCompressor {
    private let context: OpaquePointer

    private static let level: CInt = 3
    /// How much each worker takes at a time, in bytes; several of these are held.
    private static let jobSize: CInt = 2 << 20
    private static let workers: CInt = 2

    init() throws(StreamCodingError) {
        guard let made = ZSTD_createCCtx() else {
            throw StreamCodingError(.outOfMemory, "no memory to pack a zstd stream")
        }
        ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, Self.level)
        ZSTD_CCtx_setParameter(made, ZSTD_c_checksumFlag, 1)
        // A library built without threads refuses; it then packs by itself.
        ZSTD_CCtx_setParameter(made, ZSTD_c_nbWorkers, Self.workers)
        ZSTD_CCtx_setParameter(made, ZSTD_c_jobSize, Self.jobSize)
        context = made
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    func compress(
        _ bytes: ArraySlice<UInt8>, isLast: Bool, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        var remaining = 0
        bytes.withUnsafeBytes { source in
            var taken = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            repeat {
                output.append(limit: pieceSize) { target in
                    var given = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    remaining = ZSTD_compressStream2(
                        context, &given, &taken, isLast ? ZSTD_e_end : ZSTD_e_continue)
                    return given.pos
                }
            } while ZSTD_isError(remaining) == 0 && (taken.pos < taken.size || isLast && remaining > 0)
        }
        guard ZSTD_isError(remaining) == 0 else {
            let reason = String(cString: ZSTD_getErrorName(remaining))
            throw StreamCodingError(.unsupported, "libzstd cannot compress: \(reason)")
        }
    }
}
