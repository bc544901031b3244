// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
import SystemPackage

/// A file system in the making: fsopen(2), then fsconfig(2) for each parameter, then fsmount(2).
///
/// What the kernel says about a refused parameter is read back from the context and put into the error.
public struct FileSystemContext: ~Copyable, Sendable {
    private let descriptor: OwnedDescriptor
    private let type: String

    /// Begins a file system of a type that the kernel knows (fsopen(2)).
    public init(type: String) throws(StorageError) {
        do {
            descriptor = OwnedDescriptor(adopting: try call("fsopen") { strata_fsopen(type) })
            self.type = type
        } catch  where error.errno == ENODEV {
            throw StorageError(
                systemCall: "fsopen", errno: ENODEV,
                hint: "this kernel has no file system named \(type); load its module (modprobe \(type))")
        }
    }

    /// Sets a parameter that has a value, `lowerdir+` for one (fsconfig(2) with FSCONFIG_SET_STRING).
    public borrowing func set(_ key: String, _ value: String) throws(StorageError) {
        let number = descriptor.number
        try withKernelMessages { () throws(StorageError) in
            try call("fsconfig(\(key))", FilePath(value)) { strata_fsconfig_string(number, key, value) }
        }
    }

    /// Sets a parameter that has no value (fsconfig(2) with FSCONFIG_SET_FLAG).
    public borrowing func set(_ key: String) throws(StorageError) {
        let number = descriptor.number
        try withKernelMessages { () throws(StorageError) in
            try call("fsconfig(\(key))") { strata_fsconfig_flag(number, key) }
        }
    }

    /// Creates the file system and mounts it, attached nowhere (fsconfig(2) FSCONFIG_CMD_CREATE, fsmount(2)).
    public consuming func mount(readOnly: Bool) throws(StorageError) -> OwnedDescriptor {
        let number = descriptor.number
        let attributes = readOnly ? strata_mount_attr_rdonly() : 0
        if readOnly { try set("ro") }
        try withKernelMessages { () throws(StorageError) in
            try call("fsconfig(create)") { strata_fsconfig_create(number) }
        }
        var mounted: CInt = -1
        try withKernelMessages { () throws(StorageError) in
            mounted = try call("fsmount") { strata_fsmount(number, attributes) }
        }
        return OwnedDescriptor(adopting: mounted)
    }

    private borrowing func withKernelMessages(
        _ body: () throws(StorageError) -> Void
    ) throws(StorageError) {
        do {
            try body()
        } catch {
            var error = error
            let messages = kernelMessages()
            if !messages.isEmpty { error.message += "; the kernel says: " + messages.joined(separator: "; ") }
            throw error.during("mounting \(type)")
        }
    }

    /// The log of the context: one message a read, each begins with a class letter and a blank.
    private borrowing func kernelMessages() -> [String] {
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 1024)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(descriptor.number, $0.baseAddress, $0.count) }
            guard count > 0 else { return messages }
            let text = String(decoding: buffer[..<count], as: UTF8.self)
            messages.append(text.split(separator: "\n").joined(separator: " "))
        }
    }
}
