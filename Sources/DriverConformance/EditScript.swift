// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// One step that changes a tree; every driver must show the same result.
public enum Edit: Sendable, Hashable {
    case write(FilePath, [UInt8])
    case append(FilePath, [UInt8])
    case truncate(FilePath, UInt64)
    case sparse(FilePath, UInt64)
    case permissions(FilePath, UInt32)
    case owner(FilePath, UInt32, UInt32)
    case attribute(FilePath, ExtendedAttribute)
    case makeDirectory(FilePath)
    case symbolicLink(FilePath, FilePath)
    case hardLink(FilePath, to: FilePath)
    case node(FilePath, InodeType, DeviceNumber)
    case rename(FilePath, FilePath)
    case delete(FilePath)
    case rewrite(FilePath)
}

/// A list of edits made at random from a seed, against a model of what the tree holds.
///
/// The generator only makes edits that succeed on a tree with everything, and leaves alone what drivers are
/// allowed to differ in: files with several names that come from a lower layer.
public struct EditScript: Sendable {
    /// The seed from which the script can be made again.
    public let seed: UInt64
    /// The edits of each layer, the base first.
    public let layers: [[Edit]]

    /// Makes a script for some layers with some edits each.
    ///
    /// - Parameter longNames: whether names of 255 bytes occur. Overlay with `redirect_dir` or `metacopy` fails
    ///   with EXDEV to rename or link what lies at a path of more than 256 bytes (the module's `redirect_max`).
    public init(seed: UInt64, layers: Int, edits: Int, longNames: Bool = true) {
        self.seed = seed
        var generator = EditGenerator(seed: seed, longNames: longNames)
        self.layers = (0..<layers).map { index in
            generator.beginLayer()
            return (0..<(index == 0 ? edits * 3 : edits)).flatMap { _ in generator.next() }
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}

/// Makes edits and keeps a model of the names that exist.
private struct EditGenerator {
    private enum Object { case file, directory, other }

    private var random: SplitMix64
    private var tree: [FilePath: Object] = [:]
    /// Names that share a file with others, made in this layer and in earlier ones.
    private var linked: Set<FilePath> = []
    private var frozen: Set<FilePath> = []
    private var counter = 0

    private let longNames: Bool

    init(seed: UInt64, longNames: Bool) {
        random = SplitMix64(seed: seed)
        self.longNames = longNames
    }

    mutating func beginLayer() { frozen = linked }

    mutating func next() -> [Edit] {
        switch Int.random(in: 0..<31, using: &random) {
        case 0..<6: [create(bytes: 0...3000)]
        case 6: [create(bytes: 60_000...140_000)]
        case 7..<10: [makeDirectory()]
        case 10: [symbolicLink()]
        case 11: [node()]
        case 12, 13: change { file, bytes in .append(file, bytes) }
        case 14: change { file, _ in .truncate(file, 5) }
        case 15: change { file, _ in .rewrite(file) }
        case 16: change { file, bytes in .write(file, bytes) }
        case 17: change { file, _ in .permissions(file, 0o4755) }
        case 18: any { .permissions($0, 0o1711) }
        case 19: any { .owner($0, 1000, 4_000_000_000) }
        case 20:
            change { file, bytes in .attribute(file, ExtendedAttribute(name: "user.note", value: bytes)) }
        case 21: change { file, _ in .attribute(file, Samples.capability) }
        case 22: change { file, _ in .attribute(file, Samples.accessControlList) }
        case 23: hardLink()
        case 29: inheritAccess()
        case 24, 25: rename()
        case 26, 27: delete()
        case 28: deleteAndRecreate()
        default: sparse()
        }
    }

    private mutating func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
        let count = Int.random(in: range, using: &random)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    private mutating func pick(_ wanted: (FilePath, Object) -> Bool) -> FilePath? {
        let matches = tree.filter { wanted($0.key, $0.value) }.map(\.key).sorted { $0.precedes($1) }
        return matches.randomElement(using: &random)
    }

    private mutating func freshPath() -> FilePath {
        counter += 1
        let parent = Bool.random(using: &random) ? pick { $1 == .directory } : nil
        return (parent ?? "").pushing(Samples.name(counter, long: longNames))
    }

    /// A default ACL on a directory: what is made in it from now on inherits it.
    private mutating func inheritAccess() -> [Edit] {
        guard let directory = pick({ $1 == .directory }) else { return [] }
        return [.attribute(directory, Samples.defaultAccessControlList)]
    }

    private mutating func create(bytes range: ClosedRange<Int>) -> Edit {
        let path = freshPath()
        tree[path] = .file
        return .write(path, bytes(range))
    }

    private mutating func makeDirectory() -> Edit {
        let path = freshPath()
        tree[path] = .directory
        return .makeDirectory(path)
    }

    private mutating func symbolicLink() -> Edit {
        let path = freshPath()
        tree[path] = .other
        return .symbolicLink(path, "../somewhere/else")
    }

    private mutating func node() -> Edit {
        let path = freshPath()
        tree[path] = .other
        let kinds: [(InodeType, DeviceNumber)] = [
            (.fifo, DeviceNumber(major: 0, minor: 0)), (.socket, DeviceNumber(major: 0, minor: 0)),
            (.characterDevice, DeviceNumber(major: 1, minor: 3)),
            (.blockDevice, DeviceNumber(major: 7, minor: 300)),
        ]
        let (type, device) = kinds.randomElement(using: &random)!
        return .node(path, type, device)
    }

    private mutating func sparse() -> [Edit] {
        let path = freshPath()
        tree[path] = .file
        return [.sparse(path, 1 << 20)]
    }

    private mutating func change(_ edit: (FilePath, [UInt8]) -> Edit) -> [Edit] {
        let frozen = frozen
        guard let file = pick({ $1 == .file && !frozen.contains($0) }) else { return [] }
        return [edit(file, bytes(1...50))]
    }

    private mutating func any(_ edit: (FilePath) -> Edit) -> [Edit] {
        let frozen = frozen
        guard let path = pick({ $1 != .other && !frozen.contains($0) }) else { return [] }
        return [edit(path)]
    }

    private mutating func hardLink() -> [Edit] {
        let frozen = frozen
        guard let file = pick({ $1 == .file && !frozen.contains($0) }) else { return [] }
        let path = freshPath()
        tree[path] = .file
        linked.formUnion([file, path])
        return [.hardLink(path, to: file)]
    }

    private mutating func rename() -> [Edit] {
        let frozen = frozen
        guard let old = pick({ path, _ in !frozen.contains { $0.starts(with: path) } }) else { return [] }
        counter += 1
        let new = Samples.name(counter, long: longNames)
        for (path, object) in tree where path.starts(with: old) {
            var moved = path
            _ = moved.removePrefix(old)
            let target = new.pushing(moved)
            tree[path] = nil
            tree[target] = object
            if linked.remove(path) != nil { linked.insert(target) }
        }
        return [.rename(old, new)]
    }

    private mutating func delete() -> [Edit] {
        guard let path = pick({ _, _ in true }) else { return [] }
        forget(path)
        return [.delete(path)]
    }

    /// The same name comes back as another kind of object, or as a directory that must be seen as new.
    private mutating func deleteAndRecreate() -> [Edit] {
        guard let path = pick({ _, _ in true }) else { return [] }
        forget(path)
        if Bool.random(using: &random) {
            tree[path] = .directory
            let inner = path.pushing("inside")
            tree[inner] = .file
            return [.delete(path), .makeDirectory(path), .write(inner, bytes(0...40))]
        }
        tree[path] = .file
        return [.delete(path), .write(path, bytes(0...40))]
    }

    private mutating func forget(_ path: FilePath) {
        for known in tree.keys where known.starts(with: path) {
            tree[known] = nil
            linked.remove(known)
            frozen.remove(known)
        }
    }
}

/// Values that need care: names that are no text, capabilities, access control lists.
enum Samples {
    /// The longest name that file systems take (NAME_MAX).
    private static let longestName = 255

    static func name(_ number: Int, long: Bool) -> FilePath {
        switch number % 9 {
        case 0:
            FilePath(
                platformString: [CChar(bitPattern: 0xff), 110, CChar(bitPattern: 0xe9)] + digits(number))
        case 1: FilePath("name with blanks \(number)")
        case 2 where long:
            FilePath("\(number)" + String(repeating: "l", count: longestName - "\(number)".utf8.count))
        default: FilePath("entry\(number)")
        }
    }

    private static func digits(_ number: Int) -> [CChar] {
        "\(number)".utf8.map { CChar(bitPattern: $0) } + [0]
    }

    /// CAP_NET_BIND_SERVICE, permitted and effective (struct vfs_cap_data, revision 2, linux/capability.h).
    static let capability = ExtendedAttribute(
        name: "security.capability",
        value: [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])

    /// user::rw- user:1000:rw- group::r-- mask::rw- other::r-- (linux/posix_acl_xattr.h).
    static let accessControlList = ExtendedAttribute(
        name: "system.posix_acl_access", value: accessEntries)

    /// The same as what new entries of a directory get.
    static let defaultAccessControlList = ExtendedAttribute(
        name: "system.posix_acl_default", value: accessEntries)

    private static let accessEntries: [UInt8] =
        [2, 0, 0, 0] + entry(1, 6, .max) + entry(2, 6, 1000) + entry(4, 4, .max) + entry(16, 6, .max)
        + entry(32, 4, .max)

    private static func entry(_ tag: UInt16, _ permissions: UInt16, _ identifier: UInt32) -> [UInt8] {
        [UInt8(tag), 0, UInt8(permissions), 0]
            + (0..<4).map { UInt8(truncatingIfNeeded: identifier >> (8 * $0)) }
    }
}
