internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values

/// Judges one KubernetesTcpRoute, or TCPRoute, and makes a route of it.
struct RouteReader: Sendable {
    let target: GatewayAPITarget
    let resolver: ReferenceResolver
    /// The namespace of TCPRoute objects that name none.
    let defaultNamespace: DefaultNamespace?
    /// Whether the version in which an object is spelled says nothing of what it may have.
    let ignoresObjectVersions: Bool

    private let schema: Schema
    private let objectSchema: Schema
    private let v1ObjectSchema: Schema
    private let warnings: RouteWarnings

    init(
        target: GatewayAPITarget, resolver: ReferenceResolver, defaultNamespace: DefaultNamespace? = nil,
        ignoresObjectVersions: Bool = false
    ) {
        self.target = target
        self.resolver = resolver
        self.defaultNamespace = defaultNamespace
        self.ignoresObjectVersions = ignoresObjectVersions
        schema = ManifestSchema.manifest(target)
        objectSchema = RouteObject.schema(target)
        var v1 = target
        v1.version = .v1
        v1ObjectSchema = RouteObject.schema(v1)
        warnings = RouteWarnings(target)
    }

    /// The route, or nil where errors are among the diagnostics.
    func read(_ manifest: Manifest) -> (route: RouteManifest?, diagnostics: [Diagnostic]) {
        if manifest.isRouteObject { return readObject(manifest) }
        var diagnostics: [Diagnostic] = []
        let resolved = resolver.resolve(manifest, into: &diagnostics)
        let value = schema.applyingDefaults(to: resolved.value)
        let message = ViolationMessage(manifest: manifest, target: target, resource: manifest.name)

        let violations = schema.violations(in: value) + carriedViolations(value)
        if !violations.isEmpty, let lost = LostIndentation(manifest.document.root, schema) {
            // What else is wrong follows from it, or is told when it is repaired.
            return (nil, [lost.diagnostic(of: manifest)])
        }
        let unresolved = Set(resolved.unresolved)
        let misspelled = Set(violations.compactMap(\.meantField))
        for (position, violation) in violations.enumerated() {
            guard position < ViolationMessage.limit else {
                diagnostics.append(message.more(violations.count - position))
                break
            }
            // A misspelled field is not missing as well.
            if let missing = violation.missingField, misspelled.contains(missing) { continue }
            if unresolved.contains(violation.path) { continue }
            diagnostics.append(message.diagnostic(violation))
        }
        diagnostics += reservedLabelWarnings(value, manifest) + annotationsSize(value, manifest)

        guard !diagnostics.containsErrors, let name = value["metadata"]?["name"]?.string,
            case .object(var spec) = value["spec"],
            let namespace = spec["namespace"]?.string ?? value["metadata"]?["namespace"]?.string
        else { return (nil, diagnostics) }
        spec.removeValue(forKey: "namespace")
        spec.removeValue(forKey: "targetCluster")
        let route = RouteManifest(
            name: name, namespace: namespace, spec: .object(spec), labels: carried(value, "labels"),
            annotations: carried(value, "annotations"), manifest: manifest)
        diagnostics += warnings.diagnostics(route)
        return (route, diagnostics)
    }

    /// The route of a TCPRoute object.
    private func readObject(_ manifest: Manifest) -> (route: RouteManifest?, diagnostics: [Diagnostic]) {
        let target = ignoresObjectVersions ? target : RouteObject.target(target, manifest.value)
        if let reason = target.unavailability { return (nil, [unavailable(reason, manifest)]) }
        let schema = target.version == .v1 ? v1ObjectSchema : objectSchema
        let value = schema.applyingDefaults(to: manifest.value)
        let message = ViolationMessage(manifest: manifest, target: target, resource: manifest.name)
        let isUnnamed = RouteObject.hasGeneratedName(value)
        let violations = schema.violations(in: value).filter { !isUnnamed || !$0.isAboutGeneratedName }
        let misspelled = Set(violations.compactMap(\.meantField))
        var diagnostics = isUnnamed ? [unnamed(manifest)] : []
        diagnostics += violations.prefix(ViolationMessage.limit).filter { violation in
            !(violation.missingField.map(misspelled.contains) ?? false)
        }.map(message.diagnostic)
        if violations.count > ViolationMessage.limit {
            diagnostics.append(message.more(violations.count - ViolationMessage.limit))
        }
        diagnostics += reservedLabelWarnings(value, manifest) + annotationsSize(value, manifest)
        let own = value["metadata"]?["namespace"]?.string ?? Self.keptNamespace(manifest.value)
        if own == nil, defaultNamespace == nil, value["metadata"]?.object != nil,
            !violations.contains(where: { $0.path == "metadata.namespace" })
        {
            diagnostics.append(
                Diagnostic(
                    .requiredField, "namespace is missing from metadata",
                    at: .value(of: "metadata.namespace", in: manifest, resource: manifest.name),
                    help: "add it, or name the namespace with -n: no cluster was asked whose context could have one"))
        }
        guard !diagnostics.containsErrors, let name = value["metadata"]?["name"]?.string, let spec = value["spec"],
            let namespace = own ?? defaultNamespace?.name
        else { return (nil, diagnostics) }
        var route = RouteManifest(
            name: name, namespace: namespace, spec: spec, labels: carried(value, "labels"),
            annotations: carried(value, "annotations"), manifest: manifest)
        for field in ["finalizers", "ownerReferences"] { route.otherMetadata[field] = value["metadata"]?[field] }
        route.takesDefaultNamespace = own == nil
        diagnostics += warnings.diagnostics(route)
        return (route, diagnostics)
    }

    /// The namespace that an object without one keeps in an annotation, where its API has no namespaces.
    private static func keptNamespace(_ object: Value) -> String? {
        guard let kept = object["metadata"]?["annotations"]?[Ownership.namespaceAnnotation]?.string,
            ObjectMetadata.namespace.violations(in: .string(kept)).isEmpty
        else { return nil }
        return kept
    }

    private func unavailable(_ reason: String, _ manifest: Manifest) -> Diagnostic {
        Diagnostic(
            .unavailableVersion, reason, at: .value(of: "apiVersion", in: manifest, resource: manifest.name),
            help: "judge by another release with --gateway-api")
    }

    /// That a server would make up a name, each time another.
    private func unnamed(_ manifest: Manifest) -> Diagnostic {
        Diagnostic(
            .requiredField,
            "name is missing from metadata: with generateName alone, each apply would make another route",
            at: .key(of: RouteObject.generatedName, in: manifest, resource: nil),
            help: "write the whole name as 'name' instead of 'generateName'")
    }

    private func carried(_ value: Value, _ field: String) -> Object {
        var carried = value["metadata"]?[field]?.object ?? [:]
        carried.removeAll { key, _ in OwnMetadata.isReserved(key) }
        return carried
    }

    private static let carriedFields: [(name: String, schema: Schema, path: FieldPath)] = [
        ("labels", ObjectMetadata.labels, "metadata.labels"),
        ("annotations", ObjectMetadata.annotations, "metadata.annotations"),
    ]

    /// Labels and annotations that go to the API server must be legal there.
    private func carriedViolations(_ value: Value) -> [Violation] {
        Self.carriedFields.flatMap { field in
            let carried = carried(value, field.name)
            guard !carried.isEmpty else { return [Violation]() }
            return field.schema.violations(in: .object(carried), at: field.path).filter { violation in
                // A wrong type is the manifest schema's to report.
                if case .wrongType = violation.kind { false } else { true }
            }
        }
    }

    /// All annotations together, with the one that marks the stack, must fit into an object.
    private func annotationsSize(_ value: Value, _ manifest: Manifest) -> [Diagnostic] {
        let annotations = carried(value, "annotations")
        guard !annotations.isEmpty else { return [] }
        let stack = Ownership.stackAnnotation.utf8.count + 36
        let size = ObjectMetadata.size(ofAnnotations: annotations) + stack
        guard size > ObjectMetadata.maximumAnnotationsSize else { return [] }
        return [
            Diagnostic(
                .textLength,
                "annotations has \(size) bytes, keys and openmcf's own included; an object takes \(ObjectMetadata.maximumAnnotationsSize)",
                at: .key(of: "metadata.annotations", in: manifest, resource: manifest.name),
                help: "keep large texts elsewhere, such as in a ConfigMap")
        ]
    }

    private func reservedLabelWarnings(_ value: Value, _ manifest: Manifest) -> [Diagnostic] {
        let labels = carried(value, "labels")
        guard !labels.isEmpty else { return [] }
        return OwnMetadata.labels(for: manifest.name).compactMap { key, own in
            guard let given = labels[key], given != own else { return nil }
            let path = FieldPath([.key("metadata"), .key("labels"), .key(key)])
            return Diagnostic(
                .reservedLabel,
                "the label '\(key)' is set by openmcf to '\(own.string ?? "")'; yours is dropped",
                at: .key(of: path, in: manifest, resource: manifest.name), help: "use a label of your own")
        }
    }
}

extension Violation {
    /// For an unknown field the known one that was probably meant.
    fileprivate var meantField: FieldPath? {
        guard case .unknownField(let suggestion?) = kind else { return nil }
        return path.parent.appending(suggestion)
    }

    /// Whether it follows from a prefix that stands for the name.
    fileprivate var isAboutGeneratedName: Bool {
        path == RouteObject.generatedName || missingField == "metadata.name" || path == "metadata.name"
    }

    /// The field that is asked for and not there.
    fileprivate var missingField: FieldPath? {
        switch kind {
        case .required(let field): path.appending(field)
        case .rule(_, let finding): finding.missing.map { path.appending($0) }
        default: nil
        }
    }
}
