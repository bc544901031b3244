// SPDX-License-Identifier: Apache-2.0

/// Writes how long a person has to wait.
enum ClockText {
    /// A duration in its two largest units, such as `42s`, `7m 20s` or `1h 02m`.
    static func text(_ duration: Duration) -> String {
        let seconds = max(0, duration.components.seconds)
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        if hours > 0 { return "\(hours)h \(twoDigits(minutes))m" }
        if minutes > 0 { return "\(minutes)m \(twoDigits(seconds % 60))s" }
        return "\(seconds)s"
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
