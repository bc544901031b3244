// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct MountTests {
    @Test func `each file system is recognised`() throws {
        for kind in ScratchFileSystem.Kind.allCases {
            try withScratch(kind) { root, _ in
                #expect(try root.fileSystemKind().description == kind.rawValue)
                let space = try root.fileSystemSpace()
                #expect(space.free > 0 && space.used + space.free <= 320 << 20)
            }
        }
        #expect(try OwnedDescriptor.open("/proc", .directory).fileSystemKind().description != "ext4")
    }

    @Test func `a type that the kernel does not know is named in the error`() {
        let error = #expect(throws: StorageError.self) { _ = try FileSystemContext(type: "nosuchfs") }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("no file system named nosuchfs") == true)
    }

    @Test func `what the kernel says of a wrong parameter is in the error`() throws {
        let context = try FileSystemContext(type: "overlay")
        let error = #expect(throws: StorageError.self) { try context.set("no_such_option", "1") }
        #expect(error?.message.contains("the kernel says") == true)
        #expect(error?.message.contains("no_such_option") == true)
    }

    @Test func `overlay with more than 500 lower directories is refused and not cut`() throws {
        try withScratch { root, path in
            let context = try FileSystemContext(type: "overlay")
            let error = #expect(throws: StorageError.self) {
                for number in 0...500 {
                    try root.makeDirectory(FilePath("l\(number)"))
                    try context.set("lowerdir+", path.appending("l\(number)").string)
                }
            }
            #expect(error?.message.contains("too many lower directories") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a detached mount is in no table and read-only when told so`() throws {
        try withScratch { root, path in
            func mounts() throws -> String {
                let table = try OwnedDescriptor.open("/proc/self/mountinfo").readAll()
                return String(decoding: table, as: UTF8.self)
            }
            try root.makeDirectory("tree")
            let clone = try OwnedDescriptor.cloneTree(path.appending("tree"), recursive: false)
            #expect(try !mounts().contains(path.appending("tree").string))
            try clone.setReadOnlyMount(recursive: false)
            let error = #expect(throws: StorageError.self) {
                _ = try clone.open(beneath: "file", [.write, .create])
            }
            #expect(error?.code == .failedPrecondition)
        }
    }

    @Test func `a loop device lets go of its file with its owner`() throws {
        try withScratch { root, path in
            let file = try root.open(beneath: "image", [.readWrite, .create])
            try file.setSize(1 << 20)
            var name = ""
            do {
                let device = try LoopDevice(over: file)
                name = device.path.lastName.string
                let backing = try OwnedDescriptor.open(FilePath("/sys/block/\(name)/loop/backing_file"))
                    .readAll()
                #expect(String(decoding: backing, as: UTF8.self).contains("image"))
            }
            // The kernel lets go a moment after the close; another test may take the device meanwhile.
            for _ in 0..<100 where try Self.isBacked(name, by: path.appending("image").string) {
                ProcessFacts.sleep(milliseconds: 20)
            }
            #expect(try !Self.isBacked(name, by: path.appending("image").string))
        }
    }

    private static func isBacked(_ device: String, by file: String) throws(StorageError) -> Bool {
        do {
            let backing = try OwnedDescriptor.open(FilePath("/sys/block/\(device)/loop/backing_file"))
                .readAll()
            return String(decoding: backing, as: UTF8.self).hasPrefix(file)
        } catch  where error.code == .notFound {
            return false
        }
    }
}
