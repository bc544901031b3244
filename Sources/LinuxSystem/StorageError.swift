// SPDX-License-Identifier: Apache-2.0

/// The one error of Strata: what was being done, what went wrong, and what to do about it.
///
/// The codes have the shape of gRPC's status codes so that a daemon can pass them on unchanged.
public struct StorageError: Error, Hashable, Sendable {
    /// The class of a failure, for a program to act on.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String {
            case notFound, alreadyExists, invalidArgument, failedPrecondition, unsupported
            case permissionDenied, resourceExhausted, busy, corrupted, io
        }
        private let value: Value

        /// The thing named does not exist.
        public static let notFound = Code(value: .notFound)
        /// The thing to be made exists already.
        public static let alreadyExists = Code(value: .alreadyExists)
        /// The caller passed a value that can never be right.
        public static let invalidArgument = Code(value: .invalidArgument)
        /// The value is right, but not in the present state.
        public static let failedPrecondition = Code(value: .failedPrecondition)
        /// This kernel or file system cannot do it.
        public static let unsupported = Code(value: .unsupported)
        /// The process may not do it.
        public static let permissionDenied = Code(value: .permissionDenied)
        /// A disk, quota or table is full.
        public static let resourceExhausted = Code(value: .resourceExhausted)
        /// Somebody else is using it.
        public static let busy = Code(value: .busy)
        /// What is stored is not what was written.
        public static let corrupted = Code(value: .corrupted)
        /// The system failed in a way that fits no other code.
        public static let io = Code(value: .io)

        /// The code's name.
        public var description: String { value.rawValue }
    }

    /// The class of the failure.
    public var code: Code
    /// A sentence that names the thing, the cause and the remedy.
    public var message: String
    /// The system call that failed, if one did.
    public var systemCall: String?
    /// The errno that the system call left, if one failed.
    public var errno: Int32?
    /// What was being done, the innermost activity first.
    public var activities: [String]

    /// Makes an error that no system call caused.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
        self.activities = []
    }

    /// The same error with one more, outer activity: "creating layer a".
    public func during(_ activity: String) -> StorageError {
        var copy = self
        copy.activities.append(activity)
        return copy
    }
}

extension StorageError: CustomStringConvertible {
    /// The activities from the outermost in, then the sentence, then the system call.
    public var description: String {
        let context = activities.reversed().map { $0 + ": " }.joined()
        guard let systemCall else { return "\(context)\(message) [\(code)]" }
        return "\(context)\(message) [\(code), \(systemCall)]"
    }
}
