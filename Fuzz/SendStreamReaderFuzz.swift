// SPDX-License-Identifier: Apache-2.0

// Compiled by scripts/fuzz into one module with the sources of SendStream.

private let headerLength = 17
private let commandHeaderLength = 10

/// What reading a stream gave.
private struct Outcome: Equatable {
    var commands: [SendCommand] = []
    var failure: SendStreamError?
    var isComplete = false
}

private func read(_ stream: [UInt8], pieceSize: Int) -> Outcome {
    var outcome = Outcome()
    var reader = SendStreamReader()
    do throws(SendStreamError) {
        for start in stride(from: 0, to: stream.count, by: pieceSize) {
            outcome.commands += try reader.read(stream[start..<min(start + pieceSize, stream.count)])
        }
    } catch {
        outcome.failure = error
    }
    outcome.isComplete = reader.isComplete
    return outcome
}

/// Gives the stream its header and each command its checksum, so that what is changed at random gets past them.
private func withChecksums(_ stream: [UInt8]) -> [UInt8] {
    guard stream.count >= headerLength else { return stream }
    var stream = stream
    stream.replaceSubrange(0..<13, with: "btrfs-stream\0".utf8)
    stream[14...16] = [0, 0, 0]
    var place = headerLength
    while place + commandHeaderLength <= stream.count {
        let length = stream[place..<place + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        let end = place + commandHeaderLength + length
        guard end <= stream.count else { break }
        let checksum = CRC32C.checksum(of: stream[place..<end], withoutPlaces: 6..<10)
        for byte in 0..<4 { stream[place + 6 + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte)) }
        place = end
    }
    return stream
}

private func isBeneath(_ path: [UInt8]) -> Bool {
    path.first != UInt8(ascii: "/") && !path.contains(0)
        && !path.split(separator: UInt8(ascii: "/")).contains(Array("..".utf8)[...])
}

private func paths(of command: SendCommand) -> [[UInt8]] {
    switch command {
    case .begin, .end: []
    case .make(let path), .remove(let path), .changeContent(let path), .changeAttributes(let path): [path]
    case .rename(let path, let other), .link(let path, let other): [path, other]
    }
}

/// libFuzzer's entry. The first byte says how the stream that follows is handed to the reader.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard size > 0, let data else { return 0 }
    let how = data[0]
    var stream = Array(UnsafeBufferPointer(start: data + 1, count: size - 1))
    if how & 0x80 == 0 { stream = withChecksums(stream) }
    let whole = read(stream, pieceSize: max(stream.count, 1))
    let pieces = read(stream, pieceSize: Int(how & 0x7F) * 7 + 1)
    precondition(whole.failure != nil || whole.isComplete == (whole.commands.last == .end), "\(whole)")
    precondition(whole.failure == pieces.failure, "pieces fail differently: \(whole) and \(pieces)")
    precondition(
        pieces.commands.starts(with: whole.commands), "pieces read differently: \(whole) and \(pieces)")
    precondition(whole.commands.flatMap(paths).allSatisfy(isBeneath), "\(whole) leaves the tree")
    return 0
}
