internal import Diagnostics
internal import GatewayAPI
internal import Schemas
internal import Values

/// Finds what `{value: …}` and `{valueFrom: …}` stand for: in the other manifests given, then in state outputs.
struct ReferenceResolver: Sendable {
    let targets: ReferenceTargets
    /// Whether a reference that leads nowhere is only warned of, and the name of its target stands for it.
    var keepsUnresolved = false

    /// How many references may stand behind one, each leading to the next.
    private static let maximumSteps = 32

    /// Whether the manifest takes a name from another one.
    static func refersToOthers(_ manifest: Manifest) -> Bool {
        ReferencePlace.all.contains { place in
            hasReference(manifest.value, place.names[...]) { $0["valueFrom"] != nil || $0["value_from"] != nil }
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
                switch name(from: value, at: ReferenceSite(manifest: manifest, path: path, place: place)) {
                case .success(let name): value = .string(name)
                case .failure(let problem) where keepsUnresolved && problem.diagnostic.code == .unresolvedReference:
                    var diagnostic = problem.diagnostic
                    diagnostic.severity = .warning
                    diagnostics.append(diagnostic)
                    value = .string(Self.standIn(for: value))
                case .failure(let problem):
                    diagnostics.append(problem.diagnostic)
                    resolved.unresolved.append(path)
                }
            }
        }
        return resolved
    }

    /// A name that may stand where a reference leads nowhere.
    private static func standIn(for reference: Value) -> String {
        let target = reference["valueFrom"] ?? reference["value_from"]
        guard let name = target?["name"]?.string, ObjectMetadata.namespace.violations(in: .string(name)).isEmpty else {
            return "unresolved"
        }
        return name
    }

    struct Resolved {
        var value: Value
        /// Places whose reference is reported already.
        var unresolved: [FieldPath] = []
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

    private func name(from value: Value, at site: ReferenceSite) -> Result<String, DiagnosticError> {
        switch site.read(value) {
        case .failure(let problem): .failure(problem)
        case .success(.name(let name)): .success(name)
        case .success(.target(let target, let valueFrom)): follow(target, valueFrom, at: site)
        }
    }

    private func follow(
        _ target: ReferenceTarget, _ valueFrom: FieldPath, at site: ReferenceSite
    ) -> Result<String, DiagnosticError> {
        let candidates = targets.manifests(for: target)
        guard candidates.count <= 1 else {
            return .failure(
                site.problem(
                    .ambiguousReference, "\(target.description) is defined \(candidates.count) times in the input",
                    valueFrom, help: "tell them apart by 'env', or remove one",
                    related: candidates.prefix(10).map { .init("one is here", at: $0.keyRange(of: "metadata.name")) }))
        }
        if let manifest = candidates.first { return self.value(of: target, in: manifest, valueFrom, at: site) }
        if let name = targets.output(for: target) { return .success(name) }
        return .failure(unresolved(target, valueFrom, at: site))
    }

    /// What to say of a target that is nowhere: its kind is unknown, or its name, or its environment.
    private func unresolved(
        _ target: ReferenceTarget, _ valueFrom: FieldPath, at site: ReferenceSite
    ) -> DiagnosticError {
        let elsewhere = "give its manifest with another -f, or write the name itself"
        let isKnown = targets.hasKind(target.kind)
        if !isKnown, let kind = targets.meantKind(target) {
            let path = valueFrom.appending("kind")
            let isWritten = site.manifest.has(path)
            return site.problem(
                .unresolvedReference, "there is no \(target.kind) in the input", isWritten ? path : valueFrom,
                onValue: isWritten, help: "did you mean kind \(kind)?")
        }
        if !isKnown, target.kind != ManifestSchema.kind {
            return site.problem(
                .unresolvedReference,
                "there is no \(target.kind) in the input, so \(target.fieldPath) of \(QuotedText(target.name)) is unknown",
                valueFrom, help: elsewhere)
        }
        return site.problem(
            .unresolvedReference,
            "\(target.description) is neither in the input nor in the state, so its \(target.fieldPath) is unknown",
            valueFrom, help: targets.help(for: target) ?? QuotedText(target.name).invisibleHelp ?? elsewhere)
    }

    /// What is wrong with following a reference one more step: that it was taken before, or that there were too many.
    private func tooFar(_ step: String, _ valueFrom: FieldPath, at site: ReferenceSite) -> DiagnosticError? {
        if site.seen.contains(step) {
            let way = (site.seen + [step]).joined(separator: " → ")
            return site.problem(.referenceCycle, "the reference leads back to itself: \(way)", valueFrom)
        }
        guard site.seen.count >= Self.maximumSteps else { return nil }
        return site.problem(
            .invalidReference, "the reference leads through more than \(Self.maximumSteps) others", valueFrom,
            help: "name the manifest that holds the value")
    }

    /// The text at the target's field, which may be a reference in turn or an output of a route.
    private func value(
        of target: ReferenceTarget, in manifest: Manifest, _ valueFrom: FieldPath, at site: ReferenceSite
    ) -> Result<String, DiagnosticError> {
        let found = SpelledPath(target.field(in: manifest), in: manifest.value)
        let step = "\(target.description) \(found.path)"
        if let problem = tooFar(step, valueFrom, at: site) { return .failure(problem) }
        let place = valueFrom.appending("fieldPath")
        let isWritten = site.manifest.has(place)
        func fail(
            _ code: DiagnosticCode, _ message: String, _ related: String, help: String? = nil
        ) -> Result<String, DiagnosticError> {
            .failure(
                site.problem(
                    code, message, isWritten ? place : valueFrom, onValue: isWritten, help: help,
                    related: [.init(related, at: manifest.range(of: found.path))]))
        }
        let setIt = "set it in that manifest, or name another field with 'fieldPath'"
        switch found.value {
        case .string(let text) where !text.isEmpty: return .success(text)
        case .string:
            return fail(
                .unresolvedReference, "\(target.fieldPath) of \(target.description) is empty", "it is empty here",
                help: setIt)
        case .object(let object) where ReferenceSite.fields.contains(where: { object[$0] != nil }):
            let next = ReferenceSite(manifest: manifest, path: found.path, place: site.place, seen: site.seen + [step])
            return name(from: .object(object), at: next)
        case nil, .null:
            return fail(
                .unresolvedReference, "\(target.description) has no \(target.fieldPath)", "it is looked for here",
                help: found.suggestion.map { "did you mean '\($0)'?" } ?? setIt)
        case .some(let other):
            return fail(
                .invalidReference,
                "\(target.fieldPath) of \(target.description) is \(other.typeNameWithArticle), not a name",
                "it is set here")
        }
    }
}
