// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The characters that mean themselves to a POSIX shell.
    private static let plainCharacters = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./:,@%")

    /// The text as one word of a POSIX shell.
    var shellQuoted: String {
        guard isEmpty || !allSatisfy(Self.plainCharacters.contains) else { return self }
        let escaped = reduce(into: "") { $0 += $1 == "'" ? "'\\''" : String($1) }
        return "'\(escaped)'"
    }
}
