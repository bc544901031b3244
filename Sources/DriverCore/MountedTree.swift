// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// Which calls of the kernel perform a mount.
public enum MountInterface: Sendable, CaseIterable {
    /// fsopen(2), open_tree(2) and their family, Linux 5.2 and later (overlay's `lowerdir+`: 6.8).
    case detached
    /// mount(2), with its page of options.
    case classic
}

/// The owner of a performed mount that is attached nowhere: the mount ends with its owner.
///
/// There is no mount point, no reference count and nothing to clean up after a crash. Work in the tree goes
/// through `root`.
public struct MountedTree: ~Copyable, Sendable {
    /// The root directory of the mounted tree, usable with every call that takes a directory.
    public let root: OwnedDescriptor
    /// The mount itself: it ends when this descriptor is closed.
    private let mount: OwnedDescriptor
    /// What must stay for as long as the mount lives.
    private let keeper: (any AnyObject & Sendable)?

    /// Performs a mount.
    ///
    /// - Parameters:
    ///   - interface: nil takes the detached calls, and mount(2) where the kernel lacks them.
    ///   - keeper: What must stay for as long as the mount has this owner, such as a lock.
    /// - Throws: the kernel's refusal, with its own messages.
    public init(
        _ mount: Mount, interface: MountInterface? = nil, keeper: (any AnyObject & Sendable)? = nil
    ) throws(StorageError) {
        let performed = try Self.perform(mount, interface)
        // The descriptor of a mount is a place only (O_PATH): it cannot be listed or written out.
        root = try performed.open(beneath: ".", .directory)
        self.mount = performed
        self.keeper = keeper
    }

    private static func perform(
        _ mount: Mount, _ interface: MountInterface?
    ) throws(StorageError) -> OwnedDescriptor {
        switch interface {
        case .detached: return try detached(mount)
        case .classic: return try classic(mount)
        case nil:
            do {
                return try detached(mount)
            } catch  where isMissing(error) {
                return try classic(mount)
            }
        }
    }

    /// A path to the tree for this process and its children, valid while this value lives.
    public var path: FilePath { root.procPath }

    /// Attaches the mount at a directory; from then on it belongs to the mount namespace, and whoever
    /// attached it unmounts it (`ClassicMount.unmount`). The lock of its layer ends here: nothing but the
    /// caller keeps the layer from being sealed while it is mounted.
    public consuming func attach(at target: FilePath) throws(StorageError) {
        try mount.attachMount(at: target)
    }

    /// Performs a mount at a directory, with either family of calls.
    public static func attach(
        _ mount: Mount, at target: FilePath, interface: MountInterface? = nil
    ) throws(StorageError) {
        if interface == .classic { return try performClassic(mount, at: target) }
        do {
            try MountedTree(mount, interface: .detached).attach(at: target)
        } catch  where interface == nil && isMissing(error) {
            try performClassic(mount, at: target)
        }
    }

    /// ENOSYS: the kernel has no such call; an unknown `lowerdir+` is one of overlay before 6.8.
    private static func isMissing(_ error: StorageError) -> Bool {
        let missingCall: Int32 = 38
        let isUnknownParameter = error.message.contains("Unknown parameter 'lowerdir+'")
        return error.errno == missingCall || isUnknownParameter
    }

    private static func detached(_ mount: Mount) throws(StorageError) -> OwnedDescriptor {
        guard mount.type == "bind" else { return try detachedFileSystem(mount) }
        let isRecursive = mount.options.contains("rbind")
        let tree = try OwnedDescriptor.cloneTree(FilePath(mount.source), recursive: isRecursive)
        if mount.isReadOnly { try tree.setReadOnlyMount(recursive: isRecursive) }
        return tree
    }

    private static func detachedFileSystem(_ mount: Mount) throws(StorageError) -> OwnedDescriptor {
        let context = try FileSystemContext(type: mount.type)
        try context.set("source", mount.source)
        for option in mount.options where option != "ro" && option != "rw" {
            let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 1 {
                try context.set(parts[0])
            } else if parts[0] == "lowerdir" {
                for directory in LowerDirectories.split(parts[1]) { try context.set("lowerdir+", directory) }
            } else {
                try context.set(parts[0], parts[1])
            }
        }
        return try context.mount(readOnly: mount.isReadOnly)
    }

    /// Mounts at a directory of its own, opens the root and takes the mount out again: the descriptor alone
    /// keeps it.
    private static func classic(_ mount: Mount) throws(StorageError) -> OwnedDescriptor {
        let working = try OwnedDescriptor.open("/tmp", [.directory, .path])
        let name = FilePath("strata-mount-\(ProcessFacts.uniqueSuffix())")
        try working.makeDirectory(name, permissions: 0o700)
        defer { try? working.removeDirectory(name) }
        let target = FilePath("/tmp").pushing(name)
        try performClassic(mount, at: target)
        defer { try? ClassicMount.unmount(target) }
        return try OwnedDescriptor.open(target, [.directory, .path])
    }

    private static func performClassic(_ mount: Mount, at target: FilePath) throws(StorageError) {
        if mount.type == "bind" {
            let isRecursive = mount.options.contains("rbind")
            return try ClassicMount.bind(
                FilePath(mount.source), at: target, recursive: isRecursive, readOnly: mount.isReadOnly)
        }
        let data = mount.options.filter { $0 != "ro" && $0 != "rw" }.joined(separator: ",")
        try ClassicMount.mount(
            type: mount.type, source: mount.source, at: target, readOnly: mount.isReadOnly, data: data)
    }
}
