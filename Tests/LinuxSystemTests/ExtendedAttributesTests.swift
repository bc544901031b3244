// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct ExtendedAttributesTests {
    @Test func `entries of every kind keep their attributes and links are not followed`() throws {
        try withScratch(.xfs) { root, _ in
            try root.open(beneath: "file", [.write, .create]).write([1])
            try root.makeDirectory("directory")
            try root.makeSymbolicLink("link", target: "file")
            try root.makeNode("fifo", type: .fifo, permissions: 0o600)
            try root.makeNode(
                "device", type: .characterDevice, permissions: 0o600,
                device: DeviceNumber(major: 1, minor: 3))
            for name in ["file", "directory", "link", "fifo", "device"] as [FilePath] {
                let attribute = ExtendedAttribute(name: "trusted.of", value: Array(name.string.utf8))
                try root.setExtendedAttribute(attribute, of: name)
                #expect(try root.extendedAttributes(of: name) == [attribute])
            }
            try root.removeExtendedAttribute("trusted.of", of: "link")
            #expect(try root.extendedAttributes(of: "link").isEmpty)
            #expect(try root.extendedAttribute("trusted.of", of: "file") == Array("file".utf8))
        }
    }

    @Test func `many attributes come sorted and empty values stay empty`() throws {
        try withScratch(.btrfs) { root, _ in
            _ = try root.open(beneath: "file", [.write, .create])
            let attributes = (100..<160).map {
                ExtendedAttribute(name: "user.n\($0)", value: [UInt8](repeating: 7, count: $0 - 100))
            }
            for attribute in attributes.reversed() { try root.setExtendedAttribute(attribute, of: "file") }
            #expect(try root.extendedAttributes(of: "file") == attributes)
        }
    }

    @Test func `a value too large for the kernel is an error and not cut`() throws {
        try withScratch(.xfs) { root, _ in
            _ = try root.open(beneath: "file", [.write, .create])
            let largest = ExtendedAttribute(
                name: "user.big", value: [UInt8](repeating: 9, count: 64 << 10))
            try root.setExtendedAttribute(largest, of: "file")
            #expect(try root.extendedAttributes(of: "file") == [largest])
            let larger = ExtendedAttribute(name: "user.more", value: largest.value + [1])
            #expect(throws: StorageError.self) { try root.setExtendedAttribute(larger, of: "file") }
            #expect(try root.extendedAttributes(of: "file") == [largest])
        }
    }

    @Test func `an attribute that is not there is nil and its removal an error`() throws {
        try withScratch { root, _ in
            _ = try root.open(beneath: "file", [.write, .create])
            #expect(try root.extendedAttribute("user.none", of: "file") == nil)
            #expect(throws: StorageError.self) { try root.removeExtendedAttribute("user.none", of: "file") }
        }
    }
}
