// SPDX-License-Identifier: Apache-2.0

/// Reads an archive piece by piece: bytes in, events out, memory bounded by `TarLimits`.
///
/// It reads ustar, the older format, GNU tar's (base-256 numbers, long names, sparse files) and pax with its
/// sparse formats 0.0, 0.1 and 1.0. Content is handed out as slices of the caller's bytes, never copied.
///
///     var input = chunk[...]
///     while let event = try reader.next(&input) { … }   // nil: give it the next chunk, then `finish()`
///
/// Names come as they are written, without slashes at their end; what `..` or a leading slash means is for the
/// caller to decide. Size fields of entries that have no content are ignored, as other readers do.
public struct TarReader: Sendable {
    enum State {
        case header
        case extendedHeader(TarHeader)
        /// The block after the header of an old GNU sparse file that continues its map.
        case sparseExtension(TarHeader, [UInt64])
        /// The map of a pax 1.0 sparse file, at the beginning of its content.
        case sparseText(TarEntry, stored: UInt64)
        case content(Content)
        case padding(Int)
        case firstZeroBlock
        case ended
    }

    /// Where the reader is in an entry's content.
    struct Content {
        var map: SparseMap
        var index = 0
        var done: UInt64 = 0
        /// Zero bytes after the content, up to the next block.
        var padding: Int
    }

    let limits: TarLimits
    var state = State.header
    /// Bytes collected across chunks, up to `wanted`.
    private var collected: [UInt8] = []
    var wanted = TarFormat.blockSize
    var global = PAXValues()
    var local = PAXValues()
    var longName: [UInt8]?
    var longLink: [UInt8]?

    /// The map of a pax 1.0 sparse file as far as it was read, and the number of its lines.
    var sparseText: [UInt8] = []
    var sparseLines = 0

    /// How many bytes of the archive have been read.
    public private(set) var offset: UInt64 = 0
    /// Whether other bytes than zeros followed the end of the archive, as after a concatenation.
    public private(set) var hasTrailingData = false

    /// Makes a reader at the beginning of an archive.
    public init(limits: TarLimits = TarLimits()) { self.limits = limits }

    /// The next event in the input, which is shortened by what was read; nil when it is used up.
    ///
    /// - Throws: `malformed` and `limitExceeded`; the reader is of no use afterwards.
    public mutating func next(_ input: inout ArraySlice<UInt8>) throws(TarError) -> TarEvent? {
        while true {
            switch state {
            case .ended:
                hasTrailingData = hasTrailingData || input.contains { $0 != 0 }
                take(&input, input.count)
                return nil
            case .padding(let count):
                let taken = take(&input, min(count, input.count)).count
                if taken < count {
                    state = .padding(count - taken)
                    return nil
                }
                state = .header
            case .content(var content):
                if content.index == content.map.extents.count {
                    state = .padding(content.padding)
                    return .endOfEntry
                }
                guard !input.isEmpty else { return nil }
                let event = nextContent(&content, &input)
                state = .content(content)
                return event
            default:
                guard collect(&input) else { return nil }
                let bytes = collected
                collected.removeAll(keepingCapacity: true)
                if let event = try read(bytes) { return event }
            }
        }
    }

    /// Says that no more input comes.
    ///
    /// An archive may lack its closing blocks.
    /// - Throws: `truncated` when it ends inside an entry or a header.
    public func finish() throws(TarError) {
        switch state {
        case .ended, .firstZeroBlock: return
        case .header where collected.isEmpty && local.isEmpty && longName == nil && longLink == nil: return
        default:
            throw TarError(
                .truncated, "the archive ends in the middle of an entry; get it again", at: offset)
        }
    }

    // MARK: Collecting

    @discardableResult
    private mutating func take(_ input: inout ArraySlice<UInt8>, _ count: Int) -> ArraySlice<UInt8> {
        let taken = input.prefix(count)
        input = input.dropFirst(count)
        offset += UInt64(count)
        return taken
    }

    /// True when as many bytes as wanted are there.
    private mutating func collect(_ input: inout ArraySlice<UInt8>) -> Bool {
        collected += take(&input, min(wanted - collected.count, input.count))
        return collected.count == wanted
    }

    private mutating func nextContent(
        _ content: inout Content, _ input: inout ArraySlice<UInt8>
    ) -> TarEvent {
        let extent = content.map.extents[content.index]
        let count = Int(min(extent.length - content.done, UInt64(input.count)))
        let bytes = take(&input, count)
        let place = extent.offset + content.done
        content.done += UInt64(count)
        if content.done == extent.length {
            content.index += 1
            content.done = 0
        }
        return .content(offset: place, bytes: bytes)
    }

    // MARK: What the collected bytes are

    private mutating func read(_ bytes: [UInt8]) throws(TarError) -> TarEvent? {
        switch state {
        case .header, .firstZeroBlock: return try readHeader(bytes)
        case .extendedHeader(let header):
            try readExtendedHeader(header, bytes)
            return nil
        case .sparseExtension(let header, let numbers):
            return try readSparseExtension(header, numbers, bytes)
        case .sparseText(let entry, let stored): return try readSparseText(entry, stored, bytes)
        case .content, .padding, .ended: return nil
        }
    }

    private mutating func readHeader(_ block: [UInt8]) throws(TarError) -> TarEvent? {
        if block.allSatisfy({ $0 == 0 }) {
            if case .firstZeroBlock = state {
                state = .ended
                return .endOfArchive
            }
            state = .firstZeroBlock
            return nil
        }
        if case .firstZeroBlock = state {
            throw TarError(.malformed, "a block of zeros is followed by something else", at: offset)
        }
        let header = try TarHeader(block, at: offset)
        switch header.typeFlag {
        case TarFormat.extendedHeader, TarFormat.globalHeader, TarFormat.longName, TarFormat.longLink:
            try expectExtendedHeader(header)
            return nil
        case TarFormat.oldSparse: return try beginOldSparse(header, block)
        default: return try begin(header)
        }
    }

    private mutating func expectExtendedHeader(_ header: TarHeader) throws(TarError) {
        guard header.size <= UInt64(limits.extendedHeaderBytes) else {
            throw TarError(
                .limitExceeded,
                "an extended header has \(header.size) bytes; at most \(limits.extendedHeaderBytes) are read",
                at: offset)
        }
        wanted = Int(header.size) + TarFormat.padding(after: header.size)
        state = .extendedHeader(header)
        if wanted == 0 { try readExtendedHeader(header, []) }
    }

    private mutating func readExtendedHeader(_ header: TarHeader, _ bytes: [UInt8]) throws(TarError) {
        let content = Array(bytes.prefix(Int(header.size)))
        switch header.typeFlag {
        case TarFormat.globalHeader: try global.read(content, at: offset)
        case TarFormat.longName: longName = TarHeader.text(content[...])
        case TarFormat.longLink: longLink = TarHeader.text(content[...])
        default: try local.read(content, at: offset)
        }
        expectHeader()
    }

    private mutating func expectHeader() {
        wanted = TarFormat.blockSize
        state = .header
    }

    // MARK: Entries

    private mutating func begin(_ header: TarHeader) throws(TarError) -> TarEvent? {
        let values = global.overridden(by: local)
        var (entry, stored) = try TarEntry.read(
            header, values, longName: longName, longLink: longLink, at: offset)
        local = PAXValues()
        longName = nil
        longLink = nil
        guard entry.kind == .regular else {
            state = .content(Content(map: SparseMap(whole: 0), padding: 0))
            wanted = TarFormat.blockSize
            return .entry(entry)
        }
        if values["GNU.sparse.major"] != nil {
            state = .sparseText(entry, stored: stored)
            wanted = TarFormat.blockSize
            return nil
        }
        if let map = try paxSparseMap(values, entry.size) {
            return try beginContent(&entry, map, stored)
        }
        entry.size = stored
        return try beginContent(&entry, SparseMap(whole: stored), stored)
    }

    mutating func beginContent(
        _ entry: inout TarEntry, _ map: SparseMap, _ stored: UInt64
    ) throws(TarError) -> TarEvent {
        guard map.storedSize == stored else {
            throw TarError(
                .malformed,
                "the stretches of a sparse file hold \(map.storedSize) bytes, but \(stored) are stored",
                at: offset)
        }
        wanted = TarFormat.blockSize
        state = .content(Content(map: map, padding: TarFormat.padding(after: stored)))
        return .entry(entry)
    }
}
