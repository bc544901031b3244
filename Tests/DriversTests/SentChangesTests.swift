// SPDX-License-Identifier: Apache-2.0

import DriverCore
import Drivers
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

/// Changes on btrfs, each way of finding them against the comparison of the whole trees.
@Suite(.serialized) struct SentChangesTests {
    private static let backend = Backend(driver: "btrfs", fileSystem: .btrfs)

    /// A family of layers: a sealed base, a sealed child of it with some edits, and a live grandchild.
    private struct Family {
        let driver: any StorageDriver
        let base: Layer
        let child: Layer
        let grandchild: Layer

        init(_ driver: any StorageDriver, edit: String) throws {
            self.driver = driver
            base = Layer(base: try LayerID("base"))
            child = Layer(try LayerID("child"), on: base)
            grandchild = Layer(try LayerID("grandchild"), on: child)
            try make(
                base, sealed: true,
                """
                mkdir -p a/b/c d gone/below
                for file in top a/one a/b/two a/b/c/three d/four gone/below/five; do echo $file >$file; done
                ln d/four a/link
                """)
            try make(child, sealed: true, edit)
            try make(grandchild, sealed: false, "echo late >a-late")
        }

        func make(_ layer: Layer, sealed: Bool, _ script: String) throws {
            // Times of layers must differ: kernels take them from a clock that ticks each 1 to 10 ms.
            ProcessFacts.sleep(milliseconds: 12)
            try driver.create(layer)
            try run(script, in: layer)
            if sealed { try driver.seal(layer) }
        }

        /// Runs a shell's commands in a layer's tree.
        func run(_ script: String, in layer: Layer) throws {
            let metadata = try driver.getMetadata(of: layer)
            let tree = try #require(metadata.first { $0.key == "subvolume" }).value
            try Command.run(["sh", "-euc", "cd \"$0\"; " + script, tree])
        }

        /// Changes are what the comparison of the trees gives, and were found in a way.
        func check(
            _ old: Layer, _ new: Layer, _ method: ChangeDetection.Method,
            location: SourceLocation = #_sourceLocation
        ) throws {
            let found = try driver.changes(from: old, to: new)
            let left = try driver.mount(old, .readOnly)
            let right = try driver.mount(new, .readOnly)
            let expected = try TreeComparison.changes(from: left.root, to: right.root)
            #expect(found == expected, sourceLocation: location)
            #expect(found.detection.method == method, sourceLocation: location)
            #expect((found.detection.fallback == nil) == (method == .sendStream), sourceLocation: location)
        }

        /// Checks all pairs of the family.
        func checkAll() throws {
            for old in [base, child, grandchild] {
                for new in [base, child, grandchild] where old.id != new.id {
                    try check(old, new, .sendStream)
                }
            }
        }
    }

    private static func family(edit: String, _ body: (Family) throws -> Void) throws {
        try backend.withDriver { driver, _ in try body(Family(driver, edit: edit)) }
    }

    @Test func `names that change places are found from the stream`() throws {
        // The kernel sends such changes by way of temporary names and in an order of its own.
        let edit = "mv a/b swap; mv d a/b; mv swap d; mv d/c c; mv a c/a; echo new >c/a/new"
        try Self.family(edit: edit) { family in try family.checkAll() }
    }

    @Test func `a directory in the place of another is found from the stream`() throws {
        let edit = "rm -r gone; mkdir -p gone/below; echo other >gone/below/other; mv top gone; mkdir top"
        try Self.family(edit: edit) { family in try family.checkAll() }
    }

    @Test func `names of hard links that come and go are found from the stream`() throws {
        let edit = "rm d/four; ln a/link top-link; ln a/one gone/one"
        try Self.family(edit: edit) { family in try family.checkAll() }
    }

    @Test func `siblings are compared through the stream`() throws {
        try Self.family(edit: "rm -r a/b") { family in
            let sibling = Layer(try LayerID("sibling"), on: family.base)
            try family.make(sibling, sealed: false, "mv a z; chmod 700 z/b")
            try family.check(family.child, sibling, .sendStream)
            try family.check(sibling, family.grandchild, .sendStream)
        }
    }

    @Test func `layers without a common base are compared as a whole`() throws {
        try Self.family(edit: "rm top") { family in
            let stranger = Layer(base: try LayerID("stranger"))
            try family.make(stranger, sealed: true, "echo top >top")
            try family.check(family.child, stranger, .comparison)
            let detection = try family.driver.changes(from: stranger, to: family.child).detection
            #expect(detection.fallback == "the layers have no common base")
        }
    }

    @Test func `what nested subvolumes of a live layer hold is part of its changes`() throws {
        try Self.family(edit: "rm top") { family in
            try family.run("btrfs subvolume create a/nested; echo x >a/nested/inside", in: family.grandchild)
            try family.check(family.child, family.grandchild, .comparison)
            let changes = try family.driver.changes(from: family.child, to: family.grandchild)
            #expect(changes.changes.contains { $0.path == "a/nested/inside" })
            #expect(changes.detection.fallback == "layer grandchild has nested subvolumes")
        }
    }

    @Test func `a layer with a nested subvolume is not sealed before that is gone`() throws {
        try Self.family(edit: "rm top") { family in
            try family.run("btrfs subvolume create a/nested", in: family.grandchild)
            let error = #expect(throws: StorageError.self) { try family.driver.seal(family.grandchild) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains("the subvolume a/nested,") == true)
            try family.run("rmdir a/nested; echo still >a/still", in: family.grandchild)
            try family.driver.seal(family.grandchild)
            try family.check(family.child, family.grandchild, .sendStream)
        }
    }
}
