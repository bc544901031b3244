// SPDX-License-Identifier: Apache-2.0

extension Sequence {
    /// The elements whose name did not come up before, in their order.
    func uniqued(by name: (Element) -> some Hashable) -> [Element] {
        var seen: Set<AnyHashable> = []
        return filter { seen.insert(AnyHashable(name($0))).inserted }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        uniqued { $0 }
    }
}
