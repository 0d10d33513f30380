internal import GatewayAPI
internal import Routing
internal import Values

/// Says in a store that nothing takes connections, which is so once the sandbox that carried them has ended.
struct StatusReset: Sendable {
    let store: Store
    let options: SandboxOptions

    /// Takes back that Gateways are programmed, and the EndpointSlices that were made for Services.
    func run() async {
        guard let objects = try? await RoutedObjects.read(from: store, options.gateways).objects else { return }
        _ = await ShownSliceWriter(store: store, options: options).write([], over: objects.shownSlices)
        var input = objects.input
        for gateway in input.gateways.objects.values {
            for listener in gateway.listeners { input.ports[PortKey(gateway.key, listener.port)] = .pending }
        }
        let writer = StatusWriter(store: store, options: options)
        _ = await writer.write(Routing(input), over: objects.statuses)
    }
}
