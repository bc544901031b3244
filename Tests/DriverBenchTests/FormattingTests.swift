// SPDX-License-Identifier: Apache-2.0

import DriverBench
import Testing

struct FormattingTests {
    @Test(
        arguments: [
            (0, "0 s"), (0.41e-9, "0.41 ns"), (1e-9, "1.00 ns"), (3.41e-6, "3.41 µs"), (34.14e-6, "34.1 µs"),
            (182.4e-6, "182 µs"), (999.4e-6, "999 µs"), (999.6e-6, "1.00 ms"), (9.996e-3, "10.0 ms"),
            (99.96e-3, "100 ms"), (1.5, "1.50 s"), (61.2, "61.2 s"), (1_234.5, "1235 s"),
            (-3.41e-6, "-3.41 µs"),
            (1e300, "1e+300 s"),
        ] as [(Double, String)])
    func secondsHaveThreeSignificantDigits(value: Double, expected: String) {
        #expect(ScaledNumber.seconds(value) == expected)
        #expect(SampleUnit.seconds.formatted(value) == expected)
    }

    @Test(
        arguments: [
            (0, "0 B"), (5, "5 B"), (512.5, "512.5 B"), (1_023, "1023 B"), (1_024, "1.00 KiB"),
            (4_096, "4.00 KiB"), (1_047_552, "1023 KiB"), (1_048_166.4, "1.00 MiB"),
            (123_456_789, "118 MiB"), (3e9, "2.79 GiB"), (5e12, "4.55 TiB"), (9e15, "8185 TiB"),
            (-4_096, "-4.00 KiB"),
        ] as [(Double, String)])
    func bytesHaveThreeSignificantDigitsOfABinaryUnit(value: Double, expected: String) {
        #expect(ScaledNumber.bytes(value) == expected)
        #expect(SampleUnit.bytes.formatted(value) == expected)
    }

    @Test(
        arguments: [
            (0, "×0"), (0.0001, "×<0.001"), (0.0123, "×0.012"), (0.97, "×0.97"), (1, "×1.00"),
            (1.234, "×1.23"),
            (12.34, "×12.3"), (123.4, "×123"), (1_234, "×1234"),
        ] as [(Double, String)])
    func ratiosHaveASign(ratio: Double, expected: String) {
        #expect(RatioEstimate(ratio: ratio, interval: nil, pairs: 1).formatted == expected)
    }

    @Test(
        arguments: [(1, "±0.0%"), (1.0314, "±3.1%"), (1.0994, "±9.9%"), (1.35, "±35%"), (4, "±300%")]
            as [(Double, String)])
    func noiseIsAPercentage(factor: Double, expected: String) {
        #expect(NoiseBand(factor: factor).formatted == expected)
    }

    @Test func verdictsSpeakOfWhatIsCounted() {
        #expect(Verdict.lower.text(.seconds) == "faster")
        #expect(Verdict.lower.text(.bytes) == "fewer bytes")
        #expect(Verdict.noDifference.text(.bytes) == "not significant")
    }
}
