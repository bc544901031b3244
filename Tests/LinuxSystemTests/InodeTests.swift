// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct InodeTests {
    @Test(arguments: ScratchFileSystem.Kind.allCases)
    func `times before 1970 and after 2038 keep their nanoseconds`(_ kind: ScratchFileSystem.Kind) throws {
        try withScratch(kind) { root, _ in
            _ = try root.open(beneath: "file", [.write, .create])
            for seconds in [-2_000_000, -1, 0, 1 << 32, 8_000_000_000] as [Int64] {
                let time = FileTime(seconds: seconds, nanoseconds: 123_456_789)
                try root.setTimes(accessed: nil, modified: time, of: "file")
                #expect(try root.status(of: "file").modified == time, "\(kind)")
            }
        }
    }

    @Test func `device numbers and special permission bits come back as they were set`() throws {
        try withScratch { root, _ in
            let number = DeviceNumber(major: 4095, minor: 1_048_575)
            try root.makeNode("disk", type: .blockDevice, permissions: 0o660, device: number)
            #expect(try root.status(of: "disk").node == number)
            #expect(try root.status(of: "disk").type == .blockDevice)
            _ = try root.open(beneath: "program", [.write, .create])
            try root.setPermissions(0o7755, of: "program")
            #expect(try root.status(of: "program").permissions == 0o7755)
        }
    }

    @Test func `two names of one file have one identity`() throws {
        try withScratch { root, _ in
            _ = try root.open(beneath: "one", [.write, .create])
            try root.makeHardLink("two", to: "one", in: root)
            _ = try root.open(beneath: "other", [.write, .create])
            let one = try root.status(of: "one")
            #expect(try root.status(of: "two").identity == one.identity)
            #expect(one.links == 2)
            #expect(try root.status(of: "other").identity != one.identity)
        }
    }

    @Test func `ten thousand entries with any bytes in their names are all listed in order`() throws {
        try withScratch { root, _ in
            try root.makeDirectory("many")
            let many = try root.open(beneath: "many", .directory)
            var names = (0..<10_000).map { FilePath("entry\($0)") }
            names.append(FilePath(platformString: [CChar(bitPattern: 0xff), 10, 0]))
            names.append(FilePath(String(repeating: "x", count: 255)))
            for name in names { _ = try many.open(beneath: name, [.write, .create]) }
            #expect(try many.entryNames() == names.sorted { $0.precedes($1) })
            #expect(throws: StorageError.self) {
                _ = try many.open(beneath: FilePath(String(repeating: "x", count: 256)), [.write, .create])
            }
        }
    }

    @Test func `a rename refuses to replace what is there unless told to`() throws {
        try withScratch { root, _ in
            try root.open(beneath: "old", [.write, .create]).write([1])
            try root.open(beneath: "new", [.write, .create]).write([2, 2])
            let error = #expect(throws: StorageError.self) {
                try root.rename("old", to: "new", in: root, .refuse)
            }
            #expect(error?.code == .alreadyExists)
            #expect(try root.status(of: "new").size == 2)
            try root.rename("old", to: "new", in: root)
            #expect(try root.status(of: "new").size == 1)
        }
    }
}
