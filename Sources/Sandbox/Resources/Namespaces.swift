internal import FieldOwnership
internal import GatewayAPI
internal import Values

/// Namespaces: what the server does of itself when they are created and deleted.
extension ResourceHandler {
    /// The namespaces that every cluster has.
    static let initialNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"]

    /// Those that cannot be deleted.
    private static let protectedNamespaces = ["default", "kube-public", "kube-system"]

    /// Creates those namespaces that are missing.
    func createNamespaces(_ names: [String]) async throws(APIFailure) {
        let isComplete = try await store.read { state throws(APIFailure) in names.allSatisfy(state.namespaceExists) }
        if isComplete { return }
        try await store.write { transaction throws(APIFailure) in
            for name in names where !transaction.state.namespaceExists(name) {
                try putNamespace(name, &transaction)
            }
        }
    }

    private func putNamespace(_ name: String, _ transaction: inout Transaction) throws(APIFailure) {
        let namespaces = ResourceHandler(
            store: store, options: options, request: request,
            target: ResourceRequest(resource: .namespace), negotiation: negotiation)
        let write = WriteOptions(fieldManager: options.command)
        let object: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try namespaces.create(object, write, &transaction) { object in
            namespaces.trackers.update(
                from: nil, to: object, managedFields: ManagedFields(),
                by: namespaces.manager(write, subresource: nil))
        }
    }

    /// Deletes a namespace with all that is in it; it stays, terminating, while finalizers hold some of that.
    func deleteNamespace(
        _ namespace: StoredObject, _ demands: DeleteDemands, _ transaction: inout Transaction
    ) throws(APIFailure) -> Answer {
        let name = namespace.key.name
        guard !Self.protectedNamespaces.contains(name) else {
            throw APIFailure(
                code: 403, reason: "Forbidden",
                message: "namespaces \"\(name)\" is forbidden: this namespace may not be deleted",
                subject: resource.subject(name))
        }
        var value = namespace.value
        value.set("status", ["phase": "Terminating"])
        if !namespace.isBeingDeleted {
            value.withMember("metadata") { $0?.set("deletionTimestamp", .string(timestamp())) }
        }
        if demands.dryRun { return .unsaved(value, resource) }
        let routes = ResourceHandler(
            store: store, options: options, request: request, target: ResourceRequest(resource: .tcpRoute(.v1)),
            negotiation: negotiation)
        let marked = try transaction.put(.namespaces, value)
        var isHeld = false
        for object in transaction.contents(of: name) {
            if try routes.mark(object, DeleteDemands(), &transaction) == nil {
                try transaction.remove(object)
            } else {
                isHeld = true
            }
        }
        if !isHeld { try transaction.remove(marked) }
        return .object(marked, resource)
    }
}
