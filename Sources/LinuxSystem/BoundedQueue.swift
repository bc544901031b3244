// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Hands values from one thread to another, at most a few at a time: the faster side waits for the slower.
public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private var elements: [Element] = []
    private let capacity: Int
    private var isFinished = false
    private var isCancelled = false

    /// An empty queue that holds at most `capacity` values.
    public init(capacity: Int) {
        self.capacity = capacity
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    private func locked<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Adds a value, and waits for room; false when nobody takes values any more.
    public func push(_ element: Element) -> Bool {
        locked {
            while elements.count >= capacity && !isCancelled { pthread_cond_wait(changed, mutex) }
            guard !isCancelled else { return false }
            elements.append(element)
            pthread_cond_broadcast(changed)
            return true
        }
    }

    /// Takes the oldest value, and waits for one; nil after the last.
    public func pop() -> Element? {
        locked {
            while elements.isEmpty && !isFinished { pthread_cond_wait(changed, mutex) }
            guard !elements.isEmpty else { return nil }
            pthread_cond_broadcast(changed)
            return elements.removeFirst()
        }
    }

    /// Says that no value follows.
    public func finish() {
        locked {
            isFinished = true
            pthread_cond_broadcast(changed)
        }
    }

    /// Says that no value will be taken any more.
    public func cancel() {
        locked {
            isCancelled = true
            pthread_cond_broadcast(changed)
        }
    }
}
