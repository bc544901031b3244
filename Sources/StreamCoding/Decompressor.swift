// SPDX-License-Identifier: Apache-2.0

/// Unpacks a stream that is compressed or not, as its first bytes say; memory is bounded by the stream's window.
public struct Decompressor: ~Copyable {
    /// The form of the stream, known after its first bytes.
    public private(set) var compression: Compression?

    private var leading: [UInt8] = []
    private var gzip: GzipDecompressor?
    private var zstd: ZstdDecompressor?

    /// Begins.
    public init() {}

    /// Takes input away and appends at most `limit` bytes of what it unpacks to.
    ///
    /// Call it again with the same input until the input is empty and nothing was appended.
    /// - Throws: `damaged` and `unsupported`.
    public mutating func decompress(
        _ input: inout ArraySlice<UInt8>, limit: Int, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        if compression == nil {
            let wanted = Compression.magicLength - leading.count
            leading += input.prefix(wanted)
            input = input.dropFirst(wanted)
            guard leading.count == Compression.magicLength else { return }
            try begin()
        }
        if !leading.isEmpty {
            // Six bytes of magic unpack to nothing yet, or to themselves.
            var first = leading[...]
            leading = []
            try advance(&first, limit: max(limit, Compression.magicLength), into: &output)
        }
        try advance(&input, limit: limit, into: &output)
    }

    /// Says that the input has ended, and appends what a short stream held.
    ///
    /// - Throws: `truncated` when the stream is not complete.
    public mutating func finish(into output: inout [UInt8]) throws(StreamCodingError) {
        if compression == nil {
            try begin()
            var first = leading[...]
            leading = []
            try advance(&first, limit: Compression.magicLength, into: &output)
        }
        let isComplete = gzip?.isComplete ?? zstd?.isComplete ?? true
        guard isComplete else {
            throw StreamCodingError(
                .truncated, "the \(compression!) stream ends before its data does; fetch it again")
        }
    }

    private mutating func begin() throws(StreamCodingError) {
        compression = try Compression(leadingBytes: leading)
        switch compression! {
        case .none: break
        case .gzip: gzip = GzipDecompressor()
        case .zstd: zstd = try ZstdDecompressor()
        }
    }

    private mutating func advance(
        _ input: inout ArraySlice<UInt8>, limit: Int, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        switch compression! {
        case .none:
            output += input.prefix(limit)
            input = input.dropFirst(limit)
        case .gzip: try gzip!.decompress(&input, limit: limit, into: &output)
        case .zstd: try zstd!.decompress(&input, limit: limit, into: &output)
        }
    }
}

extension [UInt8] {
    /// Appends up to `limit` bytes that a library writes; the body says how many it wrote.
    mutating func append(limit: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int) {
        if isEmpty {
            // No byte is written twice.
            self = Self(unsafeUninitializedCapacity: limit) { buffer, count in
                count = write(UnsafeMutableBufferPointer(rebasing: buffer.prefix(limit)))
            }
        } else {
            self += Self(unsafeUninitializedCapacity: limit) { buffer, count in
                count = write(UnsafeMutableBufferPointer(rebasing: buffer.prefix(limit)))
            }
        }
    }
}
