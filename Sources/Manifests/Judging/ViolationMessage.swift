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
            .moreProblems, "\(Self.count(count, "more problem")) in this manifest",
            at: Diagnostic.Place(
                SourceRange(file: manifest.document.source, start: end, end: end),
                document: manifest.document.number, resource: resource),
            help: "repair what is reported before it first")
    }

    func diagnostic(_ violation: Violation) -> Diagnostic {
        let path = violation.path
        let field = Self.name(of: path)
        switch violation.kind {
        case .wrongType(let expected):
            return make(
                .wrongType, "\(field) must be \(Self.article(expected)), not \(found(violation).description)", path,
                help: typeHelp(expected, violation))
        case .required(let missing):
            let parent = path.isRoot ? "the manifest" : field
            return make(
                .requiredField, "\(missing) is missing from \(parent)", path.appending(missing),
                help: violation.schema[missing].map { "\(missing): \($0.summary)" })
        case .unknownField(let suggestion): return unknownField(violation, suggestion)
        case .tooFewItems(let minimum, let actual):
            return make(
                .listLength, "\(field) needs at least \(Self.count(minimum, "element")), but has \(actual)", path)
        case .tooManyItems(let maximum, let actual):
            let why = maximum == 1 && target.version == .v1 ? " in TCPRoute v1" : ""
            return make(
                .listLength, "\(field) may have at most \(Self.count(maximum, "element"))\(why), but has \(actual)",
                path,
                help: why.isEmpty ? nil : "split the route: each rule in a manifest of its own")
        case .tooShort(let minimum):
            let message = minimum == 1 ? "\(field) must not be empty" : "\(field) needs at least \(minimum) characters"
            return make(.textLength, message, path)
        case .tooLong(let maximum, let actual):
            return make(.textLength, "\(field) may have at most \(maximum) characters, but has \(actual)", path)
        case .pattern(let pattern):
            return make(
                .pattern, "\(field) must be \(pattern.description); \(quoted(violation.value)) is not", path,
                help: invisibleHelp(violation.value))
        case .keyPattern(let pattern):
            return make(
                .pattern, "the key must be \(pattern.description); \(quoted(violation.value)) is not", path,
                help: invisibleHelp(violation.value), onKey: true)
        case .belowMinimum(let minimum):
            return make(
                .range, "\(field) must be at least \(minimum), not \(number(violation.value))", path,
                help: rangeHelp(violation.schema))
        case .aboveMaximum(let maximum):
            return make(
                .range, "\(field) must be at most \(maximum), not \(number(violation.value))", path,
                help: rangeHelp(violation.schema))
        case .format(let format):
            return make(.range, "\(field) does not fit \(format.rawValue)", path)
        case .notOneOf(let values):
            let list = values.map { "'\($0)'" }.joined(separator: ", ")
            let nearest = violation.value.string.flatMap { Suggestion.nearest(to: $0, among: values) }
            return make(
                .notOneOf,
                "\(field) must be \(values.count == 1 ? "" : "one of ")\(list), not \(quoted(violation.value))",
                path, help: joined(invisibleHelp(violation.value), nearest.map { "did you mean '\($0)'?" }))
        case .rule(let rule, let finding):
            let related = finding.related.map {
                Diagnostic.Related(finding.relatedText, at: manifest.range(of: path.appending($0)))
            }
            return make(
                rule.code, finding.explanation, path.appending(finding.path), help: finding.help,
                related: related.map { [$0] } ?? [], onFirstKey: true)
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

    private func unknownField(_ violation: Violation, _ suggestion: String?) -> Diagnostic {
        let path = violation.path
        let field = Self.name(of: path)
        if let elsewhere = whereItExists(path) {
            return make(
                .unknownField, "\(field) is not in \(elsewhere): the API server would drop it", path,
                help:
                    "remove it, or judge for a release that has it with --gateway-api \(GatewayAPITarget.standard.release)/experimental",
                onKey: true)
        }
        let known = violation.schema.properties.map(\.name).joined(separator: ", ")
        let place = path.parent.isRoot ? "a \(manifest.kind)" : Self.name(of: path.parent)
        let name = QuotedText(field)
        let help = suggestion.map { "did you mean '\($0)'?" } ?? "known fields are \(known)"
        return make(
            .unknownField, "\(place) has no field \(name)", path, help: joined(name.invisibleHelp, help), onKey: true)
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

    private func rangeHelp(_ schema: Schema) -> String? {
        guard let minimum = schema.minimum, let maximum = schema.maximum else { return nil }
        return "allowed is \(minimum) to \(maximum)"
    }

    private func number(_ value: Value) -> String { JSONWriter.text(value) }

    private func quoted(_ value: Value) -> String {
        value.string.map(Self.quoted) ?? number(value)
    }

    static func quoted(_ text: String) -> String { QuotedText(text).description }

    private func invisibleHelp(_ value: Value) -> String? { value.string.flatMap { QuotedText($0).invisibleHelp } }

    private func joined(_ texts: String?...) -> String? {
        let texts = texts.compactMap { $0 }
        return texts.isEmpty ? nil : texts.joined(separator: "; ")
    }

    static func name(of path: FieldPath) -> String {
        switch path.last {
        case .key(let key): key
        case .index(let index): "\(name(of: path.parent))[\(index)]"
        case nil: "the manifest"
        }
    }

    private static func article(_ kind: Schema.Kind) -> String {
        switch kind {
        case .object: "a mapping"
        case .array: "a list"
        case .integer: "an integer"
        case .string: "a string"
        case .boolean: "a boolean"
        case .any: "any value"
        }
    }

    private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
