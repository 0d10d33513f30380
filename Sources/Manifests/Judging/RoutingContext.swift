internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Routing
internal import Schemas
internal import Values

/// Objects in the input that are not applied, and that the routes are judged against.
struct RoutingContext {
    /// What is known of the cluster; what is not there may be elsewhere, so nothing is complete.
    private(set) var input = RoutingInput()
    private(set) var diagnostics: [Diagnostic] = []
    private var manifests: [Name: Manifest] = [:]
    private var counts: [(kind: String, count: Int)] = []

    private struct Name: Hashable {
        let kind: String
        let key: ObjectKey
    }

    /// - Parameter defaultNamespace: the namespace of objects that name none, as of routes; nil where there is none.
    init(_ manifests: [Manifest], defaultNamespace: String? = nil) {
        for manifest in manifests { add(manifest, defaultNamespace) }
    }

    var isEmpty: Bool { manifests.isEmpty }

    /// The document that an object stands in.
    func manifest(_ kind: String, _ key: ObjectKey) -> Manifest? { manifests[Name(kind: kind, key: key)] }

    private mutating func add(_ manifest: Manifest, _ defaultNamespace: String?) {
        var value = manifest.value
        let isNamespaced = !["Namespace", GatewayClassSchema.kind].contains(manifest.kind)
        if isNamespaced, let defaultNamespace, ObjectKey(value).namespace.isEmpty, value["metadata"]?.object != nil {
            value.withMember("metadata") { $0?.set("namespace", .string(defaultNamespace)) }
        }
        guard let object = RoutingObject(value) else { return }
        count(manifest.kind)
        let key = ObjectKey(value)
        guard !key.name.isEmpty else {
            return note(manifest, "metadata", "\(manifest.kind) has no name, so no route can mean it")
        }
        guard !isNamespaced || !key.namespace.isEmpty else {
            return note(
                manifest, "metadata",
                "\(manifest.kind) '\(key.name)' has no metadata.namespace, so no route is judged against it")
        }
        input.add(object)
        manifests[Name(kind: manifest.kind, key: key)] = manifest
        check(manifest)
    }

    private mutating func count(_ kind: String) {
        if let known = counts.firstIndex(where: { $0.kind == kind }) {
            counts[known].count += 1
        } else {
            counts.append((kind, 1))
        }
    }

    /// Notes the first field that a server would not take; fields that are not known may be of a newer version.
    private mutating func check(_ manifest: Manifest) {
        guard let schema = Self.schemas[manifest.kind] else { return }
        let violations = schema.violations(in: schema.applyingDefaults(to: manifest.value))
        let first = violations.first { if case .unknownField = $0.kind { false } else { true } }
        guard let first else { return }
        let said = ViolationMessage(manifest: manifest, target: .standard, resource: nil).diagnostic(first)
        note(
            manifest, said.path ?? FieldPath(),
            "\(manifest.kind) '\(manifest.name)' is judged as far as it can be read: \(said.message)",
            at: said.range)
    }

    private mutating func note(
        _ manifest: Manifest, _ path: FieldPath, _ message: String, at range: SourceRange? = nil
    ) {
        let place = Diagnostic.Place(
            range ?? manifest.keyRange(of: path), document: manifest.document.number, path: path)
        diagnostics.append(Diagnostic(.contextObject, message, at: place))
    }

    private static let schemas: [String: Schema] = [
        GatewaySchema.kind: GatewaySchema.object, GatewayClassSchema.kind: GatewayClassSchema.object,
        ReferenceGrantSchema.kind: ReferenceGrantSchema.object, ServiceSchema.kind: ServiceSchema.object,
        EndpointSliceSchema.kind: EndpointSliceSchema.object,
    ]

    /// That the objects are not applied; nil where there are none.
    var notAppliedNote: Diagnostic? {
        guard !counts.isEmpty else { return nil }
        let list = counts.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
        return Diagnostic(.notApplied, "not applied, but the routes are judged against them: \(list)")
    }
}
