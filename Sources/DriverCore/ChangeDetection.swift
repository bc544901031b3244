// SPDX-License-Identifier: Apache-2.0

/// How the changes between two trees were found, and at what price.
public struct ChangeDetection: Hashable, Sendable, CustomStringConvertible {
    /// A way to find changes.
    public enum Method: String, Hashable, Sendable {
        /// Nothing to find: all of one tree.
        case wholeTree = "whole tree"
        /// The two trees, side by side: the time grows with the trees.
        case comparison = "comparison of the trees"
        /// What was recorded of a copied tree: the time grows with its entries, and not with their content.
        case copyRecord = "record of the copy"
        /// What overlay keeps of a layer: the time grows with the changes.
        case upperDirectory = "upper directory"
        /// What btrfs would send of a snapshot: the time grows with the changes.
        case sendStream = "send stream"
    }

    /// The way that was taken.
    public var method: Method
    /// Why it was not the fast one, where the driver has one.
    public var fallback: String?

    /// Makes a value.
    public init(_ method: Method, fallback: String? = nil) {
        self.method = method
        self.fallback = fallback
    }

    /// One line: the way, and why it was not the fast one.
    public var description: String { method.rawValue + (fallback.map { ", since \($0)" } ?? "") }
}
