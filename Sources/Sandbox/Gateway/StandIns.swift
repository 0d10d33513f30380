internal import GatewayAPI
internal import Routing
internal import Values

/// The processes that stand in for the Pods of Services, whoever names them.
struct StandIns: Sendable {
    /// Those of the command line.
    let given: [ObjectKey: [StandInPlace]]
    /// The servers of the demo.
    var demo: [ObjectKey: StandInPlace] = [:]

    init(_ backends: [ServiceStandIn]) {
        given = Dictionary(grouping: backends, by: \.service).mapValues { $0.map(\.place) }
    }

    /// The objects as routing is to see them: with EndpointSlices that lead to the processes, in place of what there is
    /// for the same ports.
    ///
    /// - Returns: what routing reads, and the slices as other clients are to see them.
    func input(_ objects: RoutedObjects) -> (input: RoutingInput, shown: [Value]) {
        var input = objects.input
        var covered: [ObjectKey: Set<String>] = [:]
        var slices: [EndpointSliceView] = []
        var shown: [Value] = []
        for (key, wishes) in objects.services {
            guard let service = input.services.objects[key] else { continue }
            for port in service.ports where port.protocolName == "TCP" {
                let places = places(for: port.number, of: key, wishes)
                guard !places.isEmpty else { continue }
                covered[key, default: []].insert(port.name)
                for (number, place) in places.enumerated() {
                    var slice = slice(place, of: service, port, number: number)
                    shown.append(slice)
                    // Names are looked up when a connection is made, so they count as addresses here.
                    slice.set("addressType", .string(service.family ?? IPAddress.Family.ipv4.rawValue))
                    slice.set("endpoints", [["addresses": [.string(place.host)]]])
                    slices.append(EndpointSliceView(slice))
                }
            }
        }
        guard !covered.isEmpty else { return (input, shown) }
        for (key, slice) in input.slices.objects {
            guard let names = slice.service.flatMap({ covered[$0] }) else { continue }
            input.slices.objects[key]?.ports.removeAll { names.contains($0.name) }
        }
        for slice in slices { input.slices.objects[slice.key] = slice }
        return (input, shown)
    }

    /// What the command line names and is not there, in words.
    func problems(_ services: Known<ServiceView>) -> [String] {
        given.flatMap { key, places -> [String] in
            guard let service = services.objects[key] else {
                return ["--backend names Service \(key), which does not exist; it counts once the Service does"]
            }
            let ports = service.ports.filter { $0.protocolName == "TCP" }.map(\.number)
            return places.filter { place in !ports.contains(where: place.isFor) }.map { place in
                let port = place.servicePort.map { "no TCP port \($0)" } ?? "no TCP ports"
                let others = ports.map(String.init).joined(separator: ", ")
                return "--backend names Service \(key), which has \(port)"
                    + (others.isEmpty ? "" : "; it has \(others)")
            }
        }.sorted()
    }

    /// The command line goes before annotations, and those before the demo.
    private func places(
        for port: Int64, of service: ObjectKey, _ wishes: ServiceWishes
    ) -> [StandInPlace] {
        for places in [given[service] ?? [], wishes.places, demo[service].map { [$0] } ?? []] {
            let fitting = places.filter { $0.isFor(port) }
            if !fitting.isEmpty { return fitting }
        }
        return []
    }

    // MARK: - Slices

    private static let makerLabel = "endpointslice.kubernetes.io/managed-by"

    /// Whether an object is a slice that was made here.
    static func isShown(_ object: Value, in collection: ObjectCollection) -> Bool {
        collection == Resource.endpointSlice.collection
            && object["metadata"]?["labels"]?[makerLabel] == .string(GatewayController.name)
    }

    private func slice(
        _ place: StandInPlace, of service: ServiceView, _ port: ServiceView.Port, number: Int
    ) -> Value {
        // Padded, they stay in order.
        let order = String(String(1_000 + number).dropFirst())
        let host = place.host == "localhost" ? "127.0.0.1" : place.host
        return [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": [
                "namespace": .string(service.key.namespace),
                "name": .string("\(service.key.name)-openmcf-\(port.number)-\(order)"),
                "labels": [
                    EndpointSliceSchema.serviceLabel: .string(service.key.name),
                    Self.makerLabel: .string(GatewayController.name),
                ],
            ],
            "addressType": .string(IPAddress(host)?.family.rawValue ?? "FQDN"),
            "ports": [["name": .string(port.name), "port": .int(place.port), "protocol": "TCP"]],
            "endpoints": [["addresses": [.string(host)], "conditions": ["ready": true]]],
        ]
    }
}
