// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem

/// The options given to a driver, checked against those that it knows.
public struct DriverOptions: Sendable, Hashable {
    /// What values an option takes.
    public enum Form: Sendable, Hashable {
        /// `true` or `false`.
        case boolean
        /// One of these words.
        case oneOf([String])

        fileprivate var words: [String] {
            switch self {
            case .boolean: ["true", "false"]
            case .oneOf(let words): words
            }
        }
    }

    /// An option that a driver knows.
    public struct Known: Sendable, Hashable {
        /// The name before the `=`.
        public let key: String
        /// What may stand after it.
        public let form: Form
        /// What it does, one sentence.
        public let purpose: String

        /// Declares an option.
        public init(_ key: String, _ form: Form, _ purpose: String) {
            self.key = key
            self.form = form
            self.purpose = purpose
        }
    }

    /// The option that every driver knows: when it waits for the disk.
    public static let durability = Known(
        "durability", .oneOf(Durability.allCases.map(\.rawValue)),
        "when the driver waits for the disk: before a layer gets its name, at seal, or never")

    private let values: [String: String]

    /// Checks options of the form `key=value`.
    ///
    /// - Throws: `invalidArgument` that lists the known options.
    public init(_ options: [String], known: [Known], driver: String) throws(StorageError) {
        let known = known + [Self.durability]
        var values: [String: String] = [:]
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Self.refusal(option, "has not the form key=value", known, driver)
            }
            let key = String(parts[0])
            guard let match = known.first(where: { $0.key == key }) else {
                throw Self.refusal(option, "is unknown", known, driver)
            }
            guard match.form.words.contains(String(parts[1])) else {
                throw Self.refusal(option, "has a value that is not allowed", known, driver)
            }
            guard values.updateValue(String(parts[1]), forKey: key) == nil else {
                throw Self.refusal(option, "is given twice", known, driver)
            }
        }
        self.values = values
    }

    /// The value of an option, or nil when it was not given.
    public subscript(_ key: String) -> String? { values[key] }

    /// Whether a boolean option was given as true.
    public func isOn(_ key: String) -> Bool { values[key] == "true" }

    /// When to wait for the disk: `durable` unless the option says otherwise.
    public var durability: Durability {
        values[Self.durability.key].flatMap(Durability.init(rawValue:)) ?? .durable
    }

    private static func refusal(
        _ option: String, _ reason: String, _ known: [Known], _ driver: String
    ) -> StorageError {
        let list = known.map { "\($0.key)=\($0.form.words.joined(separator: "|"))" }.joined(separator: ", ")
        return StorageError(
            .invalidArgument,
            "option \(option.debugDescription) of driver \(driver) \(reason); known options: \(list)")
    }
}
