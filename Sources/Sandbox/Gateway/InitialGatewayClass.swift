internal import Values

/// The class that Gateways of the sandbox can name without anybody making one.
enum InitialGatewayClass {
    private static let name = "openmcf"

    /// Creates it where it is missing, in the server's own name.
    static func ensure(in api: APIServer, folder: String) async throws(SandboxError) {
        do throws(APIFailure) {
            try await create(in: api.store, options: api.options)
        } catch {
            throw .unusable(folder: folder, error.message)
        }
    }

    private static func create(in store: Store, options: SandboxOptions) async throws(APIFailure) {
        let writer = ObjectWriter(resource: .gatewayClass("v1"), options: options)
        let isThere = try await store.read { state throws(APIFailure) in state[writer.key(name)] != nil }
        if isThere { return }
        try await store.write { transaction throws(APIFailure) in
            _ = try writer.create(
                [
                    "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
                    "metadata": ["name": .string(name)], "spec": ["controllerName": .string(GatewayController.name)],
                ], WriteDemands(fieldManager: options.command), &transaction)
        }
    }
}
