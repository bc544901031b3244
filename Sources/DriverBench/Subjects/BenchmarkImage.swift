// SPDX-License-Identifier: Apache-2.0

/// A filled, frozen tree from which containers are made.
public struct BenchmarkImage: Sendable, Hashable {
    /// What the image's lowest layer holds.
    public enum Content: Sendable, Hashable {
        /// The real root file system.
        case rootFileSystem
        /// One file of random bytes, of a size in bytes.
        case file(size: UInt64)
        /// A number of files of one block each, a hundred to a directory.
        case smallFiles(count: Int)
    }

    /// What the lowest layer holds.
    public let content: Content
    /// How many layers it has; all but the lowest hold one small file.
    public let depth: Int

    /// Says what an image is.
    public init(_ content: Content, depth: Int = 1) {
        self.content = content
        self.depth = depth
    }

    /// The image's name, safe as a layer's.
    public var name: String {
        switch content {
        case .rootFileSystem: "rootfs-\(depth)"
        case .file(let size): "file-\(size)-\(depth)"
        case .smallFiles(let count): "files-\(count)-\(depth)"
        }
    }
}
