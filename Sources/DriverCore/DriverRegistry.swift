// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import SystemPackage

/// The drivers to choose from, in order of preference: a value, so that programs can add their own.
public struct DriverRegistry: Sendable {
    /// The drivers, the preferred one first.
    public let drivers: [any StorageDriver.Type]

    /// Makes a registry.
    public init(_ drivers: [any StorageDriver.Type]) {
        self.drivers = drivers
    }

    /// The driver with a name.
    ///
    /// - Throws: `invalidArgument` that lists the known names.
    public func driver(named name: String) throws(StorageError) -> any StorageDriver.Type {
        if let match = drivers.first(where: { $0.name == name }) { return match }
        let names = drivers.map { $0.name }.joined(separator: ", ")
        throw StorageError(
            .invalidArgument, "there is no driver \(name.debugDescription); known drivers: \(names)")
    }

    /// Opens a driver's root with options of the form `key=value`.
    public func open(
        _ name: String, root: FilePath, options: [String] = []
    ) throws(StorageError) -> any StorageDriver {
        let type = try driver(named: name)
        let checked = try DriverOptions(options, known: type.knownOptions, driver: name)
        return try type.init(root: root, options: checked)
    }
}

/// Which driver was chosen, and why.
public struct DriverSelection: Sendable {
    /// Where a driver's name was given.
    public enum Source: String, Sendable {
        case flag = "the flag --driver"
        case environment = "the environment variable STRATA_DRIVER"
        case file = "the configuration file"
        case existing = "the layers that the root holds"
        case priority = "the order of preference"
    }

    /// A driver that was tried before, and why it cannot serve.
    public struct Refusal: Sendable {
        /// The driver's name.
        public let driver: String
        /// The reason, a sentence.
        public let reason: StorageError
    }

    /// The chosen driver's name.
    public let driver: String
    /// What decided.
    public let source: Source
    /// The candidates that were refused, in order.
    public let refusals: [Refusal]

    /// Chooses a driver for a root: a given name (flag before environment before file), else the one whose
    /// layers are there, else the first one that works there.
    ///
    /// A driver given by name is never replaced by another one.
    public init(
        registry: DriverRegistry, root: FilePath, flag: String? = nil, environment: String? = nil,
        file: String? = nil
    ) throws(StorageError) {
        let given: [(String?, Source)] = [(flag, .flag), (environment, .environment), (file, .file)]
        for case (let name?, let source) in given where !name.isEmpty {
            self = try Self.explicit(name, source, registry, root)
            return
        }
        if let owner = try LayerArea.driverName(at: root) {
            self = try Self.explicit(owner, .existing, registry, root)
            return
        }
        self = try Self.preferred(registry, root)
    }

    private init(driver: String, source: Source, refusals: [Refusal]) {
        self.driver = driver
        self.source = source
        self.refusals = refusals
    }

    private static func explicit(
        _ name: String, _ source: Source, _ registry: DriverRegistry, _ root: FilePath
    ) throws(StorageError) -> DriverSelection {
        do {
            try registry.driver(named: name).probe(root: root)
        } catch {
            throw error.during("driver \(name), chosen by \(source.rawValue)")
        }
        return DriverSelection(driver: name, source: source, refusals: [])
    }

    private static func preferred(
        _ registry: DriverRegistry, _ root: FilePath
    ) throws(StorageError) -> DriverSelection {
        var refusals: [Refusal] = []
        for type in registry.drivers {
            do {
                try type.probe(root: root)
                return DriverSelection(driver: type.name, source: .priority, refusals: refusals)
            } catch {
                refusals.append(Refusal(driver: type.name, reason: error))
            }
        }
        let reasons = refusals.map { "\($0.driver): \($0.reason)" }.joined(separator: "; ")
        throw StorageError(.unsupported, "no driver works at \(root.printable): \(reasons)")
    }
}
