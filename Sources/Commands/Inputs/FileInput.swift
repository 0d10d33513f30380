internal import Diagnostics
internal import Files
internal import Manifests
internal import YAML

/// Manifests in files.
enum FileInput {
    /// The most bytes that one input may have.
    static let maximumSize = YAMLLimits().size

    /// A file that is opened when its turn comes.
    ///
    /// - Parameter isNamed: false for one that a directory or a pattern led to.
    static func file(_ path: String, isNamed: Bool = true) -> ManifestInput {
        ManifestInput(name: path, isNamed: isNamed) { () throws(DiagnosticError) in try read(path) }
    }

    /// The text of a file or of a pipe.
    static func read(_ path: String) throws(DiagnosticError) -> SourceFile {
        do {
            return YAMLReader.sourceFile(name: path, bytes: try FileReader.read(path, limit: maximumSize))
        } catch {
            throw DiagnosticError(path: path, error)
        }
    }

    /// How messages name standard input.
    static let standardInput = "<stdin>"

    /// The text that comes from standard input.
    static func readStandardInput(_ descriptor: CInt) throws(DiagnosticError) -> SourceFile {
        do {
            return YAMLReader.sourceFile(
                name: standardInput, bytes: try FileReader.readStandardInput(descriptor, limit: maximumSize))
        } catch {
            throw DiagnosticError(path: standardInput, error)
        }
    }
}

extension DiagnosticError {
    /// A source that cannot be read, or holds nothing.
    init(
        path: String, _ message: String, code: DiagnosticCode = .unreadableFile, help: String? = nil
    ) {
        self.init(Diagnostic(code, message, at: .file(Self.withoutCredentials(path)), help: help))
    }

    /// A file that the system does not let be read.
    init(path: String, _ error: FileError) {
        if error.isTooLarge {
            let limit = "\(FileInput.maximumSize >> 20) MiB"
            self.init(
                path: path,
                error.size.map { "the file has \($0) bytes; at most \(limit) are read" }
                    ?? "the input is larger than \(limit)")
            return
        }
        let help: String? =
            if error.isMissing {
                "check the path; it is relative to the current directory"
            } else if error.isForbidden {
                "check the file's permissions"
            } else {
                nil
            }
        self.init(path: path, "the file cannot be read: \(error.reason)", help: help)
    }

    /// The name of a source without the user and password that it would have if it were a URL.
    static func withoutCredentials(_ name: String) -> String {
        guard let start = name.firstRange(of: ":/")?.upperBound else { return name }
        let host = name[start...].drop { $0 == "/" }
        guard let at = host.prefix(while: { $0 != "/" }).lastIndex(of: "@") else { return name }
        return String(name[..<host.startIndex] + name[name.index(after: at)...])
    }
}
