// SPDX-License-Identifier: Apache-2.0

import CLinux
import Glibc
public import SystemPackage

extension StorageError {
    /// Makes the error of a failed system call: errno(3) decides the code and the sentence.
    public init(systemCall: String, errno: Int32, path: FilePath? = nil, hint: String? = nil) {
        let subject = path.map { "\($0.printable): " } ?? ""
        let remedy = (hint ?? Self.remedy(for: errno)).map { "; \($0)" } ?? ""
        self.init(Self.code(for: errno), subject + String(cString: strerror(errno)) + remedy)
        self.systemCall = systemCall
        self.errno = errno
    }

    private static func code(for errno: Int32) -> Code {
        switch errno {
        case ENOENT, ENODEV, ENXIO: .notFound
        case EEXIST: .alreadyExists
        case EINVAL, ENAMETOOLONG: .invalidArgument
        case ENOTDIR, EISDIR, ENOTEMPTY, ELOOP, EROFS: .failedPrecondition
        case ENOSYS, EOPNOTSUPP, EXDEV, ENOTTY: .unsupported
        case EPERM, EACCES: .permissionDenied
        case ENOSPC, EDQUOT, EMFILE, ENFILE, ENOMEM, EMLINK, EFBIG: .resourceExhausted
        case EBUSY, EAGAIN, ETXTBSY: .busy
        default: .io
        }
    }

    private static func remedy(for errno: Int32) -> String? {
        switch errno {
        case EPERM: "run as root, or with the capability that this needs (CAP_SYS_ADMIN for mounts)"
        case ENOSPC: "free space on that file system, or use a larger one"
        case EDQUOT: "raise the quota or free space under it"
        case EMFILE: "raise the limit of open files (ulimit -n)"
        default: nil
        }
    }
}

extension FilePath {
    /// The path for people: invalid UTF-8 and control characters are escaped.
    public var printable: String {
        var text = ""
        for scalar in string.unicodeScalars {
            text +=
                scalar.value < 0x20 || scalar.value == 0x7f ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return text
    }
}

/// Runs a system call again while a signal interrupts it, and throws its errno when it returns -1.
@discardableResult
func call<Result: SignedInteger>(
    _ name: String, _ path: FilePath? = nil, hint: String? = nil, _ body: () -> Result
) throws(StorageError) -> Result {
    while true {
        let result = body()
        if result != -1 { return result }
        let code = strata_errno()
        if code != EINTR { throw StorageError(systemCall: name, errno: code, path: path, hint: hint) }
    }
}

/// The number that the last failed C call of this thread left.
public enum LastError {
    /// errno(3); read it right after the call.
    public static var number: Int32 { strata_errno() }
}
