// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct FileLockTests {
    @Test func `a lock given back is free though a copy of the descriptor is still open`() throws {
        try withScratch { root, _ in
            _ = try root.open(beneath: "file", [.write, .create])
            let holder = try root.open(beneath: "file")
            // What a child process has between its fork(2) and its execve(2).
            let copy = OwnedDescriptor(
                adopting: try FileDescriptor(rawValue: holder.number).duplicate().rawValue)
            let other = try root.open(beneath: "file")
            #expect(try holder.tryLock(exclusive: true))
            #expect(try !other.tryLock(exclusive: false))
            holder.unlock()
            #expect(try other.tryLock(exclusive: true))
            #expect(copy.number != holder.number)
        }
    }
}
