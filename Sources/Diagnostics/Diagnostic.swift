/// One problem, at the narrowest place it can be seen, in words for a person and a code for a script.
package struct Diagnostic: Sendable {
    /// How bad it is: an error stops the command, a warning and a note do not.
    package enum Severity: String, Sendable, Comparable {
        case error, warning, note

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
    }

    /// A second place that belongs to the problem, such as the first of two equal keys.
    package struct Related: Sendable {
        /// What is there, to be written beside the place: "the first one is here".
        package let message: String
        /// The place, perhaps in another file.
        package let range: SourceRange

        package init(_ message: String, at range: SourceRange) {
            self.message = message
            self.range = range
        }
    }

    /// How bad it is; a policy may raise a warning to an error.
    package var severity: Severity
    /// The kind of problem, for scripts.
    package var code: DiagnosticCode
    /// One sentence without a final full stop: what is wrong and what is allowed.
    package var message: String
    /// The field in the manifest, such as `spec.rules[0].backendRefs[0].port`.
    package var path: String?
    /// The input the problem is about, also when no place inside it is known.
    package var file: String?
    /// The document of the file, counted from 0.
    package var document: Int?
    /// The bytes that are to be marked; nil where the place cannot be told.
    package var range: SourceRange?
    /// The route the problem belongs to, as `namespace/name` or a bare name.
    package var resource: String?
    /// What to do next, when there is something definite to do.
    package var help: String?
    /// Further places that belong to the problem, in the order in which they are to be read.
    package var related: [Related]

    package init(
        _ severity: Severity, _ code: DiagnosticCode, _ message: String, path: String? = nil, file: String? = nil,
        document: Int? = nil, range: SourceRange? = nil, resource: String? = nil, help: String? = nil,
        related: [Related] = []
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.path = path
        self.file = file ?? range?.file.name
        self.document = document
        self.range = range
        self.resource = resource
        self.help = help
        self.related = related
    }
}

extension [Diagnostic] {
    /// Whether any of them is an error.
    package var containsErrors: Bool { contains { $0.severity == .error } }

    /// The diagnostics in the order of their places; files in the order given, then in which they are first named.
    package func inSourceOrder(of files: [String] = []) -> [Diagnostic] {
        guard count > 1 else { return self }
        var fileRanks: [String: Int] = [:]
        for name in files where fileRanks[name] == nil { fileRanks[name] = fileRanks.count }
        for diagnostic in self {
            let name = diagnostic.file ?? ""
            if fileRanks[name] == nil { fileRanks[name] = fileRanks.count }
        }
        let keyed = enumerated().map { index, diagnostic in
            (
                key: (
                    fileRanks[diagnostic.file ?? ""] ?? 0, diagnostic.document ?? -1,
                    diagnostic.range?.start ?? -1, index
                ),
                diagnostic: diagnostic
            )
        }
        return keyed.sorted { $0.key < $1.key }.map(\.diagnostic)
    }
}
