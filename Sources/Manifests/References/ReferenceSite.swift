internal import Diagnostics
internal import Documents
internal import Values
internal import YAML

/// A field that holds `{value: …}` or `{valueFrom: …}`.
struct ReferenceSite {
    let manifest: Manifest
    let path: FieldPath
    let place: ReferencePlace
    /// The fields that led here, each a reference to the next.
    var seen: [String] = []

    /// What a reference may have, in both spellings.
    static let fields = ["value", "valueFrom", "value_from"]

    /// What a reference says: the name itself, or where it stands.
    enum Reading {
        case name(String)
        case target(ReferenceTarget, valueFrom: FieldPath)
    }

    func problem(
        _ code: DiagnosticCode, _ message: String, _ path: FieldPath, onValue: Bool = false, help: String? = nil,
        related: [Diagnostic.Related] = []
    ) -> DiagnosticError {
        let place: Diagnostic.Place =
            onValue
            ? .value(of: path, in: manifest, resource: manifest.name)
            : .key(of: path, in: manifest, resource: manifest.name)
        return DiagnosticError(Diagnostic(code, message, at: place, help: help, related: related))
    }

    func read(_ value: Value) -> Result<Reading, DiagnosticError> {
        let field = ViolationMessage.name(of: path)
        let object = value.object ?? [:]
        let form = "write \(field): NAME, or {value: NAME}, or {valueFrom: {kind: …, name: …}}"
        if let key = object.keys.first(where: { !Self.fields.contains($0) }) {
            let nearest = Suggestion.nearest(to: key, among: ["value", "valueFrom"])
            return .failure(
                problem(
                    .unknownField, "\(field) has no field \(QuotedText(key))", path.appending(key),
                    help: nearest.map { "did you mean '\($0)'?" } ?? form))
        }
        if let clash = clash("valueFrom", "value_from", in: object, at: path) { return .failure(clash) }
        let reference = [object["valueFrom"], object["value_from"]].compactMap { $0 }.first { !$0.isNull }
        if let literal = object["value"], !literal.isNull {
            guard reference == nil else {
                return .failure(problem(.invalidReference, "\(field) has both 'value' and 'valueFrom'", path))
            }
            return text(literal, field, "value", at: path).map(Reading.name)
        }
        guard let reference else {
            return .failure(
                problem(.invalidReference, "\(field) needs a 'value' or a 'valueFrom'", path, help: form))
        }
        let valueFrom = path.appending("valueFrom")
        return target(reference, at: valueFrom).map { .target($0, valueFrom: valueFrom) }
    }

    private static let targetFields = ["kind", "env", "name", "fieldPath"]

    private func target(_ reference: Value, at path: FieldPath) -> Result<ReferenceTarget, DiagnosticError> {
        guard case .object(let object) = reference else {
            return .failure(notAMapping(reference, at: path))
        }
        if let clash = clash("fieldPath", "field_path", in: object, at: path) { return .failure(clash) }
        var texts: [String: String] = [:]
        for (key, value) in object {
            let name = key == "field_path" ? "fieldPath" : key
            guard Self.targetFields.contains(name) else { return .failure(unknown(key, in: object, at: path)) }
            if value.isNull { continue }
            switch text(value, name, key, at: path) {
            case .success(let text): texts[name] = text
            case .failure(let problem): return .failure(problem)
            }
        }
        guard let name = texts["name"] else {
            return .failure(problem(.requiredField, "name is missing from valueFrom", path))
        }
        guard let kind = texts["kind"] ?? place.defaultKind else {
            return .failure(
                problem(
                    .requiredField, "kind is missing from valueFrom", path,
                    help: "a backend may be of any kind, so say which manifest is meant"))
        }
        var fieldPath = place.defaultFieldPath
        if let text = texts["fieldPath"] {
            do {
                fieldPath = try FieldPath(parsing: text)
            } catch {
                return .failure(
                    problem(
                        .invalidReference, "fieldPath is no field path: \(error.message)",
                        path.appending("fieldPath"), onValue: true))
            }
        }
        return .success(ReferenceTarget(kind: kind, environment: texts["env"], name: name, fieldPath: fieldPath))
    }

    private func notAMapping(_ reference: Value, at path: FieldPath) -> DiagnosticError {
        let found = FoundValue(manifest: manifest, path: path, value: reference).description
        return problem(
            .wrongType, "valueFrom must be a mapping, not \(found)", path, onValue: true,
            help: "write valueFrom: {kind: …, name: …}")
    }

    private func unknown(_ key: String, in object: Object, at path: FieldPath) -> DiagnosticError {
        let absent = Self.targetFields.filter { object[$0] == nil }
        let nearest =
            Suggestion.nearest(to: key, among: absent) ?? Suggestion.nearest(to: key, among: Self.targetFields)
        return problem(
            .unknownField, "valueFrom has no field \(QuotedText(key))", path.appending(key),
            help: nearest.map { "did you mean '\($0)'?" }
                ?? "known fields are \(Self.targetFields.joined(separator: ", "))")
    }

    /// The text of a member, which may not be empty; `field` is what it is called in messages.
    private func text(
        _ value: Value, _ field: String, _ key: String, at path: FieldPath
    ) -> Result<String, DiagnosticError> {
        let path = path.appending(key)
        guard let text = value.string else {
            let found = FoundValue(manifest: manifest, path: path, value: value)
            return .failure(
                problem(
                    .wrongType, "\(key) must be a string, not \(found.description)", path, onValue: true,
                    help: found.stringHelp))
        }
        guard !text.isEmpty else {
            return .failure(problem(.textLength, "\(field) must not be empty", path, onValue: true))
        }
        return .success(text)
    }

    private func clash(
        _ name: String, _ other: String, in object: Object, at path: FieldPath
    ) -> DiagnosticError? {
        guard object[name] != nil, object[other] != nil else { return nil }
        return problem(
            .duplicateKey, "'\(other)' and '\(name)' are the same field, set twice", path.appending(other),
            help: "keep one of the two")
    }
}

extension Manifest {
    /// Whether a field is written in the document or set by an override.
    func has(_ path: FieldPath) -> Bool { SpelledPath(path, in: value).value != nil }
}
