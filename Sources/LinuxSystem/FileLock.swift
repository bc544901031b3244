// SPDX-License-Identifier: Apache-2.0

import Glibc

extension OwnedDescriptor {
    /// Takes an advisory lock without waiting (flock(2)); false when somebody else holds it.
    ///
    /// The lock goes away with `unlock` or with the last copy of this descriptor, also when the process dies.
    public func tryLock(exclusive: Bool) throws(StorageError) -> Bool {
        do {
            try call("flock") { flock(number, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) }
            return true
        } catch  where error.errno == EWOULDBLOCK {
            return false
        }
    }

    /// Gives the lock back (flock(2)), at once: a child process that has not yet come to its execve(2) holds
    /// copies of all descriptors, and would prolong a lock that only ended with the last copy.
    public func unlock() {
        flock(number, LOCK_UN)
    }
}
