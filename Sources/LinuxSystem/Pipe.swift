// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc

/// A pipe within the process (pipe2(2)): one thread writes, another reads.
final class Pipe: @unchecked Sendable {
    private let readEnd: CInt
    /// Where to write; -1 once closed.
    private(set) var writeEnd: CInt

    private static let pieceSize = 64 << 10

    init() throws(StorageError) {
        var ends: [CInt] = [-1, -1]
        try call("pipe2") { strata_pipe(&ends) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        closeWriteEnd()
    }

    /// Says that nothing follows.
    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// Reads to the end, also after an error of the body: a writer without a reader would be killed by SIGPIPE.
    func drain(into body: (ArraySlice<UInt8>) throws(StorageError) -> Void) throws(StorageError) {
        var buffer = [UInt8](repeating: 0, count: Self.pieceSize)
        var failure: StorageError?
        while true {
            let count = Int(try call("read") { CInt(read(readEnd, &buffer, Self.pieceSize)) })
            if count == 0 { break }
            if failure != nil { continue }
            do throws(StorageError) {
                try body(buffer[..<count])
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
