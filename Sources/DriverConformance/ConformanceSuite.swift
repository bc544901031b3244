// SPDX-License-Identifier: Apache-2.0

import Dispatch
public import DriverCore
import LinuxSystem
import Synchronization
import SystemPackage

/// A driver does not do what every driver must.
public struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected and what was found.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// The checks that every driver must pass, ours and third parties'; each works in a root of its own.
public struct ConformanceSuite: Sendable {
    private let driver: any StorageDriver

    /// Makes the suite over an open driver with no layers.
    public init(_ driver: any StorageDriver) { self.driver = driver }

    /// What a driver says of one layer: it must be the same for every driver.
    public struct LayerAccount: Hashable, Sendable {
        /// The layer's changes against its parent.
        public var changes: ChangeSet
        /// The layer's archive, as `diff` writes it.
        public var archive: [UInt8]
    }

    /// Plays a random script layer by layer and compares the driver's changes with the comparison of trees.
    ///
    /// - Returns: what the driver says of each layer, for the comparison with another driver's.
    @discardableResult
    public func playScript(_ script: EditScript) throws -> [LayerAccount] {
        var layer: Layer?
        var result: [LayerAccount] = []
        for (index, edits) in script.layers.enumerated() {
            let id = try LayerID("script\(script.seed)-\(index)")
            let next = layer.map { Layer(id, on: $0) } ?? Layer(base: id)
            try driver.create(next)
            try write(next, edits, aging: index == 0)
            if index > 0 { try stampTimes(of: next) }
            let changes = try checkOracle(next, "seed \(script.seed)")
            try result.append(LayerAccount(changes: changes, archive: archive(of: next)))
            try driver.seal(next)
            layer = next
            // The next layer's times must differ: kernels take them from a clock that ticks each 1 to 10 ms.
            ProcessFacts.sleep(milliseconds: 12)
        }
        return result
    }

    /// A layer is there after creation and gone after removal, and its space is given back.
    public func lifecycle() throws {
        let base = try makeBase("life")
        let child = Layer(try LayerID("life-child"), on: base)
        try driver.create(child)
        try expect(driver.area.layer(child.id) == child, "the ancestors of a layer are recorded")
        try expectError(.failedPrecondition, "a layer with a child is removed") { try driver.remove(base) }
        try driver.remove(child)
        try driver.remove(base)
        try expect(driver.reclaim() >= 2, "removed layers are reclaimed")
        try expect(driver.area.layerIDs().isEmpty, "no layer is left")
        try expect(driver.reclaim() == 0, "nothing is left to reclaim")
    }

    /// A name that exists, a parent that does not exist or can still be written to: refused, nothing left.
    public func badCreation() throws {
        let base = try makeBase("bad")
        try expectError(.alreadyExists, "a layer is made twice") { try driver.create(base) }
        let ghost = Layer(base: try LayerID("ghost"))
        let orphan = Layer(try LayerID("orphan"), on: ghost)
        try expectError(.notFound, "a layer is made on nothing") { try driver.create(orphan) }
        let open = Layer(try LayerID("open"), on: base)
        try driver.create(open)
        let early = Layer(try LayerID("early"), on: open)
        try expectError(.failedPrecondition, "a layer is made on a writable one") { try driver.create(early) }
        try expectError(.notFound, "an unknown layer is mounted") { _ = try driver.mount(ghost, .readOnly) }
        let ids = try driver.area.layerIDs().map(\.description)
        try expect(ids == ["bad", "open"], "refused layers leave no name, found \(ids)")
    }

    /// A sealed layer cannot be mounted writable, and nothing can be written through a read-only mount.
    public func sealedLayersStayAsTheyAre() throws {
        let base = try makeBase("sealed")
        try expectError(.failedPrecondition, "a sealed layer is mounted writable") {
            _ = try driver.mount(base, .readWrite)
        }
        let tree = try driver.mount(base, .readOnly)
        try expectError(.failedPrecondition, "a file is written in a read-only mount") {
            _ = try tree.root.open(beneath: "file", [.write, .append])
        }
    }

    /// The root directory's mode and owner are those of the parent, and its changes are seen.
    public func rootDirectoryIsInherited() throws {
        let base = Layer(base: try LayerID("root-base"))
        try driver.create(base)
        do {
            let tree = try driver.mount(base, .readWrite)
            try expect(tree.root.status().permissions == 0o755, "a new root has mode 0755")
            try tree.root.setPermissions(0o1705, of: ".")
            try tree.root.setOwner(user: 1, group: 2, of: ".")
            try EditPlayer.age(tree.root)
        }
        try driver.seal(base)
        let child = Layer(try LayerID("root-child"), on: base)
        try driver.create(child)
        let changes = try driver.changes(from: base, to: child)
        try expect(changes.isEmpty, "a new child has no changes, found \(changes.changes)")
        let tree = try driver.mount(child, .readWrite)
        let status = try tree.root.status()
        try expect(
            status.permissions == 0o1705 && status.user == 1 && status.group == 2, "the root is inherited")
    }

    /// A change in one of several children is seen neither in the parent nor in the other children.
    public func siblingsAreIndependent() throws {
        let base = try makeBase("siblings")
        let names = ["first", "second", "third"]
        let children = try names.map { Layer(try LayerID($0), on: base) }
        for child in children { try driver.create(child) }
        let first = try driver.mount(children[0], .readWrite)
        let second = try driver.mount(children[1], .readWrite)
        try first.root.open(beneath: "file", [.write, .append]).write(Array("one".utf8))
        try second.root.unlink("file")
        let third = try driver.mount(children[2], .readOnly)
        try expect(third.root.status(of: "file").size == 7, "a sibling's file is untouched")
        try expect(driver.mount(base, .readOnly).root.status(of: "file").size == 7, "so is the parent's")
        try expect(first.root.status(of: "file").size == 10, "the child has its own change")
        try expect(second.root.statusIfPresent(of: "file") == nil, "the other child has its own deletion")
    }

    /// Deleting and making again over many layers never brings old content back.
    public func deletedContentStaysDeleted() throws {
        var layer = try makeBase("echo", files: ["dir/old", "dir/sub/old"])
        for depth in 1...10 {
            let next = Layer(try LayerID("echo-\(depth)"), on: layer)
            try driver.create(next)
            do {
                let tree = try driver.mount(next, .readWrite)
                try tree.root.removeTree("dir")
                try tree.root.makeDirectory("dir")
                try EditPlayer.play([.write(FilePath("dir/new\(depth)"), [1])], in: tree.root)
            }
            let names = try driver.mount(next, .readOnly).root.open(beneath: "dir", .directory).entryNames()
            try expect(names == [FilePath("new\(depth)")], "only the new file is there, found \(names)")
            try checkOracle(next, "depth \(depth)")
            try driver.seal(next)
            layer = next
        }
    }

    /// A chain of layers with a file each: the top shows all of them.
    public func deepChain(_ depth: Int) throws {
        var layer = try makeBase("deep")
        for number in 1..<depth {
            let next = Layer(try LayerID("deep-\(number)"), on: layer)
            try driver.create(next)
            do {
                // One layer is written to through its tree; a mount for each of them would only take time.
                let tree = try driver.mount(next, .readWrite)
                try EditPlayer.play(
                    [.write(FilePath("layer\(number)"), [UInt8(number % 251)])], in: tree.root)
            }
            try driver.seal(next)
            layer = next
        }
        let tree = try driver.mount(layer, .readOnly)
        try expect(tree.root.status(of: "file").size == 7, "the lowest file is there")
        for number in 1..<depth {
            var byte: [UInt8] = [0]
            _ = try tree.root.open(beneath: FilePath("layer\(number)")).read(into: &byte, at: 0)
            try expect(byte[0] == UInt8(number % 251), "the file of layer \(number) is right")
        }
    }

    /// A layer mounted writable cannot be sealed; a second writable mount is as the traits say.
    public func writableMountsAreGuarded() throws {
        let base = try makeBase("guarded")
        let child = Layer(try LayerID("guarded-child"), on: base)
        try driver.create(child)
        do {
            let tree = try driver.mount(child, .readWrite)
            try expectError(.busy, "a layer mounted writable is sealed") { try driver.seal(child) }
            if driver.traits.sharesWritableMounts {
                let second = try driver.mount(child, .readWrite)
                try second.root.open(beneath: "shared", [.write, .create]).write([1])
                try expect(tree.root.status(of: "shared").size == 1, "both mounts show the same tree")
            } else {
                try expectError(.busy, "a layer is mounted writable twice") {
                    _ = try driver.mount(child, .readWrite)
                }
            }
            try tree.root.open(beneath: "last", [.write, .create]).write([2])
        }
        try driver.seal(child)
        try expect(driver.mount(child, .readOnly).root.status(of: "last").size == 1, "the change is kept")
    }

    /// Each layer gives the same file another owner and mode: each shows its own, and only that changed.
    public func ownersChangeAlongAChain() throws {
        var layer = try makeBase("owners")
        for number in 1...8 as ClosedRange<UInt32> {
            let next = Layer(try LayerID("owners-\(number)"), on: layer)
            try driver.create(next)
            do {
                let tree = try driver.mount(next, .readWrite)
                try tree.root.setOwner(user: number, group: number + 100, of: "file")
                try tree.root.setPermissions(0o4700 + number, of: "file")
            }
            let changes = try checkOracle(next, "owners").changes
            try expect(changes.map(\.path) == ["file"], "only the file changed, found \(changes)")
            try driver.seal(next)
            layer = next
        }
        for number in 1...8 as ClosedRange<UInt32> {
            let id = try LayerID("owners-\(number)")
            let status = try driver.mount(driver.area.layer(id), .readOnly).root.status(of: "file")
            let isRight = status.user == number && status.group == number + 100
            try expect(isRight && status.permissions == 0o4700 + number, "layer \(id) shows its own owner")
        }
    }

    /// Children of one parent, each made, written to, read and removed by a thread of its own.
    public func concurrentChildren(_ count: Int) throws {
        let base = try makeBase("crowd")
        let failures = Mutex<[any Error]>([])
        DispatchQueue.concurrentPerform(iterations: count) { number in
            do {
                try liveAndDie(Layer(LayerID("crowd-\(number)"), on: base), content: UInt8(number))
            } catch {
                failures.withLock { $0.append(error) }
            }
        }
        if let failure = failures.withLock({ $0.first }) { throw failure }
        try expect(driver.area.layerIDs() == [base.id], "only the parent is left")
        try expect(driver.reclaim() == count, "every child is reclaimed")
        try driver.remove(base)
    }

    private func liveAndDie(_ layer: Layer, content: UInt8) throws {
        try driver.create(layer)
        do {
            let tree = try driver.mount(layer, .readWrite)
            try tree.root.open(beneath: "file", [.write, .append]).write([content])
        }
        let tree = try driver.mount(layer, .readOnly)
        let bytes = try tree.root.open(beneath: "file").readAll()
        try expect(bytes == Array("content".utf8) + [content], "each child has its own change")
        try driver.remove(layer)
    }

    /// Hard links in a lower layer survive a change above, where the driver says so, and only there.
    public func hardLinkTraitIsTrue() throws {
        let base = Layer(base: try LayerID("links"))
        try driver.create(base)
        try write(base, [.write("one", [1]), .hardLink("two", to: "one")], aging: true)
        try driver.seal(base)
        let child = Layer(try LayerID("links-child"), on: base)
        try driver.create(child)
        let tree = try driver.mount(child, .readWrite)
        try tree.root.open(beneath: "one", [.write, .append]).write([2])
        let kept = try tree.root.status(of: "two").size == 2
        try expect(kept == driver.traits.keepsHardLinks, "keepsHardLinks is \(driver.traits.keepsHardLinks)")
        try checkOracle(child, "hard links")
    }

    /// The names that a moved file has elsewhere are found, though nothing touched them.
    ///
    /// A driver that refuses to move directories of the parent has nothing to show here.
    public func linksOutOfAMovedDirectory() throws {
        guard driver.traits.renamesLowerDirectories else { return }
        let base = Layer(base: try LayerID("moved"))
        try driver.create(base)
        do {
            let tree = try driver.mount(base, .readWrite)
            try tree.root.makeDirectory("there")
            try tree.root.makeDirectory("elsewhere")
            try EditPlayer.play(
                [.write("elsewhere/file", [1]), .hardLink("there/link", to: "elsewhere/file")], in: tree.root)
            try EditPlayer.age(tree.root)
        }
        try driver.seal(base)
        let child = Layer(try LayerID("moved-child"), on: base)
        try driver.create(child)
        do {
            let tree = try driver.mount(child, .readWrite)
            try tree.root.rename("there", to: "new", in: tree.root)
        }
        let changes = try checkOracle(child, "links out of a moved directory")
        try expect(changes.linkSets == [["elsewhere/file", "new/link"]], "both names are known: \(changes)")
    }

    /// The space of a layer is what it adds.
    public func usageCountsWhatALayerAdds() throws {
        let base = try makeBase("usage")
        let child = Layer(try LayerID("usage-child"), on: base)
        try driver.create(child)
        do {
            let tree = try driver.mount(child, .readWrite)
            try EditPlayer.play([.write("big", [UInt8](repeating: 7, count: 1 << 20))], in: tree.root)
            try tree.root.open(beneath: ".", .directory).synchronizeFileSystem()
        }
        let usage = try driver.usage(of: child)
        try expect(usage.bytes >= 1 << 20 && usage.bytes < 1 << 21, "1 MiB is counted, found \(usage.bytes)")
        try expect((1...2).contains(usage.inodes), "the file and at most the root, found \(usage.inodes)")
        try expect(usage.contentBytes == 1 << 20, "the content is 1 MiB, found \(usage.contentBytes)")
        try expect(usage.sharedBytes == 0, "nobody shares a new file: \(usage)")
        try driver.seal(child)
        let recorded = try driver.usage(of: child)
        try expect(recorded == usage, "sealing changes nothing: \(recorded), before: \(usage)")
        try expect(driver.usage(of: child) == recorded, "nor does asking twice")
        let size = try driver.usage(of: base).contentBytes
        try expect(size == UInt64("content".utf8.count), "the parent has one file, found \(size) bytes")
        try expect(driver.virtualSize(of: child) == size + 1 << 20, "the virtual size is the sum of both")
        try expect(
            driver.diffSize(from: nil, to: child).contentBytes == size + 1 << 20,
            "so is that of the whole tree")
    }

    private func makeBase(_ name: String, files: [FilePath] = []) throws -> Layer {
        let base = Layer(base: try LayerID(name))
        try driver.create(base)
        do {
            let tree = try driver.mount(base, .readWrite)
            try EditPlayer.play([.write("file", Array("content".utf8))], in: tree.root)
            for file in files {
                let parent = file.removingLastComponent()
                if try tree.root.statusIfPresent(of: parent) == nil { try tree.root.makeDirectory(parent) }
                try EditPlayer.play([.write(file, [9])], in: tree.root)
            }
            try EditPlayer.age(tree.root)
        }
        try driver.seal(base)
        return base
    }

    private func write(_ layer: Layer, _ edits: [Edit], aging: Bool) throws {
        let tree = try driver.mount(layer, .readWrite)
        try EditPlayer.play(edits, in: tree.root)
        if aging { try EditPlayer.age(tree.root) }
    }

    /// Gives what got the time of the clock a time that depends on the path alone, so that the trees of all
    /// drivers, and with them the archives, are equal to the byte.
    private func stampTimes(of layer: Layer) throws {
        let changes = try driver.changes(from: layer.parent, to: layer).changes
        let tree = try driver.mount(layer, .readWrite)
        for (index, change) in changes.enumerated().reversed() where change.kind != .deleted {
            guard change.kind == .added || !change.aspects.isDisjoint(with: [.modificationTime, .type]) else {
                continue
            }
            let time = FileTime(seconds: 1_500_000_000 + Int64(index), nanoseconds: UInt32(index))
            try tree.root.setTimes(
                accessed: nil, modified: time, of: change.path.isEmpty ? "." : change.path)
        }
    }

    /// The archive of a layer's changes; its summary must say what the archive holds.
    private func archive(of layer: Layer) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let summary = try driver.diff(from: layer.parent, to: layer) { bytes += $0 }
        try expect(summary.archiveBytes == UInt64(bytes.count), "the summary counts the archive's bytes")
        return bytes
    }

    /// The driver's changes against the parent equal those that the comparison of the trees finds.
    @discardableResult
    private func checkOracle(_ layer: Layer, _ what: String) throws -> ChangeSet {
        let changes = try driver.changes(from: layer.parent, to: layer)
        guard let parent = layer.parent else { return changes }
        let oracle = try TreeComparison.changes(
            from: driver.mount(parent, .readOnly).root, to: driver.mount(layer, .readOnly).root)
        if let difference = Self.difference(changes, oracle) {
            throw ConformanceFailure("\(what), layer \(layer.id): \(difference) (driver < > comparison)")
        }
        return changes
    }

    /// In what two drivers' accounts of a layer differ, or nil when they are equal.
    public static func difference(_ left: LayerAccount, _ right: LayerAccount) -> String? {
        if let difference = difference(left.changes, right.changes) { return difference }
        guard left.archive != right.archive else { return nil }
        let place = zip(left.archive, right.archive).enumerated().first { $0.element.0 != $0.element.1 }
        return "the archives of \(left.archive.count) and \(right.archive.count) bytes differ from byte"
            + " \(place?.offset ?? min(left.archive.count, right.archive.count)) on"
    }

    /// What two sets do not have in common, or nil when they are equal.
    public static func difference(_ left: ChangeSet, _ right: ChangeSet) -> String? {
        if left == right { return nil }
        let only = Set(left.changes).subtracting(right.changes).map { "< \($0)" }
        let other = Set(right.changes).subtracting(left.changes).map { "> \($0)" }
        let links = left.linkSets == right.linkSets ? [] : ["< \(left.linkSets)", "> \(right.linkSets)"]
        return (only + other + links).sorted().joined(separator: "; ")
    }

    private func expect(_ condition: Bool, _ what: String) throws {
        guard condition else { throw ConformanceFailure("\(driver.name): expected that \(what)") }
    }

    private func expectError(_ code: StorageError.Code, _ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as StorageError where error.code == code {
            return
        } catch {
            throw ConformanceFailure("\(driver.name): when \(what), expected \(code), got \(error)")
        }
        throw ConformanceFailure("\(driver.name): no error when \(what), expected \(code)")
    }
}
