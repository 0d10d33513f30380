internal import Diagnostics
internal import Nodes
internal import Schemas

/// Finds what `{value: …}` and `{valueFrom: …}` stand for: in the other manifests given, then in state outputs.
struct ReferenceResolver: Sendable {
    /// A target of references: its manifest, by kind and name.
    private struct Key: Hashable, Sendable {
        let kind: String
        let name: String
    }

    private let manifests: [Key: [Manifest]]
    private let outputs: [OutputsOfRoute]
    /// How many references may stand behind one, each leading to the next.
    private static let maximumSteps = 32
    /// Among more names than this none is looked for that is like a misspelled one.
    private static let maximumSuggestions = 1000

    /// - Parameter routeNames: routes that are no targets, but may have been meant where a name is misspelled.
    init(manifests: [Manifest], routeNames: [String] = [], outputs: [OutputsOfRoute]) {
        var grouped = Dictionary(grouping: manifests) { Key(kind: $0.kind, name: $0.name) }
        for name in routeNames { grouped[Key(kind: ManifestSchema.kind, name: name), default: []] += [] }
        self.manifests = grouped
        self.outputs = outputs
    }

    /// Whether the manifest takes a name from another one.
    static func refersToOthers(_ manifest: Manifest) -> Bool {
        ReferencePlace.all.contains { place in
            hasReference(manifest.value, place.names[...]) { $0["valueFrom"] != nil || $0["value_from"] != nil }
        }
    }

    /// Adds the names of the routes that references anywhere in a value lead to.
    static func collectRoutes(named names: inout Set<String>, in value: Value) {
        switch value {
        case .array(let array): for element in array { collectRoutes(named: &names, in: element) }
        case .object(let object):
            for (key, member) in object {
                if key == "valueFrom" || key == "value_from", member["kind"]?.string == ManifestSchema.kind,
                    let name = member["name"]?.string
                {
                    names.insert(name)
                }
                collectRoutes(named: &names, in: member)
            }
        default: break
        }
    }

    /// The manifest's value with every reference replaced by the name it stands for.
    ///
    /// What does not resolve is reported, and its place left out of the value: it never becomes an empty name.
    func resolve(_ manifest: Manifest, into diagnostics: inout [Diagnostic]) -> Resolved {
        var resolved = Resolved(value: manifest.value)
        for place in ReferencePlace.all where Self.hasReference(resolved.value, place.names[...]) {
            visit(&resolved.value, place.names[...], FieldPath()) { value, path in
                guard value.object != nil, resolved.unresolved.count < ViolationMessage.limit else { return }
                switch name(from: value, place: place, at: path, in: manifest, seen: []) {
                case .success(let name): value = .string(name)
                case .failure(let problem):
                    diagnostics.append(problem.diagnostic)
                    resolved.unresolved.append(path)
                }
            }
        }
        return resolved
    }

    struct Resolved {
        var value: Value
        /// Places whose reference is reported already.
        var unresolved: [FieldPath] = []
    }

    private struct Problem: Error {
        let diagnostic: Diagnostic
    }

    /// Whether a mapping stands where a name may: most manifests have few, and a look is cheaper than a copy.
    private static func hasReference(
        _ value: Value, _ names: ArraySlice<String>, where isMeant: (Object) -> Bool = { _ in true }
    ) -> Bool {
        if case .array(let array) = value { return array.contains { hasReference($0, names, where: isMeant) } }
        guard case .object(let object) = value else { return false }
        guard let name = names.first else { return isMeant(object) }
        return object[name].map { hasReference($0, names.dropFirst(), where: isMeant) } ?? false
    }

    /// Runs `body` on the value at each place that the names lead to, lists being gone through.
    private func visit(
        _ value: inout Value, _ names: ArraySlice<String>, _ path: FieldPath, _ body: (inout Value, FieldPath) -> Void
    ) {
        if case .array(var array) = value {
            for index in array.indices { visit(&array[index], names, path.appending(index), body) }
            value = .array(array)
            return
        }
        guard let name = names.first else { return body(&value, path) }
        guard let object = value.object, object[name] != nil else { return }
        value.withMember(name) { member in
            guard var nested = member else { return }
            visit(&nested, names.dropFirst(), path.appending(name), body)
            member = nested
        }
    }

    private func name(
        from value: Value, place: ReferencePlace, at path: FieldPath, in manifest: Manifest, seen: [String]
    ) -> Result<String, Problem> {
        let field = ViolationMessage.name(of: path)
        func fail(_ code: DiagnosticCode, _ message: String, _ path: FieldPath, help: String? = nil) -> Problem {
            Problem(
                diagnostic: Diagnostic(
                    .error, code, message, path: path.description, document: manifest.document.number,
                    range: manifest.keyRange(of: path), help: help))
        }
        let object = value.object ?? [:]
        let reference = object["valueFrom"] ?? object["value_from"]
        for key in object.keys where !["value", "valueFrom", "value_from"].contains(key) {
            let known = ["value", "valueFrom"]
            return .failure(
                fail(
                    .unknownField, "\(field) has no field '\(key)'", path.appending(key),
                    help: Suggestion.nearest(to: key, among: known).map { "did you mean '\($0)'?" }
                        ?? "write \(field): NAME, or {value: NAME}, or {valueFrom: {kind: …, name: …}}"))
        }
        if let literal = object["value"], !literal.isNull {
            if let reference, !reference.isNull {
                return .failure(fail(.invalidReference, "\(field) has both 'value' and 'valueFrom'", path))
            }
            guard let name = literal.string else {
                return .failure(
                    fail(
                        .wrongType, "value must be a string, not \(literal.typeNameWithArticle)",
                        path.appending("value")))
            }
            guard !name.isEmpty else {
                return .failure(fail(.textLength, "\(field) must not be empty", path.appending("value")))
            }
            return .success(name)
        }
        guard let reference, !reference.isNull else {
            return .failure(
                fail(
                    .invalidReference, "\(field) needs a 'value' or a 'valueFrom'", path,
                    help: "write \(field): NAME, or {value: NAME}, or {valueFrom: {kind: …, name: …}}"))
        }
        return follow(reference, place: place, at: path, in: manifest, seen: seen, fail)
    }

    private func follow(
        _ reference: Value, place: ReferencePlace, at path: FieldPath, in manifest: Manifest, seen: [String],
        _ fail: (DiagnosticCode, String, FieldPath, String?) -> Problem
    ) -> Result<String, Problem> {
        let path = path.appending("valueFrom")
        let reading: ReferenceTarget
        switch ReferenceTarget.read(reference, place: place) {
        case .success(let target): reading = target
        case .failure(let problem):
            return .failure(fail(problem.code, problem.message, path.appending(problem.path), problem.help))
        }
        let namesakes = manifests[Key(kind: reading.kind, name: reading.name)] ?? []
        let candidates = namesakes.filter { reading.environment == nil || $0.environment == reading.environment }
        guard candidates.count <= 1 else {
            var problem = fail(
                .ambiguousReference, "\(reading.description) is defined \(candidates.count) times in the input", path,
                "tell them apart by 'env', or remove one"
            ).diagnostic
            problem.related = candidates.prefix(10).map {
                Diagnostic.Related("one is here", at: $0.keyRange(of: "metadata.name"))
            }
            return .failure(Problem(diagnostic: problem))
        }
        if let target = candidates.first {
            let step = "\(reading.description) \(reading.fieldPath)"
            guard !seen.contains(step) else {
                return .failure(
                    fail(
                        .referenceCycle,
                        "the reference leads back to itself: \((seen + [step]).joined(separator: " → "))", path, nil))
            }
            guard seen.count < Self.maximumSteps else {
                return .failure(
                    fail(
                        .invalidReference, "the reference leads through more than \(Self.maximumSteps) others", path,
                        "name the manifest that holds the value"))
            }
            return value(of: reading, in: target, place: place, seen: seen + [step]) {
                fail($0, $1, path, $2)
            }
        }
        if let name = outputs.lazy.compactMap({ $0.value(for: reading) }).first { return .success(name) }
        let similar = manifests.keys.filter { $0.kind == reading.kind }.map(\.name).sorted()
        let environments = namesakes.map { $0.environment.map { "env \($0)" } ?? "no env" }.joined(separator: ", ")
        let suggestion =
            namesakes.isEmpty && similar.count <= Self.maximumSuggestions
            ? Suggestion.nearest(to: reading.name, among: similar).map { "did you mean '\($0)'?" }
            : namesakes.isEmpty ? nil : "the input has \(reading.kind) '\(reading.name)' with \(environments)"
        return .failure(
            fail(
                .unresolvedReference,
                "\(reading.description) is neither in the input nor in the state, so its \(reading.fieldPath) is unknown",
                path, suggestion ?? "give its manifest with another -f, or write the name itself"))
    }

    /// The text at the target's field, which may be a reference in turn or an output of a route.
    private func value(
        of reading: ReferenceTarget, in target: Manifest, place: ReferencePlace, seen: [String],
        _ fail: (DiagnosticCode, String, String?) -> Problem
    ) -> Result<String, Problem> {
        var fieldPath = reading.fieldPath
        if target.kind == ManifestSchema.kind {
            // The outputs of a route in the input are known before it is applied.
            if fieldPath == "status.outputs.namespace" { fieldPath = "spec.namespace" }
            if fieldPath == "status.outputs.routeName" { fieldPath = "metadata.name" }
        }
        switch target.value[fieldPath] {
        case .string(let text) where !text.isEmpty: return .success(text)
        case .object(let object)
        where object["value"] != nil || object["valueFrom"] != nil || object["value_from"] != nil:
            return name(from: .object(object), place: place, at: fieldPath, in: target, seen: seen)
        case nil, .null, .string:
            return .failure(
                fail(
                    .unresolvedReference, "\(reading.description) has no \(reading.fieldPath)",
                    "set it in that manifest, or name another field with 'fieldPath'"))
        case .some(let other):
            return .failure(
                fail(
                    .invalidReference,
                    "\(reading.fieldPath) of \(reading.description) is \(other.typeNameWithArticle), not a name", nil))
        }
    }
}

/// What a `valueFrom` names.
struct ReferenceTarget: CustomStringConvertible {
    let kind: String
    let environment: String?
    let name: String
    let fieldPath: FieldPath

    var description: String { "\(kind) '\(name)'" + (environment.map { " (env \($0))" } ?? "") }

    struct Problem: Error {
        var code = DiagnosticCode.invalidReference
        let message: String
        var path = FieldPath()
        var help: String?
    }

    static func read(_ reference: Value, place: ReferencePlace) -> Result<ReferenceTarget, Problem> {
        guard case .object(let object) = reference else {
            return .failure(
                Problem(code: .wrongType, message: "valueFrom must be a mapping, not \(reference.typeNameWithArticle)"))
        }
        var texts: [String: String] = [:]
        for (key, value) in object {
            let name = key == "field_path" ? "fieldPath" : key
            guard ["kind", "env", "name", "fieldPath"].contains(name) else {
                return .failure(
                    Problem(
                        code: .unknownField, message: "valueFrom has no field '\(key)'", path: FieldPath([.key(key)]),
                        help: "known fields are kind, env, name, fieldPath"))
            }
            if value.isNull { continue }
            guard let text = value.string, !text.isEmpty else {
                return .failure(
                    Problem(
                        code: .wrongType, message: "\(name) must be a string that is not empty",
                        path: FieldPath([.key(key)])))
            }
            texts[name] = text
        }
        guard let name = texts["name"] else {
            return .failure(Problem(code: .requiredField, message: "name is missing from valueFrom"))
        }
        guard let kind = texts["kind"] ?? place.defaultKind else {
            return .failure(
                Problem(
                    code: .requiredField, message: "kind is missing from valueFrom",
                    help: "a backend may be of any kind, so say which manifest is meant"))
        }
        var fieldPath = place.defaultFieldPath
        if let text = texts["fieldPath"] {
            do {
                fieldPath = try FieldPath(parsing: text)
            } catch {
                return .failure(
                    Problem(message: "fieldPath is no field path: \(error.message)", path: "fieldPath"))
            }
        }
        return .success(ReferenceTarget(kind: kind, environment: texts["env"], name: name, fieldPath: fieldPath))
    }
}

/// The outputs of a route that is applied already, as the state has them.
package struct OutputsOfRoute: Sendable {
    package let name: String
    package let outputs: [String: String]

    package init(name: String, outputs: [String: String]) {
        self.name = name
        self.outputs = outputs
    }

    func value(for target: ReferenceTarget) -> String? {
        guard target.kind == ManifestSchema.kind, target.name == name,
            case .key(let output) = target.fieldPath.last, target.fieldPath.parent == "status.outputs"
        else { return nil }
        return outputs[output]
    }
}
