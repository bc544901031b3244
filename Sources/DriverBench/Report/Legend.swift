// SPDX-License-Identifier: Apache-2.0

/// Explains the marks of the tables.
enum Legend {
    static let lines = [
        "182 µs ×53.4: the median of the samples, and its ratio to the plain directory on the same file "
            + "system, paired by round",
        "±3.1%: the noise floor, from measuring the plain directory twice (A/A); smaller differences are noise",
        "▲ ▼: significantly higher, lower than plain: the 95% interval of the ratio lies outside the noise",
        "≈: no significant difference from plain",
        "?: no verdict, for want of rounds or of an A/A measurement",
        "* **: the winner, significantly lower than each other driver of its file system, of all file systems",
        "–: not run",
    ]
}
