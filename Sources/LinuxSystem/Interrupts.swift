// SPDX-License-Identifier: Apache-2.0

import CLinux

/// The wish of the user or the system that this process end, noted instead of carried out at once.
public enum Interrupts {
    /// From now on SIGINT, SIGTERM and SIGHUP are noted (sigaction(2)); a second one ends the process.
    public static func watch() throws(StorageError) {
        try call("sigaction") { strata_watch_interrupts() }
    }

    /// The number of the signal that came, or nil while none did.
    public static var received: Int32? {
        let number = strata_received_interrupt()
        return number == 0 ? nil : number
    }
}
