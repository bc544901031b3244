// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

/// Settings of every Swift target: the project's language features, and warnings as errors.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "strata",
    products: [
        .library(name: "Strata", targets: ["DriverCore", "Drivers"]),
        .library(name: "DriverConformance", targets: ["DriverConformance"]),
        .executable(name: "driverbench", targets: ["driverbench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.6.0"),
    ],
    targets: [
        .target(name: "CLinux"),
        .systemLibrary(name: "CBtrfsUtil", providers: [.apt(["libbtrfsutil-dev"])]),
        .target(name: "LinuxSystem", dependencies: ["CLinux", systemPackage], swiftSettings: settings),
        .target(name: "TarCodec", swiftSettings: settings),
        .systemLibrary(
            name: "CStreamCoding", providers: [.apt(["libisal-dev", "libssl-dev", "libzstd-dev"])]),
        .target(name: "SendStream", swiftSettings: settings),
        .target(name: "StreamCoding", dependencies: ["CStreamCoding"], swiftSettings: settings),
        .target(
            name: "DriverCore", dependencies: ["LinuxSystem", "StreamCoding", "TarCodec", systemPackage],
            swiftSettings: settings),
        .target(
            name: "DriverVFS", dependencies: ["DriverCore", "LinuxSystem", systemPackage],
            swiftSettings: settings),
        .target(
            name: "DriverOverlay2", dependencies: ["DriverCore", "LinuxSystem", systemPackage],
            swiftSettings: settings),
        .target(
            name: "DriverBtrfs",
            dependencies: ["CBtrfsUtil", "DriverCore", "LinuxSystem", "SendStream", systemPackage],
            swiftSettings: settings),
        .target(
            name: "Drivers",
            dependencies: [
                "DriverBtrfs", "DriverCore", "DriverOverlay2", "DriverVFS", "LinuxSystem", systemPackage,
            ],
            swiftSettings: settings),
        .target(
            name: "ScratchFileSystem", dependencies: ["LinuxSystem", systemPackage], swiftSettings: settings),
        .target(
            name: "DriverConformance",
            dependencies: ["DriverCore", "LinuxSystem", "ScratchFileSystem", systemPackage],
            swiftSettings: settings),
        .target(
            name: "DriverBench",
            dependencies: [
                "DriverCore", "LinuxSystem", "ScratchFileSystem", "StreamCoding", "TarCodec", systemPackage,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "driverbench",
            dependencies: [
                "DriverBench", "DriverCore", "Drivers", "LinuxSystem", "ScratchFileSystem", systemPackage,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "fault-worker", dependencies: ["DriverCore", "Drivers", "LinuxSystem", systemPackage],
            path: "Tests/FaultWorker", swiftSettings: settings),
        .executableTarget(
            name: "memory-worker",
            dependencies: [
                "DriverCore", "Drivers", "LinuxSystem", "StreamCoding", "TarCodec", systemPackage,
            ],
            path: "Tests/MemoryWorker", swiftSettings: settings),
        .testTarget(
            name: "DriverBenchTests",
            dependencies: [
                "DriverBench", "Drivers", "LinuxSystem", "ScratchFileSystem", "StreamCoding", systemPackage,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "DriverCoreTests", dependencies: ["DriverCore", "LinuxSystem", systemPackage],
            swiftSettings: settings),
        .testTarget(
            name: "LinuxSystemTests", dependencies: ["LinuxSystem", "ScratchFileSystem", systemPackage],
            swiftSettings: settings),
        .testTarget(
            name: "SendStreamTests", dependencies: ["SendStream"],
            swiftSettings: settings),
        .testTarget(
            name: "StreamCodingTests", dependencies: ["StreamCoding"],
            swiftSettings: settings),
        .testTarget(
            name: "TarCodecTests", dependencies: ["TarCodec"],
            swiftSettings: settings),
        .testTarget(
            name: "DriversTests",
            dependencies: [
                "DriverConformance", "DriverCore", "Drivers", "LinuxSystem", "ScratchFileSystem",
                "StreamCoding", "TarCodec", "fault-worker", "memory-worker", systemPackage,
            ],
            swiftSettings: settings),
    ]
)
