internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// Whether the backends of a route take its connections.
extension RoutingFindings {
    mutating func judge(_ backend: BackendResult, _ rule: Int, _ index: Int, of position: Int) {
        let route = routing.routes[position].view
        let key = backend.reference.key(from: route.key.namespace)
        if key.namespace != route.key.namespace, backend.reference.isService, backend.verdict != .unknown(.grant) {
            let path = WarningReport.backend(rule, index, "namespace")
            if let number = numbers[position] { permitted.append(Permission(route: number, path: path)) }
        }
        guard backend.verdict == .no(.backendNotFound), let service = routing.services[key],
            let port = backend.reference.port
        else { return judgeLoss(backend, rule, index, of: position) }
        let ports = service.ports.filter { $0.protocolName == "TCP" }.map(\.number)
        let help =
            ports.count == 1
            ? "did you mean \(ports[0])?" : ports.isEmpty ? "add the port to the Service" : "name one of its ports"
        let related = context.manifest(ServiceSchema.kind, key).map {
            RouteFinding.Related.object($0, "spec.ports", "its ports are here")
        }
        report(
            .noSuchPort,
            "\(routing.problem(backend, in: route.key.namespace)): connections to port \(port) are rejected",
            of: position, at: WarningReport.backend(rule, index, "port"), help: help, related: [related])
    }

    /// A backend that gets no connection, though what names it is right: it is missing, forbidden, or has nobody behind
    /// it.
    private mutating func judgeLoss(_ backend: BackendResult, _ rule: Int, _ index: Int, of position: Int) {
        let route = routing.routes[position].view
        guard backend.reference.isService else { return }
        // Only the first rule serves.
        let loss = rule == 0 ? "\(backend.shareText) of connections will be rejected: " : ""
        let namePath = WarningReport.backend(rule, index, "name")
        let key = backend.reference.key(from: route.key.namespace)
        switch routing.fate(of: backend, isOwn: true) {
        case .rejected(.noEndpoints):
            guard backend.reference.weight > 0 else { return }
            report(
                .noEndpoints, "\(loss)Service \(key) has no ready endpoints", of: position, at: namePath,
                help:
                    "start what is behind it: kubectl -n \(key.namespace) get endpointslices -l kubernetes.io/service-name=\(key.name)"
            )
        case .rejected(.backendNotFound):
            let meant = meantService(key)
            report(
                .noSuchService, "\(loss)Service \(key) does not exist", of: position, at: namePath,
                help: meant.map { "did you mean '\($0)'?" } ?? "create it, or name another")
        case .rejected(.refNotPermitted):
            let grant = RequiredGrant(from: route.key.namespace, to: backend.reference, in: key.namespace)
            report(
                .noGrant, "\(loss)no ReferenceGrant in namespace '\(key.namespace)' allows Service \(key)",
                of: position,
                at: WarningReport.backend(rule, index, "namespace"), help: "apply this:\n" + grant.text)
        default: return
        }
    }

    /// The Service whose name comes nearest to one that is missing; each is looked for once.
    private mutating func meantService(_ missing: ObjectKey) -> String? {
        if let known = meantServices[missing] { return known }
        // Where so many are missing, it is no slip of the finger; each is compared with every name.
        guard meantServices.count < 100 else { return nil }
        if serviceNames.isEmpty { serviceNames = Dictionary(grouping: routing.services.keys, by: \.namespace) }
        let names = (serviceNames[missing.namespace] ?? []).map(\.name).sorted()
        let meant = Suggestion.nearest(to: missing.name, among: names)
        meantServices[missing] = .some(meant)
        return meant
    }
}
