internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values

/// Says to a person in which way a manifest's field does not fit: what is wrong, what is allowed, what to do.
struct ViolationMessage {
    let manifest: Manifest
    let target: GatewayAPITarget
    let resource: String?

    /// How many violations of one manifest are put into words; nobody reads more, and each costs a search.
    static let limit = 1000

    /// What stands for all further violations.
    func more(_ count: Int) -> Diagnostic {
        let end = manifest.document.root.range.end
        return Diagnostic(
            .moreProblems, "\(English.count(count, "more problem")) in this manifest",
            at: Diagnostic.Place(
                SourceRange(file: manifest.document.source, start: end, end: end),
                document: manifest.document.number, resource: resource),
            help: "repair what is reported before it first")
    }

    func diagnostic(_ violation: Violation) -> Diagnostic {
        let path = violation.path
        var message = violation.explanation
        var help = violation.advice
        switch violation.kind {
        case .wrongType(let expected):
            message = "\(Self.name(of: path)) must be \(expected.withArticle), not \(found(violation).description)"
            return make(.wrongType, message, path, help: typeHelp(expected, violation))
        case .required(let missing):
            if path.isRoot { message = "\(missing) is missing from the manifest" }
            return make(.requiredField, message, path.appending(missing), help: help)
        case .unknownField: return unknownField(violation)
        case .tooManyItems(maximum: 1, let actual) where target.version == .v1:
            message = "\(Self.name(of: path)) may have at most 1 element in TCPRoute v1, but has \(actual)"
            help =
                "split the route, each rule in a manifest of its own, as 'openmcf convert --to v1 --split' does"
            return make(.listLength, message, path, help: help)
        case .tooFewItems, .tooManyItems: return make(.listLength, message, path)
        case .tooShort, .tooLong: return make(.textLength, message, path)
        case .pattern, .format(.dateTime): return make(.pattern, message, path, help: help)
        case .keyPattern: return make(.pattern, message, path, help: help, onKey: true)
        case .belowMinimum, .aboveMaximum, .format: return make(.range, message, path, help: help)
        case .notOneOf: return make(.notOneOf, message, path, help: help)
        case .rule(let rule, let finding):
            let related = finding.related.map {
                Diagnostic.Related(finding.relatedText, at: manifest.range(of: path.appending($0)))
            }
            return make(
                rule.code, message, path.appending(finding.path), help: help, related: related.map { [$0] } ?? [],
                onFirstKey: true)
        }
    }

    private func make(
        _ code: DiagnosticCode, _ message: String, _ path: FieldPath, help: String? = nil,
        related: [Diagnostic.Related] = [], onKey: Bool = false, onFirstKey: Bool = false
    ) -> Diagnostic {
        let place = manifest.place(of: path)
        let alias = place.use.map { Diagnostic.Related("it is used here", at: $0) }
        return Diagnostic(
            code, message,
            at: Diagnostic.Place(
                onKey ? manifest.keyRange(of: path) : place.range, document: manifest.document.number, path: path,
                resource: resource),
            help: help, related: related + (alias.map { [$0] } ?? []))
    }

    private func unknownField(_ violation: Violation) -> Diagnostic {
        let path = violation.path
        if let elsewhere = whereItExists(path) {
            return make(
                .unknownField, "\(Self.name(of: path)) is not in \(elsewhere): the API server would drop it", path,
                help:
                    "remove it, or judge for a release that has it with --gateway-api \(GatewayAPITarget.standard.release)/experimental",
                onKey: true)
        }
        let place = path.parent.isRoot ? "a \(manifest.kind)" : Self.name(of: path.parent)
        return make(
            .unknownField, "\(place) has no field \(QuotedText(Self.name(of: path)))", path, help: violation.advice,
            onKey: true)
    }

    /// The target in words, when the field exists for another target than the chosen one.
    private func whereItExists(_ path: FieldPath) -> String? {
        let names = path.elements.compactMap { element -> String? in
            if case .key(let key) = element { key } else { nil }
        }
        guard target != .standard, ManifestSchema.manifest(.standard).at(names) != nil else { return nil }
        return target.channel == .standard
            ? "the standard channel of \(target.release)" : "Gateway API \(target.release)"
    }

    private func found(_ violation: Violation) -> FoundValue {
        FoundValue(manifest: manifest, path: violation.path, value: violation.value)
    }

    private func typeHelp(_ expected: Schema.Kind, _ violation: Violation) -> String? {
        switch (expected, violation.value) {
        case (.string, .object) where violation.path == "metadata.namespace":
            "write a reference under spec.namespace, and leave metadata.namespace out"
        case (.integer, .string(let text)) where Int64(text) != nil: "write \(text) without quotes"
        case (.string, _): found(violation).stringHelp
        case (.array, .object): "start each element with '- '"
        default: invisibleHelp(violation.value)
        }
    }

    static func quoted(_ text: String) -> String { QuotedText(text).description }

    private func invisibleHelp(_ value: Value) -> String? { value.string.flatMap { QuotedText($0).invisibleHelp } }

    static func name(of path: FieldPath) -> String { path.isRoot ? "the manifest" : path.fieldName }
}
