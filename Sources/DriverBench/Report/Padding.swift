// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The text filled up with spaces on the right; every character counts as one column of the terminal.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// The text filled up with spaces on the left.
    func indented(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }

    /// The text, or as much of it as fits with an ellipsis at the end.
    func truncated(to width: Int) -> String {
        count <= width ? self : String(prefix(max(0, width - 1))) + String("…".prefix(max(0, width)))
    }

    /// The text broken at spaces into lines of at most a number of characters, if its words allow.
    func wrapped(to width: Int) -> [String] {
        split(separator: " ").reduce(into: [String]()) { lines, word in
            if let last = lines.last, last.count + 1 + word.count <= width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
    }
}
