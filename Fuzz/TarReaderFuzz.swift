// SPDX-License-Identifier: Apache-2.0

// Compiled by scripts/fuzz into one module with the sources of TarCodec.

/// What reading an archive gave.
private struct Outcome: Equatable {
    var entries: [TarEntry] = []
    /// The content of all entries: stretches of bytes without the places where pieces met.
    var content: [[UInt64: [UInt8]]] = []
    var failure: TarError.Code?
    var hasTrailingData = false
}

private func read(_ archive: [UInt8], pieceSize: Int) -> Outcome {
    var outcome = Outcome()
    var limits = TarLimits()
    limits.extendedHeaderBytes = 1 << 16
    limits.sparseExtents = 1 << 10
    var reader = TarReader(limits: limits)
    var stretch: UInt64 = 0
    var end: UInt64?
    do throws(TarError) {
        for start in stride(from: 0, to: archive.count, by: pieceSize) {
            var piece = archive[start..<min(start + pieceSize, archive.count)]
            while let event = try reader.next(&piece) {
                switch event {
                case .entry(let entry):
                    outcome.entries.append(entry)
                    outcome.content.append([:])
                    end = nil
                case .content(let offset, let bytes):
                    precondition(
                        offset + UInt64(bytes.count) <= outcome.entries.last!.size, "content past the size")
                    precondition(end.map { $0 <= offset } ?? true, "content that goes back")
                    if end != offset { stretch = offset }
                    outcome.content[outcome.content.count - 1][stretch, default: []] += bytes
                    end = offset + UInt64(bytes.count)
                case .endOfEntry, .endOfArchive: break
                }
            }
            precondition(piece.isEmpty, "input left over")
        }
        try reader.finish()
    } catch {
        outcome.failure = error.code
    }
    outcome.hasTrailingData = reader.hasTrailingData
    return outcome
}

/// What is read can be written, unless the format has no way to say it, and is then read the same.
private func checkRoundTrip(_ entry: TarEntry) {
    var archive: [UInt8] = []
    do throws(TarError) {
        try TarWriter.appendHeader(of: entry, to: &archive)
    } catch {
        precondition(error.code == .unrepresentable, "\(error)")
        return
    }
    let again = read(archive, pieceSize: archive.count).entries
    precondition(again == [entry], "\(entry) was read again as \(again)")
}

/// Gives each block the checksum of a header, so that what is changed at random gets past it.
private func withChecksums(_ archive: [UInt8]) -> [UInt8] {
    var archive = archive
    for start in stride(from: 0, through: archive.count - 512, by: 512) {
        for place in start + 148..<start + 156 { archive[place] = UInt8(ascii: " ") }
        let sum = archive[start..<start + 512].reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let field = String(repeating: "0", count: 6 - digits.count) + digits + "\0"
        archive.replaceSubrange(start + 148..<start + 155, with: field.utf8)
    }
    return archive
}

/// libFuzzer's entry. The first byte says how the archive that follows is handed to the reader.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard size > 0, let data else { return 0 }
    let how = data[0]
    var archive = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
    if how & 0x80 == 0 { archive = withChecksums(archive) }
    let whole = read(archive, pieceSize: max(archive.count, 1))
    let pieces = read(archive, pieceSize: Int(how & 0x7F) * 7 + 1)
    precondition(whole == pieces, "pieces are read differently: \(whole) and \(pieces)")
    whole.entries.forEach(checkRoundTrip)
    return 0
}
