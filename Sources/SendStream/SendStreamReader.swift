// SPDX-License-Identifier: Apache-2.0

/// Reads a btrfs send stream that arrives in pieces of any size.
///
/// It holds at most one command, and refuses those longer than a limit; each command's checksum is verified.
/// Source: fs/btrfs/send.h in Linux: a header (magic, version), then commands of a length, a number and a
/// CRC-32C, each followed by attributes of a number, a length and a value. All numbers are little endian.
public struct SendStreamReader: Sendable {
    private var pending: [UInt8] = []
    private var offset: UInt64 = 0
    private var state = State.header
    private var version: UInt32 = 0

    private enum State { case header, commands, ended }

    private static let magic = Array("btrfs-stream\0".utf8)
    private static let streamHeaderLength = 17
    private static let commandHeaderLength = 10
    private static let checksumPlace = 6..<10
    private static let newestVersion: UInt32 = 3
    /// The kernel's buffers are 64 KiB in version 1 and some 144 KiB in version 2.
    private static let longestCommand = 1 << 20

    /// Begins.
    public init() {}

    /// Whether the last command was seen.
    public var isComplete: Bool { state == .ended }

    /// Takes a piece of the stream and gives the commands that are complete with it.
    public mutating func read(_ piece: ArraySlice<UInt8>) throws(SendStreamError) -> [SendCommand] {
        var commands: [SendCommand] = []
        pending += piece
        var place = 0
        while let (command, length) = try next(at: place) {
            place += length
            offset += UInt64(length)
            if let command { commands.append(command) }
        }
        pending.removeFirst(place)
        return commands
    }

    /// The command at a place and its length, or nil when its end is still to come.
    private mutating func next(at place: Int) throws(SendStreamError) -> (SendCommand?, Int)? {
        let available = pending.count - place
        switch state {
        case .header:
            guard available >= Self.streamHeaderLength else { return nil }
            try readHeader(place)
            state = .commands
            return (nil, Self.streamHeaderLength)
        case .commands:
            guard available >= Self.commandHeaderLength else { return nil }
            let length = Int(number(at: place, bytes: 4))
            guard length <= Self.longestCommand else { throw error("a command of \(length) bytes") }
            let total = Self.commandHeaderLength + length
            guard available >= total else { return nil }
            let command = try readCommand(pending[place..<place + total])
            if command == .end { state = .ended }
            return (command, total)
        case .ended:
            guard available == 0 else { throw error("something follows the end") }
            return nil
        }
    }

    private mutating func readHeader(_ place: Int) throws(SendStreamError) {
        guard pending[place...].starts(with: Self.magic) else { throw error("no magic of a send stream") }
        version = UInt32(number(at: place + Self.magic.count, bytes: 4))
        guard (1...Self.newestVersion).contains(version) else {
            throw error("version \(version), of which nothing is known here")
        }
    }

    private func readCommand(_ bytes: ArraySlice<UInt8>) throws(SendStreamError) -> SendCommand? {
        let start = bytes.startIndex
        let expected = UInt32(number(at: start + Self.checksumPlace.lowerBound, bytes: 4))
        guard CRC32C.checksum(of: bytes, withoutPlaces: Self.checksumPlace) == expected else {
            throw error("a command's checksum is wrong")
        }
        let code = UInt16(number(at: start + 4, bytes: 2))
        let attributes = try Attributes(self, bytes.dropFirst(Self.commandHeaderLength))
        switch Code(rawValue: code) {
        case .subvolume, .snapshot: return .begin
        case .makeFile, .makeDirectory, .makeNode, .makeFIFO, .makeSocket, .makeSymbolicLink:
            return .make(try attributes.path())
        case .rename: return .rename(from: try attributes.path(), to: try attributes.path(.pathTo))
        case .link: return .link(try attributes.path(), to: try attributes.path(.pathLink))
        case .unlink, .removeDirectory: return .remove(try attributes.path())
        case .write, .clone, .truncate, .updateExtent, .allocate, .encodedWrite:
            return .changeContent(try attributes.path())
        case .setAttribute, .removeAttribute, .changeMode, .changeOwner, .changeTimes, .changeFlags, .verity:
            return .changeAttributes(try attributes.path())
        case .end: return .end
        case nil: throw error("the command \(code), of which nothing is known here")
        }
    }

    private enum Code: UInt16 {
        case subvolume = 1
        case snapshot, makeFile, makeDirectory, makeNode, makeFIFO, makeSocket
        case makeSymbolicLink, rename, link, unlink, removeDirectory, setAttribute, removeAttribute, write
        case clone, truncate, changeMode, changeOwner, changeTimes, end, updateExtent, allocate, changeFlags
        case encodedWrite, verity
    }

    private enum AttributeCode: UInt64 {
        case path = 15
        case pathTo, pathLink
        case data = 19
    }

    /// The paths among a command's attributes.
    private struct Attributes {
        private var paths: [UInt64: ArraySlice<UInt8>] = [:]
        private let reader: SendStreamReader

        init(_ reader: SendStreamReader, _ bytes: ArraySlice<UInt8>) throws(SendStreamError) {
            self.reader = reader
            var rest = bytes
            while !rest.isEmpty {
                guard rest.count >= 2 else { throw reader.error("an attribute without a number") }
                let code = reader.number(at: rest.startIndex, bytes: 2)
                // Since version 2, data comes last and without a length.
                if code == AttributeCode.data.rawValue && reader.version > 1 { break }
                guard rest.count >= 4 else { throw reader.error("an attribute without a length") }
                let length = Int(reader.number(at: rest.startIndex + 2, bytes: 2))
                rest = rest.dropFirst(4)
                guard rest.count >= length else { throw reader.error("an attribute longer than its command") }
                paths[code] = rest.prefix(length)
                rest = rest.dropFirst(length)
            }
        }

        func path(_ code: AttributeCode = .path) throws(SendStreamError) -> [UInt8] {
            guard let bytes = paths[code.rawValue] else { throw reader.error("a command without a path") }
            guard !bytes.contains(0), bytes.first != UInt8(ascii: "/") else {
                throw reader.error("a path that is absolute or has a zero byte")
            }
            let parts = bytes.split(separator: UInt8(ascii: "/"))
            guard !parts.contains(where: { $0.elementsEqual("..".utf8) }) else {
                throw reader.error("a path that leads upwards")
            }
            return Array(bytes)
        }
    }

    private func number(at place: Int, bytes: Int) -> UInt64 {
        (0..<bytes).reversed().reduce(0) { $0 << 8 | UInt64(pending[place + $1]) }
    }

    private func error(_ message: String) -> SendStreamError {
        SendStreamError(offset: offset, message: message)
    }
}
