// SPDX-License-Identifier: Apache-2.0

import StreamCoding

/// One kind of measurement; each sample works on a file or container never touched before.
public enum Workload: String, CaseIterable, Sendable {
    case lifecycle
    case create
    case reclaim
    case copyUpAppend = "copyup-append"
    case copyUpSecond = "copyup-second"
    case copyUpChmod = "copyup-chmod"
    case openForWrite = "open-for-write"
    case lookup
    case statWalk = "stat-walk"
    case readWalk = "read-walk"
    case space
    case diff = "diff-n"
    case diffKinds = "diff-kinds"
    case apply
    case usage

    /// What one sample is.
    public var description: String {
        switch self {
        case .lifecycle: "create, mount, unmount and remove a container of the root file system"
        case .create: "create and mount a container of the root file system, or of so many files"
        case .reclaim: "free what a removed container of the root file system held"
        case .copyUpAppend: "open a file of the image and append one byte; durable: and fsync it"
        case .copyUpSecond: "append one byte to a file already copied up"
        case .copyUpChmod: "change the mode of a file of the image"
        case .openForWrite: "open a file of the image for writing and write nothing"
        case .lookup: "look up a file of the lowest layer in a fresh mount, with warm caches below"
        case .statWalk: "list and stat the whole root file system in a fresh mount"
        case .readWalk: "read every file of the root file system in a fresh mount"
        case .space: "bytes that containers take which each appended a byte to a 1 MiB file"
        case .diff: "archive what a container changed; plain: GNU tar, told the names"
        case .diffKinds:
            "archive one kind of change to an image of 1,000 files; plain: GNU tar, told the names"
        case .apply: "unpack an archive into a new layer; plain: GNU tar"
        case .usage: "find the space of what a container changed; plain: walk the tree"
        }
    }

    /// The workloads that read a container which nothing is written to.
    static let reading: [Workload] = [.lookup, .statWalk, .readWalk]

    /// The workloads on whole layers, which other storage systems have too.
    static let layers: [Workload] = [.diff, .diffKinds, .apply, .usage]

    /// The workloads that are measured on bare system calls too.
    static let bare: [Workload] = [.lifecycle, .create]

    /// The cases of the workload, in the order to be shown.
    func cases(_ settings: WorkbenchSettings) -> [BenchmarkCase] {
        switch self {
        case .lifecycle, .reclaim: [makeCase([.rootFileSystem])]
        case .create:
            [makeCase([.rootFileSystem])]
                + settings.fileCounts.map { makeCase([NamedValue("image", String($0))]) }
        case .copyUpAppend:
            settings.sizes.flatMap { size in
                [("warm", "async"), ("warm", "durable"), ("cold", "async")].map { cache, mode in
                    makeCase([.size(size), NamedValue("cache", cache), NamedValue("mode", mode)])
                }
            }
        case .copyUpSecond, .copyUpChmod, .openForWrite: settings.sizes.map { makeCase([.size($0)]) }
        case .lookup: settings.depths.map { makeCase([NamedValue("depth", String($0))]) }
        case .statWalk, .readWalk: settings.walkCaches.map { makeCase([NamedValue("cache", $0)]) }
        case .space: [1, 5].map { makeCase([NamedValue("containers", String($0))], unit: .bytes) }
        case .diff:
            settings.diffs.map { files, changed in
                makeCase([NamedValue("image", String(files)), NamedValue("changed", String(changed))])
            } + [makeCase([.rootFileSystem, NamedValue("changed", "all")])]
        case .diffKinds:
            LayerEdit.kinds.map { makeCase([NamedValue("image", "1000"), NamedValue("kind", $0.name)]) }
        case .apply:
            settings.archives.map {
                makeCase([
                    NamedValue("archive", $0.content.rawValue), NamedValue("packing", $0.packing.rawValue),
                ])
            }
        case .usage: settings.usageCounts.map { makeCase([NamedValue("image", String($0))]) }
        }
    }

    /// What must have been built for a case: its image, and nothing where archives are unpacked.
    static func images(of benchmarkCase: BenchmarkCase) -> [BenchmarkImage] {
        benchmarkCase.workload == Workload.apply.rawValue ? [] : [image(of: benchmarkCase)]
    }

    /// The image whose containers a case works on.
    static func image(of benchmarkCase: BenchmarkCase) -> BenchmarkImage {
        if let size = benchmarkCase.parameter("size").flatMap(SizeText.bytes) {
            return BenchmarkImage(.file(size: size))
        }
        if let depth = benchmarkCase.parameter("depth").flatMap(Int.init) {
            return BenchmarkImage(.file(size: 4 << 10), depth: depth)
        }
        if let count = benchmarkCase.parameter("image").flatMap(Int.init) {
            return BenchmarkImage(.smallFiles(count: count))
        }
        if benchmarkCase.workload == Workload.space.rawValue { return BenchmarkImage(.file(size: 1 << 20)) }
        return BenchmarkImage(.rootFileSystem)
    }

    private func makeCase(_ parameters: [NamedValue] = [], unit: SampleUnit = .seconds) -> BenchmarkCase {
        BenchmarkCase(workload: rawValue, parameters: parameters, unit: unit, description: description)
    }
}

extension NamedValue {
    fileprivate static let rootFileSystem = NamedValue("image", "rootfs")

    fileprivate static func size(_ bytes: UInt64) -> NamedValue { NamedValue("size", SizeText.text(bytes)) }
}

/// A file size as people write it.
enum SizeText {
    private static let units: [(name: String, shift: UInt64)] = [("GiB", 30), ("MiB", 20), ("KiB", 10)]

    /// 4096 gives `4KiB`; sizes are whole numbers of KiB.
    static func text(_ bytes: UInt64) -> String {
        let unit = units.first { bytes >= 1 << $0.shift && bytes % (1 << $0.shift) == 0 }
        return unit.map { "\(bytes >> $0.shift)\($0.name)" } ?? "\(bytes)B"
    }

    /// `4KiB` gives 4096; nil for what is no size.
    static func bytes(_ text: String) -> UInt64? {
        guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
        return UInt64(text.dropLast(unit.name.count)).map { $0 << unit.shift }
    }
}
