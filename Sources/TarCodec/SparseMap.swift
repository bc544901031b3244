// SPDX-License-Identifier: Apache-2.0

/// Where the stored bytes of a sparse file belong; what lies between them is a hole.
///
/// Source: GNU tar manual, "Storing Sparse Files".
struct SparseMap {
    struct Extent {
        var offset: UInt64
        var length: UInt64
    }

    private(set) var extents: [Extent] = []

    var isEmpty: Bool { extents.isEmpty }

    /// The number of bytes that are stored.
    var storedSize: UInt64 { extents.reduce(0) { $0 + $1.length } }

    /// Makes a map of offsets and lengths that alternate.
    ///
    /// - Throws: `malformed` unless the extents are in order, apart, and inside the file.
    init(_ numbers: [UInt64], size: UInt64, limit: Int, at archiveOffset: UInt64) throws(TarError) {
        guard numbers.count % 2 == 0 else {
            throw TarError(.malformed, "the map of a sparse file ends with half a stretch", at: archiveOffset)
        }
        guard numbers.count / 2 <= limit else {
            throw TarError(
                .limitExceeded, "a sparse file has \(numbers.count / 2) stretches; at most \(limit) are read",
                at: archiveOffset)
        }
        var last: UInt64 = 0
        for index in stride(from: 0, to: numbers.count, by: 2) {
            let (end, overflow) = numbers[index].addingReportingOverflow(numbers[index + 1])
            guard !overflow, numbers[index] >= last, end <= size else {
                throw TarError(
                    .malformed, "the stretches of a sparse file overlap or lie outside it",
                    at: archiveOffset)
            }
            last = end
            if numbers[index + 1] > 0 {
                extents.append(Extent(offset: numbers[index], length: numbers[index + 1]))
            }
        }
    }

    /// The map of a file without holes.
    init(whole size: UInt64) {
        if size > 0 { extents = [Extent(offset: 0, length: size)] }
    }
}
