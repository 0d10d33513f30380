internal import GatewayAPI
internal import Routing
internal import Values

/// Makes the Services that routes name and that are not there, and stands behind each with a server that tells its name.
///
/// The Services are kept like others; the servers end with the sandbox.
actor DemoServices {
    private static let manager = "openmcf-sandbox"

    private let store: Store
    private let options: SandboxOptions
    private var servers: [ObjectKey: GreetingServer] = [:]

    init(store: Store, options: SandboxOptions) {
        self.store = store
        self.options = options
    }

    /// Makes what is missing.
    ///
    /// - Returns: where the servers are of all Services that were made, now or earlier.
    func provide(for objects: RoutedObjects) async -> [ObjectKey: StandInPlace] {
        for (service, ports) in Self.missing(in: objects) { await make(service, ports) }
        let wanted = Set(objects.services.filter(\.value.isDemo).keys)
        for (key, server) in servers where !wanted.contains(key) {
            await server.stop()
            servers[key] = nil
        }
        for key in wanted where servers[key] == nil && servers.count < options.gateways.maximumListeners {
            servers[key] = await GreetingServer.start("\(key.name)\n")
        }
        return servers.compactMapValues { StandInPlace("\($0.port)") }
    }

    func stop() async {
        for server in servers.values { await server.stop() }
        servers = [:]
    }

    /// The ports of Services that are not there, and of those made here that lack one.
    private static func missing(in objects: RoutedObjects) -> [ObjectKey: [Int64]] {
        let input = objects.input
        var named: [ObjectKey: Set<Int64>] = [:]
        for route in input.routes.objects.values {
            for backend in route.rules.joined() where backend.isService {
                let key = backend.key(from: route.key.namespace)
                guard let port = backend.port, input.namespaces.objects[.init("", key.namespace)] != nil,
                    ObjectNames.service(key.name) != .illegal
                else { continue }
                named[key, default: []].insert(port)
            }
        }
        var missing: [ObjectKey: [Int64]] = [:]
        for (key, ports) in named {
            guard let service = input.services.objects[key] else {
                missing[key] = ports.sorted()
                continue
            }
            let there = Set(service.ports.map(\.number))
            if objects.services[key]?.isDemo == true, !ports.isSubset(of: there) {
                missing[key] = ports.union(there).sorted()
            }
        }
        return missing
    }

    private func make(_ key: ObjectKey, _ ports: [Int64]) async {
        let service: Value = [
            "apiVersion": "v1", "kind": "Service",
            "metadata": [
                "name": .string(key.name), "namespace": .string(key.namespace),
                "labels": [ServiceWishes.demoLabel: "true"],
            ],
            "spec": [
                "ports": .array(
                    ports.map { ["name": .string("tcp-\($0)"), "port": .int($0), "protocol": "TCP"] })
            ],
        ]
        let writer = ObjectWriter(resource: .service, namespace: key.namespace, options: options)
        let write = WriteDemands(fieldManager: Self.manager)
        // Somebody may have made it meanwhile, or the namespace may be going: then it is not ours to make.
        _ = try? await store.write { transaction throws(APIFailure) in
            try writer.apply(service, to: key.name, write, &transaction)
        }
    }
}
