internal import GatewayAPI
internal import Values

/// An object that is there from the start without anybody making it, and again at the next start if it was deleted.
struct InitialObject: Sendable {
    let resource: Resource
    var namespace: String?
    let value: Value

    /// The class that Gateways of the sandbox can name, and what every cluster has beside its namespaces.
    static let all = [gatewayClass, service, slice]

    /// Creates those that are missing, in the server's own name.
    static func ensure(in api: APIServer, folder: String) async throws(SandboxError) {
        for object in all {
            do throws(APIFailure) {
                try await object.create(in: api.store, options: api.options)
            } catch {
                throw .unusable(folder: folder, error.message)
            }
        }
    }

    private func create(in store: Store, options: SandboxOptions) async throws(APIFailure) {
        let writer = ObjectWriter(resource: resource, namespace: namespace, options: options)
        let key = writer.key(value["metadata"]?.text("name") ?? "")
        let isThere = try await store.read { state throws(APIFailure) in state[key] != nil }
        if isThere { return }
        try await store.write { transaction throws(APIFailure) in
            _ = try writer.create(try writer.admitted(value), WriteDemands(fieldManager: options.command), &transaction)
        }
    }

    // MARK: - Objects

    private static let gatewayClass = InitialObject(
        resource: .gatewayClass("v1"),
        value: [
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "openmcf"],
            "spec": ["controllerName": .string(GatewayController.name)],
        ])

    /// By which Pods find the API server: clients look for it, but there are no Pods here, so it leads nowhere.
    private static let service = InitialObject(
        resource: .service, namespace: "default",
        value: [
            "apiVersion": "v1", "kind": "Service",
            "metadata": [
                "name": "kubernetes", "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "clusterIP": "10.96.0.1",
                "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
            ],
        ])

    private static let slice = InitialObject(
        resource: .endpointSlice, namespace: "default",
        value: [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": ["name": "kubernetes", "labels": [EndpointSliceSchema.serviceLabel: "kubernetes"]],
            "addressType": "IPv4", "ports": [["name": "https", "protocol": "TCP", "port": 6443]],
        ])
}
