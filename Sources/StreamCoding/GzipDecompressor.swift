// SPDX-License-Identifier: Apache-2.0

import CStreamCoding

/// Unpacks gzip streams of one or more members, by ISA-L's igzip.
final class GzipDecompressor {
    private let state: UnsafeMutablePointer<inflate_state>
    /// Whether a member has ended and no other has begun.
    private var isBetweenMembers = false

    init() {
        state = .allocate(capacity: 1)
        isal_inflate_init(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }

    deinit {
        state.deallocate()
    }

    /// Whether the stream may end here.
    var isComplete: Bool { isBetweenMembers }

    func decompress(
        _ input: inout ArraySlice<UInt8>, limit: Int, into output: inout [UInt8]
    ) throws(StreamCodingError) {
        if isBetweenMembers { try beginNextMember(&input) }
        guard !isBetweenMembers else { return }
        var result: CInt = 0
        var used = 0
        input.withUnsafeBufferPointer { source in
            output.append(limit: limit) { target in
                state.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
                state.pointee.avail_in = UInt32(source.count)
                state.pointee.next_out = target.baseAddress
                state.pointee.avail_out = UInt32(target.count)
                result = isal_inflate(state)
                used = source.count - Int(state.pointee.avail_in)
                return target.count - Int(state.pointee.avail_out)
            }
        }
        guard result >= 0 else { throw Self.error(result) }
        input = input.dropFirst(used)
        isBetweenMembers = state.pointee.block_state == ISAL_BLOCK_FINISH
    }

    /// RFC 1952, 2.2: members simply follow one another. Zeros behind the last one are padding (gzip(1)).
    private func beginNextMember(_ input: inout ArraySlice<UInt8>) throws(StreamCodingError) {
        input = input.drop { $0 == 0 }
        guard let first = input.first else { return }
        guard first == 0x1f else {
            throw StreamCodingError(
                .damaged, "something that is not gzip follows the gzip stream; fetch it again")
        }
        isal_inflate_reset(state)
        isBetweenMembers = false
    }

    private static func error(_ result: CInt) -> StreamCodingError {
        switch result {
        case ISAL_INCORRECT_CHECKSUM:
            StreamCodingError(.damaged, "the gzip stream does not match its checksum; fetch it again")
        case ISAL_UNSUPPORTED_METHOD:
            StreamCodingError(.unsupported, "the gzip stream uses a method other than deflate")
        default: StreamCodingError(.damaged, "the gzip stream is damaged; fetch it again")
        }
    }
}
