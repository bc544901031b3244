// SPDX-License-Identifier: Apache-2.0

import SendStream
import Testing

@Suite struct SendStreamReaderTests {
    private typealias Number = BuiltStream.Number
    private typealias Attribute = BuiltStream.Attribute

    /// A stream with a command of each kind.
    private static let stream: BuiltStream = {
        var stream = BuiltStream()
        stream.append(Number.snapshot, "layer")
        stream.append(Number.makeFile, "o257-8-0")
        stream.append(
            Number.rename, (Attribute.path, Array("o257-8-0".utf8)), (Attribute.pathTo, Array("dir/a".utf8)))
        stream.append(
            Number.link, (Attribute.path, Array("b".utf8)), (Attribute.pathLink, Array("dir/a".utf8)))
        stream.append(Number.unlink, "c")
        stream.append(Number.write, (Attribute.path, [0xFF, 0x2F, 0x64]), (Attribute.data, [1, 2, 3]))
        stream.append(
            Number.changeMode, (Attribute.mode, Array(repeating: 0, count: 8)), (Attribute.path, []))
        stream.end()
        return stream
    }()

    private static let commands: [SendCommand] = [
        .begin, .make(Array("o257-8-0".utf8)),
        .rename(from: Array("o257-8-0".utf8), to: Array("dir/a".utf8)),
        .link(Array("b".utf8), to: Array("dir/a".utf8)), .remove(Array("c".utf8)),
        .changeContent([0xFF, 0x2F, 0x64]), .changeAttributes([]), .end,
    ]

    private func read(_ stream: BuiltStream) throws(SendStreamError) -> [SendCommand] {
        var reader = SendStreamReader()
        return try reader.read(stream.bytes[...])
    }

    /// The message with which a stream is refused, or what was read of it.
    private func refusal(_ stream: BuiltStream) -> String {
        do throws(SendStreamError) { return "\(try read(stream))" } catch { return error.description }
    }

    @Test(arguments: [1, 2, 7, 10, 17, 64, 4096])
    func `pieces of any size give the same commands`(size: Int) throws {
        var reader = SendStreamReader()
        var commands: [SendCommand] = []
        let bytes = Self.stream.bytes
        for start in stride(from: 0, to: bytes.count, by: size) {
            #expect(!reader.isComplete)
            commands += try reader.read(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(commands == Self.commands)
        #expect(reader.isComplete)
    }

    @Test func `a stream cut anywhere is never complete, and gives a beginning of the commands`() throws {
        for end in 0..<Self.stream.bytes.count {
            var reader = SendStreamReader()
            let commands = try reader.read(Self.stream.bytes[..<end])
            #expect(!reader.isComplete, "cut at \(end)")
            #expect(Self.commands.starts(with: commands), "cut at \(end)")
        }
    }

    @Test func `a flipped bit anywhere is refused, or leaves the stream without its end`() {
        for place in Self.stream.bytes.indices {
            for bit in 0..<8 {
                var bytes = Self.stream.bytes
                bytes[place] ^= 1 << bit
                var reader = SendStreamReader()
                let commands = try? reader.read(bytes[...])
                // The version alone has other values that mean something.
                let isVersion = (13..<17).contains(place)
                #expect(commands == nil || !reader.isComplete || isVersion, "bit \(bit) of byte \(place)")
            }
        }
    }

    @Test func `in version 2, data has no length and comes last`() throws {
        var stream = BuiltStream(version: 2)
        stream.append(Number.subvolume, "layer")
        let path = BuiltStream.littleEndian(Attribute.path) + BuiltStream.littleEndian(UInt16(1)) + [0x61]
        let data = BuiltStream.littleEndian(Attribute.data) + Array(repeating: 0xFF, count: 100_000)
        stream.append(Number.encodedWrite, raw: path + data)
        stream.end()
        #expect(try read(stream) == [.begin, .changeContent([0x61]), .end])
    }

    @Test(arguments: [
        ("/etc/passwd", "absolute"), ("..", "upwards"), ("a/../../b", "upwards"), ("a/..", "upwards"),
        ("a\0b", "zero byte"),
    ])
    func `paths out of the tree are refused`(path: String, cause: String) {
        for number in [Number.makeFile, Number.unlink, Number.write, Number.setAttribute] {
            var stream = BuiltStream()
            stream.append(number, path)
            #expect(refusal(stream).contains(cause))
        }
        var stream = BuiltStream()
        stream.append(
            Number.rename, (Attribute.path, Array("a".utf8)), (Attribute.pathTo, Array(path.utf8)))
        #expect(refusal(stream).contains(cause))
    }

    @Test func `names that only look like an upward one are read`() throws {
        var stream = BuiltStream()
        stream.append(Number.unlink, "..a/.../b..")
        #expect(try read(stream) == [.remove(Array("..a/.../b..".utf8))])
    }

    @Test func `what is no send stream is refused with the place and the cause`() {
        var stream = BuiltStream()
        stream.append(99, "a")
        #expect(
            refusal(stream)
                == "the send stream is damaged at byte 17: the command 99, of which nothing is known here")
        stream = BuiltStream(version: 9)
        #expect(
            refusal(stream)
                == "the send stream is damaged at byte 0: version 9, of which nothing is known here")
        stream = BuiltStream()
        stream.append(Number.unlink, raw: [])
        #expect(refusal(stream).hasSuffix("a command without a path"))
        stream = BuiltStream()
        stream.append(Number.rename, "a")
        #expect(refusal(stream).hasSuffix("a command without a path"))
        for raw: [UInt8] in [[15], [15, 0, 1], [15, 0, 200, 0, 0x61]] {
            stream = BuiltStream()
            stream.append(Number.unlink, raw: raw)
            #expect(refusal(stream).contains("an attribute"))
        }
    }

    @Test func `a command that claims more than any kernel sends is refused before it is held`() {
        var stream = BuiltStream()
        stream.append(loose: BuiltStream.littleEndian(UInt32.max) + [11, 0, 0, 0, 0, 0])
        #expect(refusal(stream).hasSuffix("a command of 4294967295 bytes"))
    }

    @Test func `what follows the end is refused`() {
        var stream = Self.stream
        stream.append(loose: [0])
        #expect(refusal(stream).hasSuffix("something follows the end"))
    }
}
