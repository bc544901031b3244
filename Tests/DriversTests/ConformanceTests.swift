// SPDX-License-Identifier: Apache-2.0

import DriverConformance
import DriverCore
import Drivers
import Foundation
import LinuxSystem
import ScratchFileSystem
import SystemPackage
import Testing

@Suite(.serialized) struct ConformanceTests {
    /// How many random scripts each cell plays; STRATA_SCRIPTS sets another number.
    static let scriptsPerBackend = Int(ProcessInfo.processInfo.environment["STRATA_SCRIPTS"] ?? "") ?? 30
    /// The first seed; STRATA_SEED sets another one, to play a failed script again.
    static let firstSeed = UInt64(ProcessInfo.processInfo.environment["STRATA_SEED"] ?? "") ?? 1

    @Test(arguments: Backend.all + Backend.overlayOptions)
    func
        `changes equal the comparison of trees, and archives are those of vfs to the byte, over random scripts`(
            _ backend: Backend
        ) throws
    {
        try backend.withDriver { driver, scratch in
            let reference = try DriverRegistry.builtIn.open(
                "vfs", root: scratch.path.appending("reference"), options: ["durability=ephemeral"])
            for number in 0..<Self.scriptsPerBackend {
                let script = EditScript(
                    seed: Self.firstSeed + UInt64(number), layers: 3, edits: 20,
                    longNames: backend.options.isEmpty)
                let found = try ConformanceSuite(driver).playScript(script)
                let expected = try ConformanceSuite(reference).playScript(script)
                for (left, right) in zip(found, expected) {
                    let difference = ConformanceSuite.difference(left, right)
                    #expect(
                        difference == nil, "seed \(script.seed) (\(backend) < > vfs): \(difference ?? "")")
                }
            }
        }
    }

    @Test(arguments: Backend.all)
    func `a layer appears by create and vanishes by remove`(_ backend: Backend) throws {
        try backend.withDriver(durability: .durable) { driver, _ in try ConformanceSuite(driver).lifecycle() }
    }

    @Test(arguments: Backend.all)
    func `bad parents and names are refused and leave nothing`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).badCreation() }
    }

    @Test(arguments: Backend.all)
    func `sealed layers cannot be written to`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).sealedLayersStayAsTheyAre() }
    }

    @Test(arguments: Backend.all)
    func `the root directory keeps mode and owner of the parent`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).rootDirectoryIsInherited() }
    }

    @Test(arguments: Backend.all)
    func `concurrently mounted siblings do not see each other's changes`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).siblingsAreIndependent() }
    }

    @Test(arguments: Backend.all)
    func `a directory deleted and made again over ten layers shows no old content`(_ backend: Backend) throws
    {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).deletedContentStaysDeleted() }
    }

    @Test(arguments: Backend.all)
    func `128 layers mount and read right`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).deepChain(128) }
    }

    @Test func `400 layers mount on overlay2 and read right`() throws {
        try Backend(driver: "overlay2", fileSystem: .ext4).withDriver { driver, _ in
            try ConformanceSuite(driver).deepChain(400)
        }
    }

    @Test(arguments: Backend.all + Backend.overlayOptions)
    func `hard links across a copy-up behave as the traits say`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).hardLinkTraitIsTrue() }
    }

    @Test(arguments: Backend.all + Backend.overlayOptions)
    func `names elsewhere of the files in a moved directory are found`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).linksOutOfAMovedDirectory() }
    }

    @Test(arguments: Backend.all)
    func `usage counts what a layer adds`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).usageCountsWhatALayerAdds() }
    }

    @Test(arguments: Backend.all)
    func `a layer mounted writable is not sealed and shared as the traits say`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).writableMountsAreGuarded() }
    }

    @Test(arguments: Backend.all)
    func `owners and modes changed over a chain of layers are those of the last change`(
        _ backend: Backend
    ) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).ownersChangeAlongAChain() }
    }

    @Test(arguments: Backend.all)
    func `sixteen children are made, written to and removed at the same time`(_ backend: Backend) throws {
        try backend.withDriver { driver, _ in try ConformanceSuite(driver).concurrentChildren(16) }
    }
}
