internal import GatewayAPI

/// Judges backends; each port of a Service is looked at once.
struct BackendJudge {
    private(set) var targets: [ServicePort] = []
    private let input: RoutingInput
    private let granted: Set<GrantedAccess>
    private let slices: [ObjectKey: [EndpointSliceView]]
    private var remembered: [TargetKey: Int] = [:]
    /// How many backends, ports and endpoints were looked at.
    private(set) var effort = 0

    private struct TargetKey: Hashable {
        let service: ObjectKey
        let port: Int64
    }

    init(_ input: RoutingInput) {
        self.input = input
        granted = Set(input.grants.objects.values.flatMap(\.permissions))
        var slices: [ObjectKey: [EndpointSliceView]] = [:]
        slices.reserveCapacity(min(input.slices.objects.count, input.services.objects.count))
        remembered.reserveCapacity(input.services.objects.count)
        for slice in input.slices.objects.values {
            if let service = slice.service { slices[service, default: []].append(slice) }
        }
        for (service, several) in slices where several.count > 1 {
            slices[service] = several.sorted { $0.key < $1.key }
        }
        self.slices = slices
    }

    /// The backends of a rule: kind, then grant, then Service, then its port.
    mutating func judge(_ backends: [BackendReference], of namespace: String) -> [BackendResult] {
        // A sum that is out of bounds counts as the largest: schemas allow 16 backends of at most a million.
        let total = backends.reduce(into: Int64(0)) { sum, backend in
            sum = sum.addingReportingOverflow(backend.weight).overflow ? .max : sum + backend.weight
        }
        effort += backends.count
        return backends.map { backend in
            func result(_ verdict: Truth, isControllersChoice: Bool = false, target: Int? = nil) -> BackendResult {
                BackendResult(
                    reference: backend, total: total, verdict: verdict, isControllersChoice: isControllersChoice,
                    target: target)
            }
            guard backend.isService else { return result(.no(.invalidKind), isControllersChoice: true) }
            let key = backend.key(from: namespace)
            if key.namespace != namespace {
                let granted = permission(RequiredGrant(from: namespace, to: backend, in: key.namespace))
                guard granted == .yes else { return result(granted) }
            }
            guard let port = backend.port else { return result(.no(.backendNotFound)) }
            let number = target(key, port)
            let verdict = targets[number].verdict
            return result(verdict, isControllersChoice: verdict == .no(.unsupportedValue), target: number)
        }
    }

    private func permission(_ wanted: RequiredGrant) -> Truth {
        if wanted.sufficient.contains(where: granted.contains) { return .yes }
        return input.grants.isComplete(in: wanted.namespace) ? .no(.refNotPermitted) : .unknown(.grant)
    }

    /// The number of a Service's port.
    private mutating func target(_ service: ObjectKey, _ port: Int64) -> Int {
        let key = TargetKey(service: service, port: port)
        if let known = remembered[key] { return known }
        var target = ServicePort(service: service, port: port, verdict: .yes)
        switch input.services[service] {
        case .unknown: target.verdict = .unknown(.service)
        case .missing: target.verdict = .no(.backendNotFound)
        case .found(let view) where view.isExternalName: target.verdict = .no(.unsupportedValue)
        case .found(let view):
            if let found = view.ports.first(where: { $0.number == port && $0.protocolName == "TCP" }) {
                addEndpoints(to: &target, view, found)
            } else if view.ports.contains(where: { $0.number == 0 }) {
                // A port that cannot be read may be this one.
                target.verdict = .unknown(.service)
            } else {
                target.verdict = .no(.backendNotFound)
            }
        }
        remembered[key] = targets.count
        targets.append(target)
        return targets.count - 1
    }

    /// Slices name the port as the Service does, and each has a number of its own for it.
    private mutating func addEndpoints(to target: inout ServicePort, _ service: ServiceView, _ port: ServiceView.Port) {
        target.isComplete = input.slices.isComplete(in: service.key.namespace)
        let usable = (slices[service.key] ?? []).filter { $0.addressType != "FQDN" }
        let family = usable.first { $0.addressType == service.family }?.addressType
        var seen: [ServicePort.Endpoint: Int] = [:]
        for slice in usable where family == nil || slice.addressType == family {
            for slicePort in slice.ports where slicePort.name == port.name && slicePort.protocolName == "TCP" {
                effort += slice.endpoints.count
                for endpoint in slice.endpoints {
                    guard let address = endpoint.addresses.first else { continue }
                    let place = ServicePort.Endpoint(address: address, port: slicePort.number ?? port.number)
                    // Of an address that stands there several times one readiness is enough.
                    let state = endpoint.isReady ? 2 : endpoint.isTerminating ? 0 : 1
                    if (seen[place] ?? -1) < 2, state == 2 { target.ready.append(place) }
                    seen[place] = max(seen[place] ?? 0, state)
                }
            }
        }
        target.notReady = seen.values.count { $0 == 1 }
        target.terminating = seen.values.count { $0 == 0 }
    }
}
