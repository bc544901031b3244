// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file descriptor with exactly one owner: it is closed, by close(2), when the owner goes away.
public struct OwnedDescriptor: ~Copyable, Sendable {
    /// The number, valid while this value lives.
    public let number: CInt

    /// Takes over a descriptor that nobody else will close.
    public init(adopting number: CInt) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Gives the number away; the caller closes it.
    public consuming func release() -> CInt {
        let number = number
        discard self
        return number
    }
}
