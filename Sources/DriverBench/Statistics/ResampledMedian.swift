// SPDX-License-Identifier: Apache-2.0

/// The median of values drawn with replacement, kept as counts of ranks so that a draw needs no sorting.
struct ResampledMedian {
    private let ascending: [Double]
    private let ranks: [Int]
    private var counts: [Int]

    /// Takes the values to draw from, each known by its position.
    init(_ values: [Double]) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: values.count)
        for (rank, position) in order.enumerated() { ranks[position] = rank }
        self.ascending = order.map { values[$0] }
        self.ranks = ranks
        self.counts = [Int](repeating: 0, count: values.count)
    }

    /// The median of the values at the positions drawn, as many as there are values.
    mutating func median(of draws: [Int]) -> Double {
        for rank in counts.indices { counts[rank] = 0 }
        for position in draws { counts[ranks[position]] += 1 }
        let lower = rank(ofDraw: (draws.count - 1) / 2)
        let upper = rank(ofDraw: draws.count / 2)
        return (ascending[lower] + ascending[upper]) / 2
    }

    /// The rank of the draw that would stand at an index if the draws were in ascending order.
    private func rank(ofDraw index: Int) -> Int {
        var passed = 0
        for rank in counts.indices {
            passed += counts[rank]
            if passed > index { return rank }
        }
        return counts.count - 1
    }
}
