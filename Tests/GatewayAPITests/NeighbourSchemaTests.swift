import Diagnostics
import Documents
import GatewayAPI
import Schemas
import TestSupport
import Testing
import Values
import YAML

/// The schemas of Gateway, GatewayClass, ReferenceGrant, Service and EndpointSlice.
struct NeighbourSchemaTests {
    static let schemas: [String: Schema] = [
        "gateways": GatewaySchema.object, "gatewayclasses": GatewayClassSchema.object,
        "referencegrants": ReferenceGrantSchema.object, "services": ServiceSchema.object,
        "endpointslices": EndpointSliceSchema.object,
    ]

    /// The fields that a text in YAML's flow style breaks, each once.
    static func broken(_ plural: String, _ text: String) throws -> [String] {
        let document = try #require(YAMLReader.read(SourceFile(name: "x.yaml", text: text)).documents.first)
        let schema = try #require(schemas[plural])
        var seen: Set<String> = []
        return schema.violations(in: schema.applyingDefaults(to: document.root.value)).compactMap { violation in
            var path = violation.path
            switch violation.kind {
            case .required(let field): path = path.appending(field)
            case .rule(_, let finding):
                path = path.appending(finding.path)
                if let missing = finding.missing { path = path.appending(missing) }
            default: break
            }
            return seen.insert(path.description).inserted ? path.description : nil
        }
    }

    @Test(arguments: [
        ("{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: TCP}]}", []),
        ("{gatewayClassName: c}", ["spec.listeners"]), ("{gatewayClassName: c, listeners: []}", ["spec.listeners"]),
        ("{listeners: [{name: a, port: 1, protocol: TCP}]}", ["spec.gatewayClassName"]),
        (
            "{gatewayClassName: '', listeners: [{name: A, port: 0, protocol: 'x y', hostname: '*'}]}",
            [
                "spec.gatewayClassName", "spec.listeners[0].hostname", "spec.listeners[0].name",
                "spec.listeners[0].port", "spec.listeners[0].protocol",
            ]
        ),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: TCP}, {name: a, port: 1, protocol: TCP}]}",
            ["spec.listeners[1].name", "spec.listeners[1].port"]
        ),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: HTTP, hostname: x.io}, {name: b, port: 1, protocol: HTTP}, {name: d, port: 1, protocol: TCP}]}",
            []
        ),
        ("{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: TLS}]}", ["spec.listeners[0].tls"]),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: TLS, tls: {}}]}",
            ["spec.listeners[0].tls.certificateRefs"]
        ),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: TLS, tls: {mode: Passthrough}}, {name: b, port: 2, protocol: HTTPS, tls: {mode: Passthrough}}]}",
            ["spec.listeners[1].tls"]
        ),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: UDP, hostname: x.io, tls: {mode: Passthrough}}]}",
            ["spec.listeners[0].tls", "spec.listeners[0].hostname"]
        ),
        (
            "{gatewayClassName: c, listeners: [{name: a, port: 1, protocol: example.com/mine, allowedRoutes: {kinds: [{kind: TCPRoute}], namespaces: {from: Here, selector: {matchLabels: {a: b}}}}}]}",
            ["spec.listeners[0].allowedRoutes.namespaces.from"]
        ),
        (
            "{gatewayClassName: c, defaultScope: Some, addresses: [{value: 10.0.0.1}, {value: 10.0.0.1}, {type: Hostname, value: A_b}, {value: x}, {type: example.com/pool, value: any}], listeners: [{name: a, port: 1, protocol: TCP}]}",
            ["spec.addresses[2].value", "spec.addresses[3].value", "spec.addresses[1].value", "spec.defaultScope"]
        ),
    ])
    func gateway(spec: String, fields: [String]) throws {
        #expect(try Self.broken("gateways", "{metadata: {name: gw}, spec: \(spec)}") == fields)
    }

    @Test(arguments: [
        ("{controllerName: example.com/x}", []), ("{controllerName: example.com}", ["spec.controllerName"]),
        ("{controllerName: a/b, parametersRef: {kind: K, name: params}}", ["spec.parametersRef.group"]),
        ("{controllerName: a/b, other: 1}", ["spec.other"]), ("{}", ["spec.controllerName"]),
    ])
    func gatewayClass(spec: String, fields: [String]) throws {
        #expect(try Self.broken("gatewayclasses", "{metadata: {name: c}, spec: \(spec)}") == fields)
    }

    @Test(arguments: [
        ("{from: [{group: g.io, kind: TCPRoute, namespace: a}], to: [{group: '', kind: Service}]}", []),
        ("{from: [{group: g.io, kind: TCPRoute}], to: []}", ["spec.from[0].namespace", "spec.to"]),
        ("{to: [{kind: Service}]}", ["spec.to[0].group", "spec.from"]),
    ])
    func referenceGrant(spec: String, fields: [String]) throws {
        #expect(try Self.broken("referencegrants", "{metadata: {name: c}, spec: \(spec)}") == fields)
    }

    @Test(arguments: [
        ("{ports: [{port: 1}]}", []), ("{}", ["spec.ports"]), ("{clusterIP: None}", []),
        ("{type: ExternalName, externalName: db.example.com}", []), ("{type: ExternalName}", ["spec.externalName"]),
        ("{ports: [{port: 1}, {port: 2, name: b}]}", ["spec.ports[0].name"]),
        ("{ports: [{port: 1, name: a}, {port: 1, name: a}]}", ["spec.ports[1].port", "spec.ports[1].name"]),
        ("{ports: [{port: 1, name: a}, {port: 1, name: b, protocol: UDP}]}", []),
        (
            "{ports: [{port: 1, targetPort: web}, {port: 2, name: b, targetPort: '80'}]}",
            ["spec.ports[1].targetPort", "spec.ports[0].name"]
        ),
        ("{ports: [{port: 1}], type: LB, sessionAffinity: No}", ["spec.sessionAffinity", "spec.type"]),
        ("{ports: [{port: 1}], clusterIP: x, externalIPs: [127.0.0.1]}", ["spec.clusterIP", "spec.externalIPs[0]"]),
        ("{ports: [{port: 1}], externalTrafficPolicy: Local}", ["spec.externalTrafficPolicy"]),
    ])
    func service(spec: String, fields: [String]) throws {
        #expect(try Self.broken("services", "{metadata: {name: db}, spec: \(spec)}") == fields)
    }

    @Test(arguments: [
        ("addressType: IPv4, endpoints: [{addresses: [10.0.0.1]}], ports: [{name: a, port: 1}]", []),
        ("endpoints: []", ["addressType"]), ("addressType: IPv4, endpoints: [{}]", ["endpoints[0].addresses"]),
        (
            "addressType: IPv4, endpoints: [{addresses: [127.0.0.1]}, {addresses: ['fd00::1', 10.0.0.01, 239.1.1.1]}]",
            ["endpoints[0].addresses[0]", "endpoints[1].addresses[0]", "endpoints[1].addresses[1]"]
        ),
        (
            "addressType: IPv6, endpoints: [{addresses: ['::1', '2001:db8:0:0::1', '::ffff:10.0.0.1', '2001:db8::1']}]",
            ["endpoints[0].addresses[0]", "endpoints[0].addresses[1]", "endpoints[0].addresses[2]"]
        ),
        ("addressType: FQDN, endpoints: [{addresses: [nodots, a.b]}]", ["endpoints[0].addresses[0]"]),
        (
            "addressType: IPv4, ports: [{name: a}, {name: a}, {name: A}, {port: 1, protocol: X}]",
            ["ports[3].protocol", "ports[1].name", "ports[2].name"]
        ),
    ])
    func endpointSlice(fields text: String, broken: [String]) throws {
        let found = try Self.broken("endpointslices", "{metadata: {name: s}, \(text)}")
        #expect(found == broken)
    }

    @Test func aGatewayStartsWithADefaultStatus() {
        let gateway = GatewaySchema.object.applyingDefaults(to: [
            "spec": ["gatewayClassName": "c", "listeners": [["name": "a", "port": 1, "protocol": "TCP"]]]
        ])
        let view = GatewayView(gateway)
        #expect(
            view.status.conditions.map { "\($0.type) \($0.status) \($0.reason)" }
                == ["Accepted Unknown Pending", "Programmed Unknown Pending"])
        #expect(gateway["spec"]?["listeners"]?[0]?["allowedRoutes"] == ["namespaces": ["from": "Same"]])
    }

    @Test(
        arguments: [
            ("10.0.0.1", "10.0.0.1"), ("010.0.0.1", nil), ("1.2.3", nil), ("1.2.3.256", nil), ("", nil),
            ("::", "::"), ("::1", "::1"), ("2001:DB8:0:0:1::1", "2001:db8::1:0:0:1"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
            ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("::10.0.0.1", "::a00:1"), ("1:2", nil), (":::", nil),
            ("::1::", nil),
            ("12345::", nil), ("fe80::1%eth0", nil), ("1.2.3.4::", nil),
        ] as [(String, String?)])
    func addresses(text: String, canonical: String?) {
        #expect(IPAddress(text)?.description == canonical)
    }

    /// What a real server said to creations, where that follows from the object alone.
    @Test(
        .enabled("needs ../shared/conformance", { RecordedFacts.has("conformance/cluster-exchanges.json") }),
        arguments: ["gateways", "gatewayclasses", "referencegrants", "services", "endpointslices"])
    func recordedAnswers(plural: String) throws {
        let schema = try #require(Self.schemas[plural])
        var (judged, disagreements) = (0, [String]())
        for creation in try Self.creations.get() where creation.plural == plural {
            judged += 1
            // Unknown fields are only warned of.
            let object = schema.applyingDefaults(to: schema.pruning(creation.object))
            let accepted = schema.violations(in: object).isEmpty
            if accepted != creation.isAccepted { disagreements.append(creation.text) }
        }
        #expect(judged > 20)
        #expect(disagreements.isEmpty)
    }

    struct Creation {
        let plural: String
        let object: Value
        let isAccepted: Bool
        let text: String
    }

    /// Creations whose answer is a yes, or a no to a field of the spec that the cluster has no part in.
    private static let creations = Result { try readCreations() }

    private static func readCreations() throws -> [Creation] {
        var creations: [Creation] = []
        for scenario in try RecordedFacts.json("conformance/cluster-exchanges.json").array ?? [] {
            for step in scenario["steps"]?.array ?? [] {
                guard step["method"] == "POST", let path = step["path"]?.string, let body = step["body"],
                    body["spec"] != nil || body["addressType"] != nil || body["endpoints"] != nil
                else { continue }
                let plural = path.prefix { $0 != "?" }.split(separator: "/").last.map(String.init) ?? ""
                let response = step["response"] ?? .null
                guard let isAccepted = verdict(response) else { continue }
                creations.append(
                    Creation(
                        plural: plural, object: try filledIn(body), isAccepted: isAccepted,
                        text: "\(scenario["name"]?.string ?? "") \(body["metadata"]?["name"]?.string ?? "")"))
            }
        }
        return creations
    }

    /// Whether an answer takes the object; nil where it speaks of something else than the object's own fields.
    private static func verdict(_ response: Value) -> Bool? {
        if response["status"] == 201 { return true }
        guard response["status"] == 422 else { return nil }
        var isAboutFields = false
        for cause in response["body"]?["details"]?["causes"]?.array ?? [] {
            guard let field = cause["field"]?.string, field != "<nil>" else { continue }
            let isOwn = ["spec", "addressType", "endpoints", "ports"].contains { field.hasPrefix($0) }
            let message = cause["message"]?.string ?? ""
            let isOfCluster = ["valid range", "allocate", "configured"].contains { message.contains($0) }
            guard isOwn, !isOfCluster else { return nil }
            isAboutFields = true
        }
        return isAboutFields ? false : nil
    }

    /// The object with something legal for each placeholder.
    private static func filledIn(_ object: Value) throws -> Value {
        var text = JSONWriter.text(object)
        for (placeholder, replacement) in [("${ns}", "ns"), ("${ip}", "10.96.7.7")] {
            text = text.split(separator: placeholder, omittingEmptySubsequences: false).joined(separator: replacement)
        }
        return try JSONReader.value(Array(text.utf8))
    }
}
