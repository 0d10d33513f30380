package import Diagnostics
internal import YAML

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A text to read manifests from: a file that is opened when its turn comes, as often as needed, or bytes that are
/// there already.
package enum ManifestInput: Sendable {
    case file(String)
    /// A file that a directory or a pattern led to: it may hold nothing for this program.
    case found(String)
    case text(SourceFile)
    /// Another input whose documents hold the manifest under the key `target`.
    indirect case stackInput(ManifestInput)

    /// The most bytes that one input may have.
    package static let maximumSize = 32 << 20

    var isStackInput: Bool { if case .stackInput = self { true } else { false } }

    /// Whether it was named by itself, and so is meant to hold something to apply.
    var isNamed: Bool { if case .found = self { false } else { true } }

    /// The name under which problems are reported.
    package var name: String {
        switch self {
        case .text(let source): source.name
        case .file(let path), .found(let path): path
        case .stackInput(let input): input.name
        }
    }

    /// The text, or why it cannot be read.
    func read() -> Result<SourceFile, InputError> {
        switch self {
        case .text(let source): .success(source)
        case .file(let path), .found(let path):
            FileReader.read(path).map { YAMLReader.sourceFile(name: path, bytes: $0) }
        case .stackInput(let input): input.read()
        }
    }
}

/// A source that cannot be read.
package struct InputError: Error {
    package let diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension InputError {
    init(_ path: String, _ message: String, code: DiagnosticCode = .unreadableFile, help: String? = nil) {
        diagnostic = Diagnostic(.error, code, message, file: Self.withoutCredentials(path), help: help)
    }

    /// The name of a source without the user and password that it would have if it were a URL.
    package static func withoutCredentials(_ name: String) -> String {
        guard let start = name.firstRange(of: ":/")?.upperBound else { return name }
        let host = name[start...].drop { $0 == "/" }
        guard let at = host.prefix(while: { $0 != "/" }).lastIndex(of: "@") else { return name }
        return String(name[..<host.startIndex] + name[name.index(after: at)...])
    }

    init(_ path: String, errno code: Int32) {
        let help =
            switch code {
            case ENOENT: "check the path; it is relative to the current directory"
            case EACCES: "check the file's permissions"
            default: String?.none
            }
        self.init(path, "the file cannot be read: \(String(cString: strerror(code)))", help: help)
    }
}

/// Reads files with the system's calls; ten thousand small ones are read this way in a moment.
enum FileReader {
    struct Entry {
        enum Kind { case file, directory }
        let name: String
        let kind: Kind
    }

    static func read(_ path: String) -> Result<[UInt8], InputError> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(InputError(path, errno: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(InputError(path, errno: errno)) }
        guard status.st_size <= ManifestInput.maximumSize else {
            return .failure(InputError(path, "the file has \(status.st_size) bytes; at most 32 MiB are read"))
        }
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        return read(descriptor: descriptor, name: path, size: isRegular ? Int(status.st_size) : 0)
    }

    /// Reads to the end.
    ///
    /// - Parameter size: of a regular file, so that its end is seen without another call; 0 where it is not known.
    static func read(descriptor: Int32, name: String, size: Int = 0) -> Result<[UInt8], InputError> {
        var bytes: [UInt8] = []
        var failure: Int32?
        var ended = false
        while !ended, failure == nil, bytes.count <= ManifestInput.maximumSize {
            // One byte more than expected, so that the end of a file is seen without a second allocation.
            let capacity = bytes.isEmpty && size > 0 ? size + 1 : 64 << 10
            let chunk = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                let received = systemRead(descriptor, buffer.baseAddress, capacity)
                count = max(0, received)
                if received < 0, errno != EINTR { failure = errno }
                if received == 0 { ended = true }
            }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            // Only a file ends where a read stops short; a pipe gives what is there.
            if size > 0, bytes.count == size, chunk.count < capacity { ended = true }
        }
        if let failure { return .failure(InputError(name, errno: failure)) }
        guard bytes.count <= ManifestInput.maximumSize else {
            return .failure(InputError(name, "the input is larger than 32 MiB"))
        }
        return .success(bytes)
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The path without links and dots; nil where there is none.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What a path leads to; of a pipe or a device the text is gone once it is read.
    enum Kind { case file, directory, stream }

    static func kind(of path: String) throws(InputError) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { throw InputError(path, errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFREG: return .file
        default: return .stream
        }
    }

    /// The entries of a directory by name.
    static func entries(of path: String) throws(InputError) -> [Entry] {
        guard let directory = opendir(path) else { throw InputError(path, errno: errno) }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            var isFile = entry.pointee.d_type == DT_REG
            if entry.pointee.d_type == DT_LNK || entry.pointee.d_type == DT_UNKNOWN {
                // A link that leads nowhere is left for reading to report, but for the locks of editors.
                var status = stat()
                let exists = stat(path + "/" + name, &status) == 0
                isFile = exists ? status.st_mode & S_IFMT == S_IFREG : !name.hasPrefix(".")
            }
            if isFile {
                entries.append(Entry(name: name, kind: .file))
            } else if entry.pointee.d_type == DT_DIR {
                entries.append(Entry(name: name, kind: .directory))
            }
        }
        return entries.sorted { $0.name < $1.name }
    }
}

/// The system's `read`, which methods of the same name would hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}
