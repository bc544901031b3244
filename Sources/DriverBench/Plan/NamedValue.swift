// SPDX-License-Identifier: Apache-2.0

/// A name and a value of something worth recording, such as a parameter or a fact about the machine.
public struct NamedValue: Hashable, Codable, Sendable {
    /// What is said, such as `size` or `kernel`.
    public var name: String
    /// What it is, as a person writes it, such as `4KiB`.
    public var value: String

    /// Makes a pair of a name and a value.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
