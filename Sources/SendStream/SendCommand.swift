// SPDX-License-Identifier: Apache-2.0

/// A command of a btrfs send stream, reduced to which names and inodes it touches.
///
/// Source: the commands and attributes of fs/btrfs/send.h in Linux, versions 1 and 2 of the stream.
public enum SendCommand: Hashable, Sendable {
    /// The stream makes a subvolume or, from a parent, a snapshot: its first command.
    case begin
    /// Something is made under a name, often a temporary one.
    case make([UInt8])
    /// A name is moved.
    case rename(from: [UInt8], to: [UInt8])
    /// A file gets a further name.
    case link([UInt8], to: [UInt8])
    /// A name goes away.
    case remove([UInt8])
    /// The content or the size of a file changes.
    case changeContent([UInt8])
    /// Permissions, owner, times, flags or extended attributes change.
    case changeAttributes([UInt8])
    /// The stream is complete: its last command.
    case end
}

/// Why bytes are no send stream.
public struct SendStreamError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The place in the stream, in bytes.
    public let offset: UInt64
    /// What is wrong there.
    public let message: String

    /// One line: where and what.
    public var description: String { "the send stream is damaged at byte \(offset): \(message)" }
}
