internal import Values

/// The parts of a Service that follow from others.
enum ServiceDefaults {
    /// Defaults of the type, and of ports (core `SetDefaults_Service`).
    @Sendable static func complement(_ service: inout Value) {
        service.withMember("spec") { member in
            var spec = member?.object ?? [:]
            if spec["type"] == nil || spec["type"] == "" { spec["type"] = "ClusterIP" }
            if spec["sessionAffinity"] == nil || spec["sessionAffinity"] == "" { spec["sessionAffinity"] = "None" }
            if spec["sessionAffinity"] == "None" { spec["sessionAffinityConfig"] = nil }
            if spec["sessionAffinity"] == "ClientIP",
                spec["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"] == nil
            {
                spec["sessionAffinityConfig"] = ["clientIP": ["timeoutSeconds": 10800]]
            }
            let type = ServiceType(["spec": .object(spec)])
            let isExternal = type.hasNodePorts || (type.hasClusterIP && !(spec["externalIPs"]?.array ?? []).isEmpty)
            if isExternal, (spec["externalTrafficPolicy"] ?? "") == "" { spec["externalTrafficPolicy"] = "Cluster" }
            if type.hasClusterIP, (spec["internalTrafficPolicy"] ?? "") == "" {
                spec["internalTrafficPolicy"] = "Cluster"
            }
            if type.isLoadBalancer, spec["allocateLoadBalancerNodePorts"] == nil {
                spec["allocateLoadBalancerNodePorts"] = true
            }
            spec["ports"] = spec["ports"]?.array.flatMap { $0.isEmpty ? nil : .array($0.map(port)) }
            // Empty texts are as good as none, but for the address, whose absence asks for what is there.
            for (name, value) in spec where value == "" || value == [] || (value == [:] && name == "selector") {
                if name != "clusterIP" { spec[name] = nil }
            }
            if spec["clusterIP"] == "" { spec["clusterIP"] = nil }
            member = .object(spec)
        }
        service.withMember("status") { complementStatus(&$0) }
    }

    private static func port(_ port: Value) -> Value {
        guard port.object != nil else { return port }
        var port = port
        if (port["protocol"] ?? "") == "" { port.set("protocol", "TCP") }
        if [nil, 0, ""].contains(port["targetPort"]) { port.set("targetPort", port["port"]) }
        if port["nodePort"] == 0 { port.set("nodePort", nil) }
        if port["name"] == "" { port.set("name", nil) }
        return port
    }

    private static func complementStatus(_ status: inout Value?) {
        guard var object = status?.object else { return }
        if object["loadBalancer"] == nil { object["loadBalancer"] = [:] }
        object["loadBalancer"]?.withMember("ingress") { ingress in
            ingress = ingress?.array.map { list in
                .array(
                    list.map { entry in
                        guard !entry.text("ip").isEmpty, entry["ipMode"] == nil else { return entry }
                        var entry = entry
                        entry.set("ipMode", "VIP")
                        return entry
                    })
            }
        }
        status = .object(object)
    }

    /// What an update leaves as it was although its body does not say so, and what goes with the type that it leaves.
    @Sendable static func carryOver(_ service: inout Value, _ old: Value) {
        let type = ServiceType(service)
        let before = ServiceType(old)
        let live = old["spec"] ?? [:]
        service.withMember("spec") { member in
            guard var spec = member?.object else { return }
            normalizeAddresses(&spec, live)
            if type.hasClusterIP, before.hasClusterIP { keepAddresses(&spec, live) }
            if type.hasNodePorts, before.hasNodePorts { keepNodePorts(&spec, live) }
            if type.isLoadBalancer, before.isLoadBalancer, spec["externalTrafficPolicy"] == "Local",
                [nil, 0].contains(spec["healthCheckNodePort"])
            {
                spec["healthCheckNodePort"] = live["healthCheckNodePort"]
            }
            dropOfOtherTypes(&spec, live, type, before)
            member = .object(spec)
        }
        if !type.isLoadBalancer, before.isLoadBalancer {
            service.withMember("status") { $0?.set("loadBalancer", [:]) }
        }
    }

    /// A client that knows one of the two address fields means both.
    private static func normalizeAddresses(_ spec: inout Object, _ live: Value) {
        let address = spec["clusterIP"]
        guard address != live["clusterIP"], spec["clusterIPs"] == live["clusterIPs"] else { return }
        spec["clusterIPs"] = address.map { [$0] }
    }

    private static func keepAddresses(_ spec: inout Object, _ live: Value) {
        if spec["clusterIP"] == nil { spec["clusterIP"] = live["clusterIP"] }
        if spec["clusterIPs"] == nil, spec["clusterIP"] == live["clusterIP"] { spec["clusterIPs"] = live["clusterIPs"] }
        for field in ["ipFamilies", "ipFamilyPolicy"] where spec[field] == nil { spec[field] = live[field] }
    }

    /// Ports keep their number by their name.
    private static func keepNodePorts(_ spec: inout Object, _ live: Value) {
        let livePorts = live["ports"]?.array ?? []
        var used = Set((spec["ports"]?.array ?? []).compactMap { $0["nodePort"]?.int })
        spec["ports"] = spec["ports"]?.array.map { ports in
            .array(
                ports.map { port in
                    guard port["nodePort"] == nil,
                        let number = livePorts.first(where: { $0.text("name") == port.text("name") })?["nodePort"]?.int,
                        used.insert(number).inserted
                    else { return port }
                    var port = port
                    port.set("nodePort", .int(number))
                    return port
                })
        }
    }

    /// Fields of a type that is left go with it, unless the update says something else of them.
    private static func dropOfOtherTypes(
        _ spec: inout Object, _ live: Value, _ type: ServiceType, _ before: ServiceType
    ) {
        var fields: [String] = []
        if before.hasClusterIP, !type.hasClusterIP {
            fields += ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"]
        }
        if before.isLoadBalancer, !type.isLoadBalancer {
            fields += ["allocateLoadBalancerNodePorts", "loadBalancerClass", "healthCheckNodePort"]
        }
        if spec["externalTrafficPolicy"] != "Local" { fields.append("healthCheckNodePort") }
        let isExternal = type.hasNodePorts || !(spec["externalIPs"]?.array ?? []).isEmpty
        if !isExternal { fields.append("externalTrafficPolicy") }
        for field in fields where spec[field] == live[field] { spec[field] = nil }
        guard before.hasNodePorts, !type.hasNodePorts else { return }
        let numbers = { (ports: Value?) in (ports?.array ?? []).map { $0["nodePort"]?.int } }
        guard numbers(spec["ports"]) == numbers(live["ports"]) else { return }
        spec["ports"] = spec["ports"]?.array.map { ports in
            .array(
                ports.map { port in
                    var port = port
                    port.set("nodePort", nil)
                    return port
                })
        }
    }
}
