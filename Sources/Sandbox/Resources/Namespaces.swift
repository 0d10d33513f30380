internal import GatewayAPI
internal import Schemas
internal import Values

extension Resource {
    static let namespace: Resource = {
        var behaviour = Behaviour()
        behaviour.isBuiltIn = true
        behaviour.storageVersionHash = "Q3oi5N2YM8M="
        behaviour.hasGeneration = false
        behaviour.nameRule = .label
        behaviour.deletesCollections = false
        behaviour.deletion = .withContents(protected: ["default", "kube-public", "kube-system"])
        behaviour.keptByUpdates = ["spec"]
        behaviour.blank = ["spec": [:], "status": [:]]
        behaviour.prepare = label
        behaviour.complement = { object in
            if !(object["metadata"]?.text("name") ?? "").isEmpty { label(&object) }
            if object["spec"]?.object == nil { object.set("spec", [:]) }
        }
        behaviour.complete = { object in
            let given = object["spec"]?["finalizers"]?.array ?? []
            object.set("spec", ["finalizers": .array(given + (given.contains(finalizer) ? [] : [finalizer]))])
            object.set("status", ["phase": "Active"])
        }
        behaviour.check = { namespace, old in
            // Only `finalize` writes it anew.
            guard namespace["spec"] != old?["spec"] else { return [] }
            return (namespace["spec"]?["finalizers"]?.array ?? []).enumerated().flatMap { index, finalizer in
                MetadataValidation.causes(
                    ofFinalizer: finalizer.string ?? "", "spec.finalizers" + (old == nil ? "" : "[\(index)]"))
            }
        }
        behaviour.selectableFields = ["status.phase"]
        behaviour.protobuf = .namespace
        behaviour.columns = [
            Column("Status", "The status of the namespace") { object, _ in object["status"]?["phase"] ?? "" },
            .typedAge,
        ]
        var resource = Resource(
            group: "", version: "v1", kind: "Namespace", plural: "namespaces", singular: "namespace",
            isNamespaced: false, schema: schema, behaviour: behaviour)
        resource.shortNames = ["ns"]
        return resource
    }()

    /// Where the namespaces are kept.
    static let namespaceCollection = namespace.collection

    /// What the namespace's contents hold it by until they are gone.
    static let finalizer: Value = "kubernetes"

    /// Every namespace has its name as a label, whatever is written.
    @Sendable private static func label(_ object: inout Value) {
        let name = object["metadata"]?["name"] ?? ""
        object.withMember("metadata") { metadata in
            var labels = metadata?["labels"]?.object ?? [:]
            labels[NamespaceView.nameLabel] = name
            metadata?.set("labels", .object(labels))
        }
    }

    private static let schema = Schema.typedObject(
        "A scope for names.",
        [
            (
                "spec",
                .object(
                    "Behaviour of the namespace.",
                    [("finalizers", .list("What must happen before it goes.", of: .string("Finalizer.")))])
            ),
            (
                "status",
                .object(
                    "State of the namespace.",
                    [("phase", .string("Active or Terminating.")), ("conditions", conditions)])
            ),
        ])
}

extension ProtobufLayout {
    fileprivate static let namespace = object([
        ("spec", 2, .message(ProtobufLayout([("finalizers", 1, .texts)]))),
        (
            "status", 3,
            .message(ProtobufLayout([("phase", 1, .text), ("conditions", 2, .messages(namespaceCondition))]))
        ),
    ])

    private static let namespaceCondition = ProtobufLayout([
        ("type", 1, .text), ("status", 2, .text), ("lastTransitionTime", 4, .time), ("reason", 5, .text),
        ("message", 6, .text),
    ])
}

private let conditions = Schema.list(
    "What keeps the namespace.",
    of: .object(
        "One aspect.",
        [
            ("type", .string("The aspect.")), ("status", .string("Whether it is so.")),
            ("lastTransitionTime", .string("When that changed.", format: .dateTime)),
            ("reason", .string("Cause, in one word.")), ("message", .string("Details for a person.")),
        ]), type: .map(keys: ["type"]))

/// The namespaces that every cluster has.
enum InitialNamespaces {
    static let names = ["default", "kube-node-lease", "kube-public", "kube-system"]

    /// Creates those that are missing, in the server's own name.
    static func create(in store: Store, options: SandboxOptions) async throws(APIFailure) {
        let isComplete = try await store.read { state throws(APIFailure) in names.allSatisfy(state.namespaceExists) }
        if isComplete { return }
        let writer = ObjectWriter(resource: .namespace, options: options)
        let write = WriteDemands(fieldManager: options.command)
        try await store.write { transaction throws(APIFailure) in
            for name in names where !transaction.state.namespaceExists(name) {
                _ = try writer.create(
                    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]], write,
                    &transaction)
            }
        }
    }
}
