internal import GatewayAPI
internal import Schemas
package import Values

/// Objects that a sandbox was to start with and does not take.
package struct RefusedObjects: Error, Sendable {
    /// What is wrong with one of them.
    package struct Refusal: Sendable {
        /// The position of the object in `SandboxOptions.objects`.
        package let object: Int
        /// The field that is wrong; nil for the object as a whole.
        package let field: FieldPath?
        /// One sentence without a final full stop.
        package let message: String
        /// What to do about it; nil where the message says it.
        package let help: String?
    }

    /// All that is wrong, in the order of the objects.
    package let refusals: [Refusal]
}

/// Puts the objects into a sandbox that it is to start with: through its own API, by server-side apply, so that what is
/// there already stays as it is and a second start changes nothing.
struct ObjectLoader {
    let api: APIServer

    /// The field manager of what is loaded.
    static let manager = "openmcf-sandbox"
    private static let defaultNamespace = "default"

    /// - Throws: what the server refuses; everything else is loaded then.
    func load(_ objects: [Value]) async throws(RefusedObjects) {
        var refusals: [RefusedObjects.Refusal] = []
        var placed: [Placed] = []
        for (position, object) in objects.enumerated() {
            switch place(object, at: position) {
            case .success(let object): placed.append(object)
            case .failure(let refused): refusals += refused.refusals
            }
        }
        let namespaces = placed.filter { $0.resource.collection == Resource.namespaceCollection }
        for namespace in namespaces { refusals += await apply(namespace) }
        for object in placed where object.resource.collection != Resource.namespaceCollection {
            if let namespace = object.namespace { await ensure(namespace: namespace) }
            refusals += await apply(object)
        }
        if !refusals.isEmpty { throw RefusedObjects(refusals: refusals.sorted { $0.object < $1.object }) }
    }

    /// An object with the address that it is applied to.
    private struct Placed {
        let position: Int
        let resource: Resource
        let namespace: String?
        let value: Value

        var path: [String] {
            (resource.group.isEmpty ? ["api"] : ["apis", resource.group]) + [resource.version]
                + (namespace.map { ["namespaces", $0] } ?? []) + [
                    resource.plural, value["metadata"]?["name"]?.string ?? "",
                ]
        }
    }

    private func place(_ object: Value, at position: Int) -> Result<Placed, RefusedObjects> {
        let apiVersion = object["apiVersion"]?.string ?? ""
        let kind = object["kind"]?.string ?? ""
        func refused(_ field: FieldPath, _ message: String, help: String?) -> Result<Placed, RefusedObjects> {
            .failure(
                RefusedObjects(refusals: [.init(object: position, field: field, message: message, help: help)]))
        }
        let served = api.options.served.resources.filter(\.isStored)
        guard let resource = served.first(where: { $0.apiVersion == apiVersion && $0.kind == kind }) else {
            let versions = served.filter { $0.kind == kind }.map(\.apiVersion)
            guard versions.isEmpty else {
                return refused(
                    "apiVersion", "the sandbox does not serve \(kind) of \(apiVersion)",
                    help: "it serves \(versions.joined(separator: " and "))")
            }
            var kinds: [String] = []
            for resource in served where !kinds.contains(resource.kind) { kinds.append(resource.kind) }
            return refused(
                "kind", "the sandbox does not serve \(kind) of \(apiVersion)",
                help: "it serves \(kinds.joined(separator: ", "))")
        }
        guard let name = object["metadata"]?["name"]?.string, !name.isEmpty else {
            return refused("metadata.name", "the object has no name", help: "set metadata.name")
        }
        var value = object
        value.set("status", nil)
        value.withMember("metadata") { metadata in
            for field in ObjectMetadata.serverFields { metadata?.set(field, nil) }
        }
        let given = value["metadata"]?["namespace"]?.string ?? ""
        let namespace = resource.isNamespaced ? (given.isEmpty ? Self.defaultNamespace : given) : nil
        return .success(Placed(position: position, resource: resource, namespace: namespace, value: value))
    }

    /// Makes a namespace that objects are to be in; that it cannot be made is told for them.
    private func ensure(namespace: String) async {
        let state = try? await api.store.read { state throws(APIFailure) in state.namespaceExists(namespace) }
        if state == true { return }
        _ = await apply(
            Placed(
                position: 0, resource: .namespace, namespace: nil,
                value: ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]]))
    }

    private func apply(_ object: Placed) async -> [RefusedObjects.Refusal] {
        let unknown = object.resource.schema.violations(in: object.value).compactMap { violation in
            if case .unknownField(let meant) = violation.kind {
                RefusedObjects.Refusal(
                    object: object.position, field: violation.path, message: "there is no such field",
                    help: meant.map { "did you mean '\($0)'?" })
            } else {
                nil
            }
        }
        guard unknown.isEmpty else { return unknown }
        let request = ServedRequest(
            method: "PATCH", path: object.path, query: Query("fieldManager=\(Self.manager)&force=true"),
            accept: "application/json", contentType: "application/apply-patch+yaml", userAgent: Self.manager,
            body: JSONWriter.bytes(object.value))
        var warnings: [String] = []
        guard case .document(let status, let code) = await api.carryOut(request, &warnings), code >= 400 else {
            return []
        }
        return Self.refusals(of: object, status)
    }

    /// What a `Status` says, each cause at its field.
    private static func refusals(of object: Placed, _ status: Value) -> [RefusedObjects.Refusal] {
        func refusal(_ field: FieldPath?, _ message: String) -> RefusedObjects.Refusal {
            RefusedObjects.Refusal(object: object.position, field: field, message: message, help: nil)
        }
        let causes = (status["details"]?["causes"]?.array ?? []).compactMap { cause -> RefusedObjects.Refusal? in
            guard let text = cause["field"]?.string, let path = try? FieldPath(parsing: text) else { return nil }
            return refusal(path, cause["message"]?.string ?? "")
        }
        return causes.isEmpty ? [refusal(nil, status["message"]?.string ?? "the sandbox refuses the object")] : causes
    }
}
