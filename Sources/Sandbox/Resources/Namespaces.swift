internal import GatewayAPI
internal import Schemas
internal import Values

extension Resource {
    static let namespace: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.hasGeneration = false
        behaviour.nameRule = .label
        behaviour.deletesCollections = false
        behaviour.deletion = .withContents(protected: ["default", "kube-public", "kube-system"])
        behaviour.keptByUpdates = ["spec"]
        behaviour.prepare = { object in
            let name = object["metadata"]?["name"] ?? ""
            object.withMember("metadata") { metadata in
                var labels = metadata?["labels"]?.object ?? [:]
                labels[NamespaceView.nameLabel] = name
                metadata?.set("labels", .object(labels))
            }
        }
        behaviour.complete = { object in
            object.set("spec", ["finalizers": ["kubernetes"]])
            object.set("status", ["phase": "Active"])
        }
        behaviour.decodeProtobuf = NamespaceProtobuf.decode
        behaviour.columns = [
            Behaviour.Column(
                name: "Status", description: "Phase of the namespace.",
                path: FieldPath([.key("status"), .key("phase")]))
        ]
        var resource = Resource(
            group: "", version: "v1", kind: "Namespace", plural: "namespaces", singular: "namespace",
            isNamespaced: false, schema: schema, behaviour: behaviour)
        resource.shortNames = ["ns"]
        return resource
    }()

    private static let schema = Schema.object(
        "A scope for names.",
        [
            ("apiVersion", .string("Version of the object's schema.")),
            ("kind", .string("Kind of the object.")),
            ("metadata", ObjectMetadata.schema),
            (
                "spec",
                .object(
                    "Behaviour of the namespace.",
                    [("finalizers", .list("What must happen before it goes.", of: .string("Finalizer.")))])
            ),
            ("status", .object("State of the namespace.", [("phase", .string("Active or Terminating."))])),
        ])
}

extension ObjectKey {
    /// The namespace of a name.
    static func namespace(_ name: String) -> ObjectKey {
        ObjectKey(collection: Resource.namespace.collection, namespace: "", name: name)
    }
}

/// The namespaces that every cluster has.
enum InitialNamespaces {
    static let names = ["default", "kube-node-lease", "kube-public", "kube-system"]

    /// Creates those that are missing, in the server's own name.
    static func create(in store: Store, options: SandboxOptions) async throws(APIFailure) {
        let isComplete = try await store.read { state throws(APIFailure) in names.allSatisfy(state.namespaceExists) }
        if isComplete { return }
        let writer = ObjectWriter(resource: .namespace, options: options)
        let write = WriteOptions(fieldManager: options.command)
        try await store.write { transaction throws(APIFailure) in
            for name in names where !transaction.state.namespaceExists(name) {
                _ = try writer.create(
                    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], write,
                    &transaction)
            }
        }
    }
}
