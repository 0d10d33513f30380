import GatewayAPI
import Routing
import TestSupport
import Testing
import Values

/// Scenarios for a Gateway controller, read as pure cases: what its status and its connections would be after each step.
struct ScenarioTests {
    private static let path = "conformance/dataplane/scenarios.json"

    static let scenarios: [Value] = (try? RecordedFacts.json(path)["scenarios"]?.array) ?? []

    @Test(
        .enabled("needs ../shared/conformance", { RecordedFacts.has(path) }),
        arguments: scenarios.compactMap { $0["id"]?.string })
    func scenario(id: String) throws {
        let scenario = try #require(Self.scenarios.first { $0["id"]?.string == id })
        var run = ScenarioRun()
        for (number, step) in (scenario["steps"]?.array ?? []).enumerated() {
            let problems = try run.carryOut(step)
            #expect(problems.isEmpty, "step \(number), \(step["do"]?.string ?? "")")
        }
        // A scenario of which nothing is checked here is one of those that need a server.
        #expect((run.checks == 0) == Self.impure.contains(id))
    }

    /// Scenarios with nothing that a pure function could say: a server refuses two listeners on a port before any
    /// controller sees them; whether a status tells the truth takes a port to connect to.
    private static let impure: Set<String> = ["same-port-same-protocol", "same-port-two-gateways"]
}

/// The objects of a scenario as they would stand on a server, and what is expected of them.
private struct ScenarioRun {
    private var objects: [String: Value] = [:]
    private var clock = 0
    private var taken: Set<Int64> = []
    private var backends: [String: Int64] = [:]
    /// Whether a backend has died, of which the model knows nothing.
    private var isBeyondModel = false
    /// How many expectations were looked at.
    private(set) var checks = 0

    /// Steps that ask for connections that last, for time to pass, for a server's bookkeeping or for another writer.
    private static let serversSteps: Set<String> = [
        "sleep", "open", "talk", "close", "stream", "generation", "resourceVersion", "truthful", "winner",
        "appendParent", "appendCondition",
    ]

    init() {
        create([
            "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "class"],
            "spec": ["controllerName": "example.com/controller"],
        ])
        for name in ["ns-app", "ns-other"] {
            create(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
    }

    /// Does a step and returns what is not as it expects.
    mutating func carryOut(_ written: Value) throws -> [String] {
        let step = filledIn(written)
        switch step["do"]?.string {
        case "create": if step["refuse"] == nil { create(step["object"] ?? .null) }
        case "service", "endpoints": setService(step)
        case "merge": merge(step)
        case "delete": objects[Self.key(step)] = nil
        case "occupy": taken.insert(Self.port(step["port"]?.string ?? ""))
        case "release": taken.remove(Self.port(step["port"]?.string ?? ""))
        case "stopBackend": isBeyondModel = true
        case "expect":
            checks += 1
            return problems(step)
        case "traffic":
            guard !isBeyondModel else { break }
            checks += 1
            return trafficProblems(step)
        case let word?: if !Self.serversSteps.contains(word) { return ["'\(word)' is no step that is known"] }
        case nil: return ["the step says not what to do"]
        }
        return []
    }

    // MARK: Objects

    /// The value with something for each placeholder: `{{port:x}}` becomes a number, the others a word.
    private mutating func filledIn(_ value: Value) -> Value {
        switch value {
        case .array(let array): return .array(array.map { filledIn($0) })
        case .object(let object): return .object(object.mapValues { filledIn($0) })
        case .string(let text):
            if text.hasPrefix("{{backendPort:"), text.hasSuffix("}}") {
                return .int(backendPort(String(text.dropFirst(14).dropLast(2))))
            }
            if text.hasPrefix("{{port:"), text.hasSuffix("}}") {
                return .int(Self.port(String(text.dropFirst(7).dropLast(2))))
            }
            var result = text
            for (placeholder, word) in [
                ("{{class}}", "class"), ("{{controller}}", "example.com/controller"), ("{{run}}", "run"),
                ("{{ns:app}}", "ns-app"), ("{{ns:other}}", "ns-other"),
            ] {
                result = result.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: word)
            }
            return .string(result)
        default: return value
        }
    }

    /// A port for a name: any will do, as long as each name has its own.
    private static func port(_ name: String) -> Int64 {
        name.utf8.reduce(Int64(7)) { ($0 * 31 + Int64($1)) % 50021 } + 10_000
    }

    private mutating func backendPort(_ backend: String) -> Int64 {
        let port = backends[backend] ?? Int64(20_000 + backends.count)
        backends[backend] = port
        return port
    }

    private static func key(_ step: Value) -> String {
        "\(step["kind"]?.string ?? "") \(step["namespace"]?.string ?? "")/\(step["name"]?.string ?? "")"
    }

    private mutating func create(_ object: Value) {
        var object = object
        clock += 1
        let time = "2024-01-01T00:\(clock / 60 + 10):\(clock % 60 + 10 < 60 ? clock % 60 + 10 : 59)Z"
        object.withMember("metadata") { $0?.set("creationTimestamp", .string(time)) }
        let metadata = object["metadata"] ?? .null
        let key = Self.key([
            "kind": object["kind"] ?? .null, "namespace": metadata["namespace"] ?? "", "name": metadata["name"] ?? "",
        ])
        objects[key] = object
    }

    private mutating func setService(_ step: Value) {
        let (name, namespace) = (step["name"] ?? .null, step["namespace"] ?? .null)
        let ports = step["ports"]?.array ?? []
        if step["do"] == "service" {
            var spec: Value = [
                "ports": .array(
                    ports.map {
                        ["port": $0["port"] ?? .null, "protocol": $0["protocol"] ?? "TCP", "name": $0["name"] ?? ""]
                    })
            ]
            if step["headless"] == true { spec.set("clusterIP", "None") }
            create([
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": name, "namespace": namespace], "spec": spec,
            ])
        }
        for number in 0..<8 {
            let slice = "\(name.string ?? "")-\(number)"
            objects["EndpointSlice \(namespace.string ?? "")/\(slice)"] = nil
            let entries = ports.compactMap { port -> Value? in
                guard let backend = port["backends"]?[number]?.string else { return nil }
                return [
                    "name": port["name"] ?? "", "protocol": port["protocol"] ?? "TCP",
                    "port": .int(backendPort(backend)),
                ]
            }
            guard !entries.isEmpty else { continue }
            create([
                "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
                "metadata": [
                    "name": .string(slice), "namespace": namespace, "labels": ["kubernetes.io/service-name": name],
                ], "endpoints": [["addresses": ["10.0.0.1"]]], "ports": .array(entries),
            ])
        }
    }

    /// A JSON merge patch.
    private mutating func merge(_ step: Value) {
        func merged(_ value: Value?, _ patch: Value) -> Value? {
            guard case .object(let members) = patch else { return patch.isNull ? nil : patch }
            var result = value?.object ?? [:]
            for (key, member) in members { result[key] = merged(result[key], member) }
            return .object(result)
        }
        objects[Self.key(step)] = objects[Self.key(step)].flatMap { merged($0, step["patch"] ?? .null) }
    }

    private var routing: Routing {
        var input = RoutingInput()
        input.ownController = "example.com/controller"
        input.sharesAddress = true
        input.routes.isComplete = true
        input.gateways.isComplete = true
        input.services.isComplete = true
        input.slices.isComplete = true
        input.grants.isComplete = true
        input.namespaces.isComplete = true
        for object in objects.values { RoutingObject(object).map { input.add($0) } }
        for gateway in input.gateways.objects.keys {
            for port in taken { input.ports[PortKey(gateway, port)] = .taken }
        }
        return Routing(input)
    }

    // MARK: Status

    private func problems(_ step: Value) -> [String] {
        let routing = routing
        let key = ObjectKey(step["namespace"]?.string ?? "", step["name"]?.string ?? "")
        switch step["kind"] {
        case "GatewayClass":
            let found = routing.classes.first { $0.view.key == key }.map(routing.conditions(of:)) ?? []
            return Self.differences(found, step["conditions"])
        case "Gateway":
            guard let gateway = routing.gateway(key) else { return ["there is no \(key)"] }
            let conditions = routing.conditions(of: gateway)
            let forbidden = (step["lacksConditions"]?.array ?? []) + (step["notTrueConditions"]?.array ?? [])
            return Self.differences(conditions, step["conditions"])
                + conditions.filter { $0.isTrue && forbidden.contains(.string($0.type)) }.map { "\($0.type) is True" }
                + (step["listeners"]?.array ?? []).flatMap { listenerProblems($0, gateway, routing) }
        case "TCPRoute": return routeProblems(step, key, routing)
        default: return []
        }
    }

    private func listenerProblems(_ wanted: Value, _ gateway: GatewayResult, _ routing: Routing) -> [String] {
        guard let listener = gateway.listeners.first(where: { $0.view.name == wanted["name"]?.string }) else {
            return ["there is no listener \(wanted["name"] ?? "")"]
        }
        let conditions = routing.conditions(of: listener, gateway)
        var problems = Self.differences(conditions, wanted["conditions"])
        problems += (wanted["notTrue"]?.array ?? []).compactMap { type in
            conditions.contains { $0.isTrue && .string($0.type) == type } ? "\(type) is True" : nil
        }
        if let count = wanted["attachedRoutes"]?.int, count != listener.attached.count {
            problems.append("\(listener.attached.count) attached, not \(count)")
        }
        if let kinds = wanted["supportedKinds"], kinds != .array(listener.supportedKinds.map { .string($0.kind) }) {
            problems.append("supports \(listener.supportedKinds)")
        }
        return problems.map { "listener \(listener.view.name): \($0)" }
    }

    private func routeProblems(_ step: Value, _ key: ObjectKey, _ routing: Routing) -> [String] {
        guard let number = routing.routeNumbers[key], let wanted = step["parents"]?.array else { return [] }
        let route = routing.routes[number]
        let entries = route.parents.compactMap { parent -> (ParentReference, [Condition])? in
            let conditions = routing.conditions(of: number, parent)
            let gateway = parent.gateway.map { routing.gateways[$0].view.key }
            let reference =
                parent.index.map { route.view.parents[$0] }
                ?? ParentReference(["name": .string(gateway?.name ?? "")])
            return conditions.isEmpty ? nil : (reference, conditions)
        }
        var problems: [String] = []
        if let count = step["parentCount"]?.int, Int(count) != entries.count {
            problems.append("\(entries.count) entries")
        }
        for want in wanted {
            let reference = ParentReference(want["parentRef"] ?? .null)
            let found = entries.first { entry, _ in
                entry.key(from: key.namespace) == reference.key(from: key.namespace)
                    && entry.sectionName == reference.sectionName && entry.port == reference.port
            }
            guard let found else {
                problems.append("no entry for \(want["parentRef"] ?? "")")
                continue
            }
            problems += Self.differences(found.1, want["conditions"])
        }
        return problems
    }

    private static func differences(_ found: [Condition], _ wanted: Value?) -> [String] {
        (wanted?.array ?? []).compactMap { want in
            guard let condition = found.first(where: { $0.type == want["type"]?.string }) else {
                return want["status"] == "Unknown" ? nil : "no \(want["type"] ?? "")"
            }
            let fits =
                want["status"]?.string == (condition.isTrue ? "True" : "False")
                && want["reason"]?.array?.contains(.string(condition.reason)) ?? true
            return fits ? nil : "\(condition)"
        }
    }

    // MARK: Connections

    private func trafficProblems(_ step: Value) -> [String] {
        let at = step["at"] ?? .null
        let routing = routing
        let port = Self.port(at["port"]?.string ?? "")
        let gateway = routing.gateway(ObjectKey(at["namespace"]?.string ?? "", at["gateway"]?.string ?? ""))
        let listener = gateway?.listeners.first { $0.view.port == port && $0.programmed == .yes }
        guard let gateway, gateway.controller == .own, let listener else {
            return Self.fits(step["expect"], nil) ? [] : ["the port is not open"]
        }
        var outcome: [String: Double] = [:]
        let traffic = routing.traffic(of: listener, gateway)
        for share in traffic?.shares ?? [] where share.total > 0 {
            let part = Double(share.weight) / Double(share.total)
            guard part > 0 else { continue }
            guard case .forwarded = share.fate, let target = target(of: share, in: routing, traffic) else {
                outcome["rejected", default: 0] += part
                continue
            }
            for endpoint in target.ready {
                let name = backends.first { $0.value == endpoint.port }?.key ?? "\(endpoint.port)"
                outcome[name, default: 0] += part / Double(target.ready.count)
            }
        }
        if traffic?.rejectsAll ?? true { outcome["rejected"] = 1 }
        let sum = outcome.values.reduce(0, +)
        return (abs(sum - 1) < 1e-9 ? [] : ["shares sum to \(sum)"])
            + (Self.fits(step["expect"], outcome) ? [] : ["connections go to \(outcome)"])
    }

    private func target(of share: Share, in routing: Routing, _ traffic: Traffic?) -> ServicePort? {
        let route = traffic.map { routing.routes[$0.route] }
        let backend = route?.rules.first?.first { $0.reference == share.backend }
        return backend?.target.map { routing.targets[$0] }
    }

    /// - Parameter outcome: parts by backend; nil where the port is not open.
    private static func fits(_ wanted: Value?, _ outcome: [String: Double]?) -> Bool {
        if let any = wanted?["anyOf"]?.array { return any.contains { fits($0, outcome) } }
        if wanted?["unbound"] == true { return outcome == nil }
        // A connection to a port that is not open is refused.
        if wanted?["rejected"] == true { return outcome == nil || outcome == ["rejected": 1] }
        if let only = wanted?["only"]?.string { return outcome == [only: 1] }
        return (wanted?["shares"]?.object ?? [:]).allSatisfy { name, part in
            let part: Double = if case .double(let double) = part { double } else { Double(part.int ?? 0) }
            return abs((outcome?[name] ?? 0) - part) < 1e-9
        }
    }
}
