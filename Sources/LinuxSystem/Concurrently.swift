// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Runs one function on a thread of its own and another on this one, and returns when both have ended
/// (pthread_create(3), pthread_join(3)).
///
/// What the functions share they must guard themselves, as with a `BoundedQueue`.
/// - Throws: when the system has no thread left; then neither has run.
public func concurrently(
    background: () -> Void, foreground: () -> Void
) throws(StorageError) {
    var failure: CInt = 0
    // The thread ends before this function does, so the closure does not outlive its context.
    withoutActuallyEscaping(background) { escaping in
        let context = Unmanaged.passRetained(ThreadBody(escaping))
        var thread = pthread_t()
        failure = pthread_create(
            &thread, nil,
            { context in
                Unmanaged<ThreadBody>.fromOpaque(context!).takeUnretainedValue().run()
                return nil
            }, context.toOpaque())
        if failure == 0 {
            foreground()
            pthread_join(thread, nil)
        }
        context.release()
    }
    guard failure == 0 else {
        throw StorageError(
            .resourceExhausted, "no further thread can be started: \(String(cString: strerror(failure)))")
    }
}

/// A closure that a pointer can lead to.
private final class ThreadBody {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
        self.run = run
    }
}
