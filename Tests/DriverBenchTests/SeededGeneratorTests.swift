// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct SeededGeneratorTests {
    /// The numbers are those of a second implementation of SplitMix64, in Python; the first is also the well
    /// known first output of the reference code for the seed zero.
    @Test(
        arguments: [
            (0, [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F]),
            (1_234_567, [0x599E_D017_FB08_FC85, 0x2C73_F084_5854_0FA5, 0x883E_BCE5_A3F2_7C77]),
        ] as [(UInt64, [UInt64])])
    func givesTheNumbersOfSplitMix64(seed: UInt64, expected: [UInt64]) {
        var generator = SeededGenerator(seed: seed)
        #expect(expected.map { _ in generator.next() } == expected)
    }

    /// The numbers are from the Python implementation: (number * 10) >> 64.
    @Test func boundsNumbersByTheHighWordOfTheProduct() {
        var generator = SeededGenerator(seed: 42)
        #expect((0..<8).map { _ in generator.index(below: 10) } == [7, 1, 2, 3, 0, 8, 2, 8])
    }

    /// The order is from the Python implementation.
    @Test func shufflesTheSameWayForTheSameSeed() {
        var generator = SeededGenerator(seed: 42)
        #expect(generator.shuffled(Array(0..<10)) == [8, 3, 6, 5, 4, 0, 9, 2, 1, 7])
    }

    @Test func givesEveryOrderAboutEquallyOften() {
        var generator = SeededGenerator(seed: 1)
        let orders = (0..<6_000).map { _ in generator.shuffled([0, 1, 2]) }
        let counts = Dictionary(grouping: orders, by: \.self).values.map(\.count)
        #expect(counts.count == 6)
        #expect(counts.allSatisfy { (900...1_100).contains($0) })
    }

    @Test func streamsOfASeedDiffer() {
        let firsts = (0..<1_000 as Range<UInt64>).map { stream in
            var generator = SeededGenerator(seed: 7, stream: stream)
            return generator.next()
        }
        #expect(Set(firsts).count == 1_000)
    }

    @Test func shufflesNothingAndOne() {
        var generator = SeededGenerator(seed: 1)
        #expect(generator.shuffled([Int]()) == [])
        #expect(generator.shuffled([5]) == [5])
    }
}
