// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

/// Facts about this process and the clock it measures with.
public enum ProcessFacts {
    /// The effective user (geteuid(2)); 0 is root.
    public static var effectiveUser: UInt32 { geteuid() }

    /// Nanoseconds of a clock that only goes forward and is never adjusted (CLOCK_MONOTONIC_RAW).
    public static var monotonicNanoseconds: UInt64 { strata_monotonic_nanoseconds() }

    /// The number of this process (getpid(2)).
    public static var identifier: Int32 { getpid() }

    /// Whether the standard error stream goes to a terminal (isatty(3)).
    public static var hasTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Waits (usleep(3)).
    public static func sleep(milliseconds: UInt32) { usleep(milliseconds * 1000) }

    /// Writes out what every file system holds in memory (sync(2)).
    public static func synchronizeAll() { sync() }

    /// Allows as many open files as the hard limit permits (setrlimit(2) RLIMIT_NOFILE).
    public static func raiseDescriptorLimit() throws(StorageError) {
        try call("setrlimit") { strata_raise_descriptor_limit() }
    }

    /// A name for the time since the machine started: it changes with each start (random(4), boot_id).
    public static func bootIdentifier() throws(StorageError) -> String {
        String(decoding: try OwnedDescriptor.open("/proc/sys/kernel/random/boot_id").readAll(), as: UTF8.self)
    }

    /// Ends the umask's influence on what this process creates (umask(2)).
    public static func clearFileCreationMask() { umask(0) }

    /// 16 hexadecimal digits that nobody else has, from getrandom(2).
    public static func uniqueSuffix() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension OwnedDescriptor {
    /// A path by which this process, or a child of it, can name this open file: /proc/PID/fd/N (proc(5)).
    public var procPath: FilePath { FilePath("/proc/\(ProcessFacts.identifier)/fd/\(number)") }
}
