internal import DataPlane
internal import GatewayAPI
internal import Routing

/// What routing comes to for the data plane: a table for each port that is to be open.
struct ForwardingTables: Sendable {
    /// The listener that an address is for.
    struct Listener: Sendable {
        let gateway: ObjectKey
        let name: String
    }

    private(set) var tables: [ListenAddress: ForwardingTable] = [:]
    private(set) var listeners: [ListenAddress: Listener] = [:]

    init() {}

    /// - Parameter services: tells how the backends of a Service are spoken to.
    init(_ routing: Routing, on host: String, _ services: [ObjectKey: ServiceWishes]) {
        for gateway in routing.gateways where gateway.controller == .own {
            for listener in gateway.listeners where listener.programmed == .yes {
                guard let port = UInt16(exactly: listener.view.port), port > 0 else { continue }
                let address = ListenAddress(host: host, port: port)
                listeners[address] = Listener(gateway: gateway.view.key, name: listener.view.name)
                tables[address] = ForwardingTable(routing, listener, services)
            }
        }
    }
}

extension ForwardingTable {
    fileprivate init(
        _ routing: Routing, _ listener: ListenerResult, _ services: [ObjectKey: ServiceWishes]
    ) {
        self.init()
        guard let route = listener.server.map({ routing.routes[$0] }) else { return }
        self.route = route.view.key.description
        backends = (route.rules.first ?? []).map { backend in
            let target = backend.target.map { routing.targets[$0] }
            let isUsable = if case .forwarded = routing.fate(of: backend, isOwn: true) { true } else { false }
            let endpoints = (isUsable ? target?.ready : nil) ?? []
            return ForwardingBackend(
                name: routing.name(of: backend, in: route.view.key.namespace),
                weight: Int(clamping: backend.reference.weight),
                endpoints: endpoints.compactMap { endpoint in
                    UInt16(exactly: endpoint.port).map { BackendEndpoint(host: endpoint.address, port: $0) }
                }, proxyProtocol: target.flatMap { services[$0.service]?.proxyProtocol })
        }
    }
}
