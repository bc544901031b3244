// SPDX-License-Identifier: Apache-2.0

/// A random generator that gives the same numbers for the same seed, so that a run can be replayed.
///
/// The algorithm is SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014). Bounded numbers and shuffles are made here and not by the standard library, whose algorithms
/// may change between releases of Swift.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable {
    /// The step of the state: 2^64 divided by the golden ratio, made odd.
    private static let goldenGamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    private var state: UInt64

    /// Makes a generator whose first state is the seed.
    public init(seed: UInt64) {
        state = seed
    }

    /// Makes one of many unrelated generators that share a seed, such as one per round.
    public init(seed: UInt64, stream: UInt64) {
        state = Self.mixed(seed &+ Self.goldenGamma) ^ Self.mixed(~stream)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= Self.goldenGamma
        return Self.mixed(state)
    }

    /// A random number from zero up to, but not including, a positive bound.
    ///
    /// The high word of a 128-bit product; its bias is at most bound / 2^64.
    public mutating func index(below bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// The elements in random order (Fisher and Yates's shuffle).
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, index(below: last + 1))
        }
        return result
    }

    /// SplitMix64's output function, "Mix13" of David Stafford's variants of MurmurHash3's finalizer.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
