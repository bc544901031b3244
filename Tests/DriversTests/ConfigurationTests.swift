// SPDX-License-Identifier: Apache-2.0

import Drivers
import LinuxSystem
import SystemPackage
import Testing

@Suite struct ConfigurationTests {
    private func read(_ text: String) throws(StorageError) -> Configuration {
        try Configuration(json: Array(text.utf8), name: "config.json")
    }

    @Test func `a file sets driver options and root`() throws {
        let text = #"{"driver": "overlay2", "options": ["index=true"], "root": "/data"}"#
        let configuration = try read(text)
        #expect(configuration.driver == "overlay2")
        #expect(configuration.options == ["index=true"])
        #expect(configuration.root == "/data")
    }

    @Test func `what a file leaves out has its default`() throws {
        #expect(try read("{}") == Configuration())
        #expect(Configuration().driver == nil)
    }

    @Test(arguments: [
        ("{", "config.json is not JSON"), ("[]", "holds no JSON object"),
        (#"{"drivr": "vfs"}"#, "unknown key drivr; known keys: driver, options, root"),
        (#"{"driver": 3}"#, "driver in config.json takes a driver's name"),
        (#"{"options": "index"}"#, "options in config.json takes a list"),
    ])
    func `a wrong file is refused with the key and what it takes`(_ text: String, _ expected: String) {
        let error = #expect(throws: StorageError.self) { try read(text) }
        #expect(error?.code == .invalidArgument)
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test func `a file that is named must be there`() {
        let error = #expect(throws: StorageError.self) {
            try Configuration(contentsOf: "/var/tmp/strata-no-such-file.json")
        }
        #expect(error?.code == .notFound)
    }
}
