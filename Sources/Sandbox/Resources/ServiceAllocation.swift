internal import Values

/// Addresses and ports that the cluster gives to its Services: IPv4 alone, as most clusters have it.
enum ServiceAllocation {
    /// `10.96.0.0/16`, of which the first address is that of the API server's own Service.
    private static let network: [UInt8] = [10, 96]
    private static let addresses = 10...65_534
    private static let nodePorts = 30_000...32_767

    @Sendable static func allocate(
        _ service: inout Value, _ old: Value?, _ taken: Allocations
    ) throws(APIFailure) {
        guard var spec = service["spec"]?.object else { return }
        let type = ServiceType(service)
        let subject = APIFailure.Subject(name: service["metadata"]?.text("name") ?? "", kind: "Service")
        let isOfServer = subject.name == "kubernetes" && service["metadata"]?.text("namespace") == "default"
        if type.hasClusterIP { try allocateAddress(&spec, old?["spec"], taken, subject, isOfServer: isOfServer) }
        if type.hasNodePorts, spec["allocateLoadBalancerNodePorts"] != false || !type.isLoadBalancer {
            try allocatePorts(&spec, old?["spec"], taken, subject)
        }
        if type.isLoadBalancer, spec["externalTrafficPolicy"] == "Local" {
            try allocateHealthCheckPort(&spec, old?["spec"], taken)
        }
        service.set("spec", .object(spec))
    }

    private static func allocateAddress(
        _ spec: inout Object, _ old: Value?, _ taken: Allocations, _ subject: APIFailure.Subject, isOfServer: Bool
    ) throws(APIFailure) {
        let given = spec["clusterIP"]?.string ?? ""
        if given.isEmpty {
            let free = taken.firstFree(of: addresses) { !taken.isTaken("\"clusterIP\":\"\(address($0))\"") }
            guard let free else { throw .internalError("failed to allocate a serviceIP: range is full") }
            spec["clusterIP"] = .string(address(free))
        } else if given != "None", old?["clusterIP"]?.string != given {
            try claim(given, taken, subject, isOfServer: isOfServer)
        }
        let isHeadless = given == "None"
        if spec["clusterIPs"] == nil { spec["clusterIPs"] = spec["clusterIP"].map { [$0] } }
        if spec["ipFamilyPolicy"] == nil {
            // Who has no selector may mean anything.
            let isOpen = isHeadless && (spec["selector"]?.object ?? [:]).isEmpty && spec["ipFamilies"] == nil
            spec["ipFamilyPolicy"] = isOpen && old == nil ? "RequireDualStack" : "SingleStack"
        }
        if spec["ipFamilies"] == nil {
            let isDual = isHeadless && spec["ipFamilyPolicy"] != "SingleStack"
            spec["ipFamilies"] = isDual ? ["IPv4", "IPv6"] : ["IPv4"]
        }
    }

    private static func address(_ number: Int) -> String {
        "\(network[0]).\(network[1]).\(number >> 8).\(number & 0xFF)"
    }

    private static func claim(
        _ text: String, _ taken: Allocations, _ subject: APIFailure.Subject, isOfServer: Bool
    ) throws(APIFailure) {
        func refused(_ why: String) -> APIFailure {
            .invalid(subject, [.invalid("spec.clusterIPs", [.string(text)], "failed to allocate IP \(text): \(why)")])
        }
        guard let bytes = IPAddress(text)?.bytes, bytes.count == 4, Array(bytes[..<2]) == network,
            case let host = Int(bytes[2]) << 8 | Int(bytes[3]), (1...65_534).contains(host)
        else { throw refused("the provided network does not match the current range") }
        if host == 1 && !isOfServer || taken.isTaken("\"clusterIP\":\"\(text)\"") {
            throw refused("provided IP is already allocated")
        }
    }

    private static func allocatePorts(
        _ spec: inout Object, _ old: Value?, _ taken: Allocations, _ subject: APIFailure.Subject
    ) throws(APIFailure) {
        var ports = spec["ports"]?.array ?? []
        let own = Set((old?["ports"]?.array ?? []).compactMap { $0["nodePort"]?.int })
        var used = Set(ports.compactMap { $0["nodePort"]?.int })
        var byPort: [Int64: Int64] = [:]
        func isFree(_ number: Int) -> Bool {
            !used.contains(Int64(number)) && !taken.isTaken("\"nodePort\":\(number),")
                && !taken.isTaken("\"nodePort\":\(number)}") && !taken.isTaken("\"healthCheckNodePort\":\(number),")
        }
        for index in ports.indices {
            let port = ports[index]["port"]?.int ?? 0
            if let number = ports[index]["nodePort"]?.int {
                byPort[port] = number
                if own.contains(number) { continue }
                func refused(_ why: String) -> APIFailure {
                    .invalid(subject, [.invalid("spec.ports[\(index)].nodePort", .int(number), why)])
                }
                guard nodePorts.contains(Int(number)) else {
                    throw refused("provided port is not in the valid range. The range of valid ports is 30000-32767")
                }
                used.remove(number)
                guard isFree(Int(number)) else { throw refused("provided port is already allocated") }
                used.insert(number)
            } else if let shared = byPort[port] {
                // One number serves all protocols of a port.
                ports[index].set("nodePort", .int(shared))
            } else {
                guard let number = taken.firstFree(of: nodePorts, isFree) else {
                    throw .internalError("failed to allocate a nodePort: range is full")
                }
                used.insert(Int64(number))
                byPort[port] = Int64(number)
                ports[index].set("nodePort", .int(Int64(number)))
            }
        }
        if !ports.isEmpty { spec["ports"] = .array(ports) }
    }

    private static func allocateHealthCheckPort(
        _ spec: inout Object, _ old: Value?, _ taken: Allocations
    ) throws(APIFailure) {
        let given = spec["healthCheckNodePort"]?.int ?? 0
        if given != 0, given == old?["healthCheckNodePort"]?.int { return }
        guard given == 0 || nodePorts.contains(Int(clamping: given)) else {
            throw .internalError(
                "failed to allocate requested HealthCheck NodePort \(given): provided port is not in the valid range. The range of valid ports is 30000-32767"
            )
        }
        if given != 0 { return }
        let own = Set((spec["ports"]?.array ?? []).compactMap { $0["nodePort"]?.int })
        let free = taken.firstFree(of: nodePorts) { number in
            !own.contains(Int64(number)) && !taken.isTaken("odePort\":\(number)")
        }
        guard let free else { throw .internalError("failed to allocate a nodePort: range is full") }
        spec["healthCheckNodePort"] = .int(Int64(free))
    }
}
