// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

/// Changes that vfs finds by its record of what it copied, against the comparison of the whole trees.
@Suite(.serialized) struct CopiedChangesTests {
    private static let backends = [ScratchFileSystem.Kind.ext4, .xfs, .btrfs].map {
        Backend(driver: "vfs", fileSystem: $0)
    }

    /// A sealed base that takes longer to copy than change times tick, and a live child of it.
    private struct Family {
        let driver: any StorageDriver
        let base: Layer
        let child: Layer

        init(_ driver: any StorageDriver) throws {
            self.driver = driver
            base = Layer(base: try LayerID("base"))
            child = Layer(try LayerID("child"), on: base)
            try driver.create(base)
            try run(
                """
                mkdir -p a/b/c d gone/below
                for file in top a/one a/b/two a/b/c/three d/four gone/below/five; do echo $file >$file; done
                ln d/four a/link
                for directory in $(seq 20); do
                    mkdir a/many-$directory
                    (cd a/many-$directory; seq 100 | xargs touch)
                done
                """, in: base)
            try driver.seal(base)
            try driver.create(child)
        }

        func directory(of layer: Layer) throws -> String {
            let metadata = try driver.getMetadata(of: layer)
            return try #require(metadata.first { $0.key == "directory" }).value
        }

        /// Runs a shell's commands in a layer's tree.
        func run(_ script: String, in layer: Layer) throws {
            try Command.run(["sh", "-euc", "cd \"$0\"; " + script, directory(of: layer)])
        }

        /// Changes are what the comparison of the trees gives, and were found by the record.
        func check(location: SourceLocation = #_sourceLocation) throws {
            let found = try driver.changes(from: base, to: child)
            let left = try driver.mount(base, .readOnly)
            let right = try driver.mount(child, .readOnly)
            let expected = try TreeComparison.changes(from: left.root, to: right.root)
            #expect(found == expected, sourceLocation: location)
            #expect(found.detection == ChangeDetection(.copyRecord), sourceLocation: location)
        }
    }

    private static func family(_ backend: Backend, _ body: (Family) throws -> Void) throws {
        try backend.withDriver { driver, _ in try body(Family(driver)) }
    }

    @Test(
        arguments: backends,
        [
            "true",
            "echo more >>a/one; echo new >a/new; rm a/b/two; chmod 600 a/many-1/1; setfattr -n user.x -v y a/many-2/2",
            // Same length and same modification time: only the change time tells.
            "cp --preserve=timestamps top stamp; echo pot >top; touch --reference=stamp top; rm stamp",
            "mv a/b swap; mv d a/b; mv swap d; mv d/c c; mv a c/a; echo new >c/a/new",
            "mv a/many-3 x; mv a/many-4 a/many-3; mv x a/many-4; mv a/many-3/1 a/many-3/0",
            "mv a/many-5/1 x; mv a/many-5/2 a/many-5/1; mv x a/many-5/2",
            "rm d/four; ln a/link top-link; ln a/one gone/one; ln a/many-6/1 a/many-6/one",
            "rm -r gone; mkdir -p gone/below; echo other >gone/below/other; mv top gone; mkdir top",
            "chmod 700 .; rm -r a/many-7; mkdir a/many-7; : >a/many-7/1",
        ])
    func `changes of a copy are found from its record`(_ backend: Backend, _ edit: String) throws {
        try Self.family(backend) { family in
            try family.run(edit, in: family.child)
            try family.check()
        }
    }

    @Test(arguments: backends)
    func `what was not touched since it was copied is not looked at`(_ backend: Backend) throws {
        try Self.family(backend) { family in
            // A difference behind the driver's back shows who looks.
            try family.run("chmod 600 a/many-1/1", in: family.base)
            let changes = try family.driver.changes(from: family.base, to: family.child)
            #expect(changes.changes.isEmpty)
        }
    }

    @Test func `a write through a mapping that the copy's maker holds no more is found`() throws {
        try Self.family(Self.backends[0]) { family in
            try family.run(
                """
                echo abc >mapped; touch mapped
                python3 - <<'END'
                import mmap
                with open("a/b/two", "r+b") as file, mmap.mmap(file.fileno(), 0) as content: content[0:1] = b"X"
                END
                """, in: family.child)
            try family.check()
        }
    }

    @Test(arguments: ["truncate --size -1", "truncate --size 10", "sh -c ': >$0'", "rm"])
    func `without a whole record the trees are compared`(_ damage: String) throws {
        try Self.family(Self.backends[0]) { family in
            try family.run("\(damage) ../copied; echo late >a/one", in: family.child)
            let found = try family.driver.changes(from: family.base, to: family.child)
            #expect(found.changes.map(\.path) == ["a/one"])
            #expect(found.detection.method == .comparison)
            let reason = damage == "rm" ? "there is no record" : "the record of what was copied"
            #expect(found.detection.fallback?.contains(reason) == true)
        }
    }

    @Test func `a layer that was restored from a backup is compared as a whole`() throws {
        try Self.family(Self.backends[0]) { family in
            try family.run(
                """
                cd ..; cp --archive tree copy; rm -r tree; mv copy tree; cd tree
                cp --preserve=timestamps top stamp; echo pot >top; touch --reference=stamp top; rm stamp
                """, in: family.child)
            let found = try family.driver.changes(from: family.base, to: family.child)
            #expect(found.changes.contains { $0.path == "top" && $0.aspects == .content })
        }
    }
}
