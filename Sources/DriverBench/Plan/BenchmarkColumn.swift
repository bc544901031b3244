// SPDX-License-Identifier: Apache-2.0

/// A driver on a backing file system, and the column that its values are divided by.
public struct BenchmarkColumn: Hashable, Codable, Sendable {
    /// The name by which samples refer to the column, such as `overlay2@ext4`.
    public var name: String
    /// The storage driver, or what stands in for one, such as `plain`.
    public var driver: String
    /// The backing file system.
    public var fileSystem: String
    /// The name of the column that ratios are taken to; nil for a base itself.
    public var base: String?
    /// The driver's column whose bare system calls this column makes, with no driver around them; nil for
    /// all other columns.
    public var bareOf: String?
    /// The only workloads that run on the column; nil for all.
    public var workloads: [String]?

    /// Makes a column of its parts.
    public init(
        name: String, driver: String, fileSystem: String, base: String?, bareOf: String? = nil,
        workloads: [String]? = nil
    ) {
        self.name = name
        self.driver = driver
        self.fileSystem = fileSystem
        self.base = base
        self.bareOf = bareOf
        self.workloads = workloads
    }

    /// Whether a workload runs on the column.
    public func runs(_ workload: String) -> Bool { workloads?.contains(workload) ?? true }

    /// The base of a file system: a plain directory on it, with no driver.
    public static func plain(on fileSystem: String) -> BenchmarkColumn {
        BenchmarkColumn(name: "plain@\(fileSystem)", driver: "plain", fileSystem: fileSystem, base: nil)
    }

    /// The A/A column of a base: the same thing measured a second time, which shows the noise.
    public static func again(_ base: BenchmarkColumn) -> BenchmarkColumn {
        BenchmarkColumn(
            name: "\(base.driver)-again@\(base.fileSystem)", driver: base.driver,
            fileSystem: base.fileSystem, base: base.name)
    }

    /// A driver on the file system of its base.
    public static func driver(_ driver: String, over base: BenchmarkColumn) -> BenchmarkColumn {
        BenchmarkColumn(
            name: "\(driver)@\(base.fileSystem)", driver: driver, fileSystem: base.fileSystem, base: base.name
        )
    }

    /// The bare system calls that a driver cannot do without, for some workloads.
    public static func bare(_ driver: BenchmarkColumn, workloads: [String]) -> BenchmarkColumn {
        BenchmarkColumn(
            name: "bare-\(driver.name)", driver: "bare-\(driver.driver)", fileSystem: driver.fileSystem,
            base: driver.base, bareOf: driver.name, workloads: workloads)
    }

    /// Another storage system at the work of a driver, for some workloads.
    public static func peer(_ name: String, of driver: BenchmarkColumn, workloads: [String])
        -> BenchmarkColumn
    {
        BenchmarkColumn(
            name: "\(name)-\(driver.name)", driver: "\(name)-\(driver.driver)", fileSystem: driver.fileSystem,
            base: driver.base, workloads: workloads)
    }

    /// Whether this is the A/A column of a base: the same driver on the same file system.
    public func repeats(_ other: BenchmarkColumn) -> Bool {
        base == other.name && driver == other.driver && fileSystem == other.fileSystem
    }
}
