// SPDX-License-Identifier: Apache-2.0

/// The samples of a result, found by case and column, and paired by round.
struct SampleTable {
    private let cells: [CellKey: [Sample]]

    init(_ samples: [Sample]) {
        cells = Dictionary(grouping: samples) { CellKey($0.caseID, $0.column) }
    }

    /// The samples of a cell in the order of the result.
    func samples(_ key: CellKey) -> [Sample] {
        cells[key] ?? []
    }

    /// The values of a cell in the order of the result.
    func values(_ key: CellKey) -> [Double] {
        samples(key).map(\.value)
    }

    /// The ratio of a case's values on two columns, over the rounds that both have.
    func ratio(
        of caseID: String, _ column: String, to base: String, by bootstrap: Bootstrap
    ) -> RatioEstimate? {
        let values = byRound(CellKey(caseID, column))
        let bases = byRound(CellKey(caseID, base))
        let rounds = values.keys.filter { bases[$0] != nil }.sorted()
        return bootstrap.ratio(of: rounds.compactMap { values[$0] }, to: rounds.compactMap { bases[$0] })
    }

    private func byRound(_ key: CellKey) -> [Int: Double] {
        Dictionary(samples(key).map { ($0.round, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}
