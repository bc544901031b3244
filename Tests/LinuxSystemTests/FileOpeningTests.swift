// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import SystemPackage
import Testing

@Suite(.serialized) struct FileOpeningTests {
    /// A tree that a container could have prepared to lead a careless opener out of it.
    private static func withTrap(_ body: (borrowing OwnedDescriptor) throws -> Void) throws {
        try withScratch { root, path in
            try root.makeDirectory("inside")
            try root.open(beneath: "secret", [.write, .create]).write(Array("outside".utf8))
            let inside = try root.open(beneath: "inside", .directory)
            try inside.makeSymbolicLink("absolute", target: "/secret")
            try inside.makeSymbolicLink("relative", target: "../secret")
            try inside.makeSymbolicLink("folder", target: "..")
            try inside.open(beneath: "secret", [.write, .create]).write(Array("inside".utf8))
            try body(inside)
        }
    }

    @Test(arguments: ["../secret", "/etc/passwd", "absolute", "relative", "folder/secret", "../../etc"])
    func `a path that leaves the directory or follows a link is refused beneath it`(_ path: String) throws {
        try Self.withTrap { inside in
            let error = #expect(throws: StorageError.self) { _ = try inside.open(beneath: FilePath(path)) }
            #expect(error?.systemCall == "openat2")
            #expect(error?.message.contains(path) == true)
        }
    }

    @Test(arguments: ["/secret", "absolute", "relative", "../../secret", "folder/secret"])
    func `in a root every way up and every absolute link stays inside`(_ path: String) throws {
        try Self.withTrap { inside in
            let found = try inside.open(inRoot: FilePath(path)).readAll()
            #expect(String(decoding: found, as: UTF8.self) == "inside")
        }
    }

    @Test func `descriptors are closed with their owners also when opening fails`() throws {
        try withScratch { root, _ in
            func openDescriptors() throws -> Int {
                try OwnedDescriptor.open("/proc/self/fd", .directory).entryNames().count
            }
            let before = try openDescriptors()
            for _ in 0..<1000 {
                _ = try root.open(beneath: ".", .directory)
                #expect(throws: StorageError.self) { _ = try root.open(beneath: "missing") }
            }
            // Other suites run at the same time and open some of their own.
            #expect(try openDescriptors() < before + 500)
        }
    }

    @Test func `an error names the path the cause and the call`() throws {
        try withScratch { root, _ in
            let name = FilePath(platformString: [97, 10, 98, 0])
            let error = #expect(throws: StorageError.self) { _ = try root.open(beneath: name) }
            #expect(error?.code == .notFound)
            let text = try #require(error).during("inner").during("outer").description
            #expect(text == "outer: inner: a\\nb: No such file or directory [notFound, openat2]")
        }
    }
}
