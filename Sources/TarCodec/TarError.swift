// SPDX-License-Identifier: Apache-2.0

/// Why an archive cannot be written or read.
public struct TarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The class of a failure, for a program to act on.
    public enum Code: String, Hashable, Sendable {
        /// The archive's bytes contradict the format.
        case malformed
        /// The archive ends too early.
        case truncated
        /// The archive asks for more than the reader allows.
        case limitExceeded
        /// The format has no way to say what is to be written.
        case unrepresentable
    }

    /// The class of the failure.
    public var code: Code
    /// A sentence that names the thing, the cause and the remedy.
    public var message: String
    /// Where in the archive, in bytes from its beginning; nil when writing.
    public var offset: UInt64?

    /// Makes an error.
    public init(_ code: Code, _ message: String, at offset: UInt64? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// The sentence, then the class and the place.
    public var description: String {
        let place = offset.map { " at byte \($0)" } ?? ""
        return "\(message) [\(code.rawValue)\(place)]"
    }
}
