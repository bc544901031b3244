// SPDX-License-Identifier: Apache-2.0

import DriverCore
import LinuxSystem
import SystemPackage
import Testing

@Suite struct LayerIDTests {
    @Test(arguments: ["", "..", ".hidden", "a/b", "a b", "naïve", String(repeating: "x", count: 201)])
    func `a name that is unsafe as a file name is refused`(_ name: String) {
        let error = #expect(throws: StorageError.self) { try LayerID(name) }
        #expect(error?.code == .invalidArgument)
    }

    @Test(arguments: ["a", "sha256:0123", "web-1_init.2", String(repeating: "x", count: 200)])
    func `a name of allowed characters is taken`(_ name: String) throws {
        #expect(try LayerID(name).description == name)
    }
}

@Suite struct DriverOptionsTests {
    private let known = [DriverOptions.Known("index", .boolean, "test")]

    @Test(arguments: ["index", "index=maybe", "size=1", "=", "durability=never"])
    func `an unknown or malformed option is refused with the list of known ones`(_ option: String) {
        let error = #expect(throws: StorageError.self) {
            try DriverOptions([option], known: known, driver: "test")
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains("index=true|false") == true)
    }

    @Test func `an option given twice is refused`() {
        #expect(throws: StorageError.self) {
            try DriverOptions(["index=true", "index=false"], known: known, driver: "test")
        }
    }

    @Test func `durability is durable unless said otherwise`() throws {
        #expect(try DriverOptions([], known: known, driver: "test").durability == .durable)
        let options = try DriverOptions(["durability=ephemeral"], known: known, driver: "test")
        #expect(options.durability == .ephemeral)
    }
}

@Suite struct LowerDirectoriesTests {
    @Test func `colons and backslashes in paths survive the lowerdir option`() {
        let paths = ["/a:b", "/c\\d", "/plain"]
        #expect(LowerDirectories.split(LowerDirectories.joined(paths)) == paths)
    }
}

@Suite struct PathOrderTests {
    @Test func `a directory sorts before its contents and those before its longer neighbours`() {
        let paths: [FilePath] = ["a-b", "a/b", "a", "a/b/c", "B"]
        #expect(paths.sorted { $0.precedes($1) } == ["B", "a", "a/b", "a/b/c", "a-b"])
    }
}
