// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem

extension StorageDriver {
    public func diff(
        from old: Layer?, to new: Layer, options: DiffOptions,
        into sink: (ArraySlice<UInt8>) throws(StorageError) -> Void
    ) throws(StorageError) -> DiffSummary {
        let tree = try view(of: new)
        var changes: ChangeSet?
        if let old { changes = try self.changes(from: old, to: new, seenIn: tree.root) }
        let encoding = ArchiveEncoding()
        var outcome: Result<DiffSummary, StorageError>?
        try concurrently(
            background: { encoding.run(options, into: sink) },
            foreground: {
                outcome = Result { () throws(StorageError) in
                    guard let changes else { return try LayerArchive.writeTree(tree.root, into: encoding) }
                    return try LayerArchive.write(changes, from: tree.root, into: encoding)
                }
                encoding.finish()
            })
        if let failure = encoding.failure { throw failure }
        var summary = try outcome!.get()
        summary.packedBytes = encoding.packedBytes
        summary.diffID = encoding.diffID
        summary.digest = encoding.digest
        return summary
    }

    /// Writes all differences as an archive that is not compressed, with its digests.
    public func diff(
        from old: Layer?, to new: Layer, into sink: (ArraySlice<UInt8>) throws(StorageError) -> Void
    ) throws(StorageError) -> DiffSummary {
        try diff(from: old, to: new, options: DiffOptions(), into: sink)
    }
}
