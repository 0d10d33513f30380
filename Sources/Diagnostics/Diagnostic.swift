package import Values

/// One problem, at the narrowest place it can be seen, in words for a person and a code for a script.
@dynamicMemberLookup
package struct Diagnostic: Sendable {
    /// How bad it is: an error stops the command, a warning and a note do not.
    package enum Severity: String, Sendable, Comparable {
        case error, warning, note

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
        private var rank: Int { self == .error ? 0 : self == .warning ? 1 : 2 }
    }

    /// A second place that belongs to the problem, such as the first of two equal keys.
    package struct Related: Sendable {
        /// What is to be seen there, in words.
        package let message: String
        /// The text that the words are about.
        package let range: SourceRange

        package init(_ message: String, at range: SourceRange) {
            self.message = message
            self.range = range
        }
    }

    /// The severity of the code, unless the user chose another.
    package var severity: Severity
    /// The kind of problem.
    package var code: DiagnosticCode
    /// One sentence without a final full stop: what is wrong and what is allowed.
    package var message: String
    /// Where it is; its parts can be asked for as if they were the diagnostic's own.
    package var place: Place
    /// What to do next, when there is something definite to do.
    package var help: String?
    /// Other places that belong to the problem.
    package var related: [Related]

    package init(
        _ code: DiagnosticCode, _ message: String, at place: Place = Place(), help: String? = nil,
        related: [Related] = []
    ) {
        severity = code.severity
        self.code = code
        self.message = message
        self.place = place
        self.help = help
        self.related = related
    }

    /// A part of the place: `diagnostic.range` is `diagnostic.place.range`.
    package subscript<Part>(dynamicMember part: WritableKeyPath<Place, Part>) -> Part {
        get { place[keyPath: part] }
        set { place[keyPath: part] = newValue }
    }
}

extension Diagnostic {
    /// Where a problem is, as far as that is known.
    package struct Place: Sendable {
        /// The input the problem is about, also when no place inside it is known.
        package var file: String?
        /// The document of the file, counted from 0.
        package var document: Int?
        /// The text that is wrong.
        package var range: SourceRange?
        /// The field in the manifest, such as `spec.rules[0].backendRefs[0].port`.
        package var path: FieldPath?
        /// The route the problem belongs to, as `namespace/name` or a bare name.
        package var resource: String?

        package init(
            _ range: SourceRange? = nil, file: String? = nil, document: Int? = nil, path: FieldPath? = nil,
            resource: String? = nil
        ) {
            self.file = file ?? range?.file.name
            self.document = document
            self.range = range
            self.path = path
            self.resource = resource
        }

        /// An input as a whole.
        package static func file(_ name: String) -> Place { Place(file: name) }
        /// A text in an input.
        package static func range(_ range: SourceRange) -> Place { Place(range) }
    }
}

/// A diagnostic that ends what was tried.
package struct DiagnosticError: Error {
    /// What is wrong.
    package var diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

extension [Diagnostic] {
    /// Whether one of them stops the command.
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
