import Documents
import Testing
import Values

@testable import Sandbox

/// What the server makes of Services beyond their schema.
struct ServiceTests {
    static let path = "/api/v1/namespaces/default/services"

    static func service(_ spec: String, name: String = "db") -> String {
        #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"\#(name)"},"spec":\#(spec)}"#
    }

    static let port = #""ports":[{"port":5432}]"#

    /// The spec without what every Service has.
    static func own(_ answer: Answered) -> Value? {
        var spec = answer["spec"]
        for field in ["clusterIP", "clusterIPs"] where spec?[field] != nil { spec?.set(field, "given") }
        let usual: Value = [
            "sessionAffinity": "None", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster", "type": "ClusterIP", "clusterIP": "given", "clusterIPs": "given",
        ]
        for (field, value) in usual.object ?? [:] where spec?[field] == value { spec?.set(field, nil) }
        return spec
    }

    @Test(arguments: [
        ("{\(port)}", #"{"ports":[{"protocol":"TCP","port":5432,"targetPort":5432}]}"#),
        (
            #"{"ports":[{"port":80,"targetPort":"web"}]}"#,
            #"{"ports":[{"protocol":"TCP","port":80,"targetPort":"web"}]}"#
        ),
        (
            #"{"type":"ExternalName","externalName":"db.example"}"#,
            #"{"externalName":"db.example","type":"ExternalName"}"#
        ),
        (
            #"{\#(port),"sessionAffinity":"ClientIP"}"#,
            #"{"ports":[{"protocol":"TCP","port":5432,"targetPort":5432}],"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":10800}}}"#
        ),
        (
            #"{"clusterIP":"None","selector":{"a":"b"}}"#, #"{"selector":{"a":"b"}}"#
        ),
        (#"{"clusterIP":"None"}"#, #"{"ipFamilies":["IPv4","IPv6"],"ipFamilyPolicy":"RequireDualStack"}"#),
    ])
    func defaultsFollowFromTheType(_ spec: String, _ expected: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.path, Self.service(spec))
            #expect(answer.code == 201)
            let want = try JSONReader.value(Array(expected.utf8))
            let own = try #require(Self.own(answer))
            #expect(own.isEquivalent(to: want), "\(answer.text)")
        }
    }

    @Test func addressesAreGivenOnceAndFreed() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let first = await api.send("POST", Self.path, Self.service("{\(Self.port)}"))
            let address = try #require(first["spec.clusterIP"]?.string)
            #expect(address.hasPrefix("10.96."))
            let second = await api.send("POST", Self.path, Self.service("{\(Self.port)}", name: "web"))
            #expect(second["spec.clusterIP"] != first["spec.clusterIP"])
            let taken = Self.service(#"{\#(Self.port),"clusterIP":"\#(address)"}"#, name: "copy")
            #expect(
                await api.send("POST", Self.path, taken).message
                    == #"Service "copy" is invalid: spec.clusterIPs: Invalid value: ["\#(address)"]: failed to allocate IP \#(address): provided IP is already allocated"#
            )
            #expect(await api.send("DELETE", Self.path + "/db")["kind"] == "Service")
            #expect(await api.send("POST", Self.path, taken).code == 201)
        }
    }

    /// What an update leaves out is kept, and what belongs to a type goes with it.
    @Test func updatesKeepWhatTheClusterGave() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send("POST", Self.path, Self.service(#"{\#(Self.port),"type":"NodePort"}"#))
            let node = try #require(made["spec.ports[0].nodePort"]?.int)
            #expect((30_000...32_767).contains(node))
            let same = await api.send("PUT", Self.path + "/db", Self.service(#"{\#(Self.port),"type":"NodePort"}"#))
            #expect(same.version == made.version)
            #expect(same["spec"] == made["spec"])
            let plain = await api.patch(Self.path + "/db", #"{"spec":{"type":"ClusterIP"}}"#)
            #expect(plain["spec.ports[0].nodePort"] == nil)
            #expect(plain["spec.externalTrafficPolicy"] == nil)
            #expect(plain["spec.clusterIP"] == made["spec.clusterIP"])
            let external = await api.patch(
                Self.path + "/db", #"{"spec":{"type":"ExternalName","externalName":"db.example"}}"#)
            #expect(external["spec.clusterIP"] == nil)
        }
    }

    @Test(arguments: [
        ("{}", ["spec.ports"]), (#"{"ports":[{"port":0}]}"#, ["spec.ports[0].port", "spec.ports[0].targetPort"]),
        (#"{"ports":[{"port":1},{"port":2}]}"#, ["spec.ports[0].name", "spec.ports[1].name"]),
        (#"{"ports":[{"port":1,"name":"a"},{"port":2,"name":"a"}]}"#, ["spec.ports[1].name"]),
        (#"{\#(port),"type":"Other"}"#, ["spec.type"]), (#"{\#(port),"clusterIP":"x"}"#, ["spec.clusterIPs[0]"]),
        (#"{\#(port),"clusterIP":"10.1.1.1"}"#, ["spec.clusterIPs"]),
        (#"{"type":"ExternalName"}"#, ["spec.externalName"]),
        (#"{\#(port),"type":"NodePort","clusterIP":"None"}"#, ["spec.clusterIPs[0]"]),
        (#"{"ports":[{"port":1,"nodePort":80}],"type":"NodePort"}"#, ["spec.ports[0].nodePort"]),
        (#"{\#(port),"externalIPs":["127.0.0.1"]}"#, ["spec.externalIPs[0]"]),
        (#"{\#(port),"ipFamilies":["IPv6"]}"#, ["spec.ipFamilies[0]"]),
        (#"{\#(port),"ipFamilyPolicy":"RequireDualStack"}"#, ["spec.ipFamilyPolicy"]),
        (#"{\#(port),"selector":{"a":"b c"}}"#, ["spec.selector"]),
        (#"{\#(port),"healthCheckNodePort":30900}"#, ["spec.healthCheckNodePort"]),
        (#"{\#(port),"loadBalancerSourceRanges":["10.0.0.0/8"]}"#, ["spec.LoadBalancerSourceRanges"]),
        (#"{"ports":[{"port":"80"}]}"#, ["400"]), (#"{"ports":[{"port":80,"targetPort":true}]}"#, ["400"]),
    ])
    func whatIsWrongIsNamed(_ spec: String, _ fields: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.path, Self.service(spec))
            let causes = answer["details.causes"]?.array ?? []
            let found = causes.isEmpty ? [String(answer.code)] : causes.compactMap { $0["field"]?.string }
            #expect(found == fields, "\(answer.text)")
        }
    }

    @Test func aPutCreatesAndADeletionShowsTheService() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = Self.service("{\(Self.port)}")
            #expect(await api.send("PUT", Self.path + "/db", body).code == 201)
            #expect(await api.send("PUT", Self.path + "/db", body).code == 200)
            let list = await api.send("GET", Self.path + "?fieldSelector=spec.type=ClusterIP")
            #expect(list["items[0].kind"] == nil)
            #expect(list["items[0].metadata.name"] == "db")
            #expect(await api.send("DELETE", Self.path + "/db")["metadata.name"] == "db")
        }
    }

    private static let label =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

    /// The server's words for one thing that is wrong.
    @Test(arguments: [
        (#"{"ports":[{"port":80,"name":"Bad_Name"}]}"#, "ports[0].name", #""Bad_Name": \#(label)"#),
        (#"{"ports":[{"port":80,"name":"a.b"}]}"#, "ports[0].name", #""a.b": must not contain dots"#),
        (
            #"{"ports":[{"port":80,"targetPort":-1}]}"#, "ports[0].targetPort",
            "-1: must be between 1 and 65535, inclusive"
        ),
        (
            #"{"ports":[{"port":80,"targetPort":"has_underscore"}]}"#, "ports[0].targetPort",
            #""has_underscore": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"#
        ),
        (
            #"{"ports":[{"port":80,"targetPort":"a-very-long-port-name-x"}]}"#, "ports[0].targetPort",
            #""a-very-long-port-name-x": must be no more than 15 characters"#
        ),
        (
            #"{"ports":[{"port":80,"targetPort":"80-0"}]}"#, "ports[0].targetPort",
            #""80-0": must contain at least one letter (a-z)"#
        ),
        (
            #"{"ports":[{"port":80,"targetPort":"a--b"}]}"#, "ports[0].targetPort",
            #""a--b": must not contain consecutive hyphens"#
        ),
        (
            #"{"ports":[{"port":80,"targetPort":"a-"}]}"#, "ports[0].targetPort",
            #""a-": must not begin or end with a hyphen"#
        ),
    ])
    func itIsSaidInTheServersWords(_ spec: String, _ field: String, _ words: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(
                await api.send("POST", Self.path, Self.service(spec)).message
                    == #"Service "db" is invalid: spec.\#(field): Invalid value: \#(words)"#)
        }
    }

    @Test func valuesAreListedInTheServersOrder() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let spec = #"{\#(Self.port),"trafficDistribution":"Nope"}"#
            #expect(
                await api.send("POST", Self.path, Self.service(spec)).message
                    == #"Service "db" is invalid: spec.trafficDistribution: Unsupported value: "Nope": "#
                    + #"supported values: "PreferClose", "PreferSameZone", "PreferSameNode""#)
        }
    }

    /// What the server did not foresee it says twice.
    @Test func aHealthCheckPortOutOfRangeIsAnInternalError() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let spec =
                #"{\#(Self.port),"type":"LoadBalancer","externalTrafficPolicy":"Local","healthCheckNodePort":1}"#
            let answer = await api.send("POST", Self.path, Self.service(spec))
            let problem: Value =
                "failed to allocate requested HealthCheck NodePort 1: provided port is not in the valid range. The range of valid ports is 30000-32767"
            #expect(answer.code == 500)
            #expect(answer["details"] == ["causes": [["message": problem]]])
        }
    }

    @Test(arguments: [
        (#"{"spec":{"ports":[{"port":9,"name":"n"}]}}"#, ["n 9 9", "db 5432 web"]),
        (#"{"spec":{"ports":[{"port":5432,"targetPort":"other"}]}}"#, ["db 5432 other"]),
        (#"{"spec":{"ports":[{"$patch":"replace"},{"port":9}]}}"#, [" 9 9"]),
        (#"{"spec":{"ports":[{"port":9,"name":"n"},{"port":5432,"$patch":"delete"}]}}"#, ["n 9 9"]),
    ])
    func strategicPatchesKnowPorts(_ patch: String, _ expected: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let spec = #"{"ports":[{"name":"db","port":5432,"targetPort":"web"}]}"#
            _ = await api.send("POST", Self.path, Self.service(spec))
            let type = "application/strategic-merge-patch+json"
            let answer = await api.send("PATCH", Self.path + "/db", patch, contentType: type)
            let ports = (answer["spec.ports"]?.array ?? []).map { port in
                let target = port["targetPort"]?.string ?? String(port["targetPort"]?.int ?? -1)
                return "\(port["name"]?.string ?? "") \(port["port"]?.int ?? -1) \(target)"
            }
            #expect(ports == expected, "\(answer.text)")
        }
    }

    @Test func portsAreAppliedByPortAndProtocol() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            func apply(_ manager: String, _ ports: String) async -> Answered {
                await api.send(
                    "PATCH", Self.path + "/db?fieldManager=\(manager)", Self.service(#"{"ports":[\#(ports)]}"#),
                    contentType: "application/apply-patch+yaml")
            }
            _ = await apply("one", #"{"name":"a","port":1,"targetPort":5}"#)
            let both = await apply("two", #"{"name":"b","port":2}"#)
            #expect(both["spec.ports"]?.array?.count == 2)
            #expect(await apply("two", #"{"port":1,"targetPort":7}"#).code == 409)
            let twice = await apply("two", #"{"port":2},{"port":2,"protocol":"TCP"}"#)
            #expect(
                twice.message
                    == #"failed to create typed patch object (/db; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=2,protocol="TCP"]"#
            )
        }
    }

    @Test func protobufIsRead() async throws {
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        func text(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }
        let target = [UInt8](arrayLiteral: 1 << 3, 1) + text(3, "web")
        let port = text(1, "db") + text(2, "TCP") + [3 << 3, 0xB8, 0x2A] + field(4, target)
        let spec = field(1, port) + field(2, text(1, "a") + text(2, "b")) + text(4, "ClusterIP")
        let type = text(1, "v1") + text(2, "Service")
        let message = ProtobufObject.magic + field(1, type) + field(2, field(1, text(1, "db")) + field(2, spec))
        let layout = try #require(Resource.service.behaviour.protobuf)
        #expect(
            ProtobufObject.decode(message, layout) == [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "db"],
                "spec": [
                    "ports": [["name": "db", "protocol": "TCP", "port": 5432, "targetPort": "web"]],
                    "selector": ["a": "b"], "type": "ClusterIP",
                ],
            ])
        for length in 0..<message.count { _ = ProtobufObject.decode(Array(message.prefix(length)), layout) }
    }

    @Test func tablesShowAddressesAndPorts() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let spec =
                #"{"ports":[{"name":"a","port":80},{"name":"b","port":53,"protocol":"UDP"}],"selector":{"b":"2","a":"1"}}"#
            let made = await api.send("POST", Self.path, Self.service(spec))
            let table = await api.send("GET", Self.path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(
                table["rows[0].cells"] == [
                    "db", "ClusterIP", made["spec.clusterIP"] ?? "", "<none>", "80/TCP,53/UDP", "90s", "a=1,b=2",
                ])
        }
    }
}

extension TestAPI {
    func patch(_ path: String, _ body: String) async -> Answered {
        await send("PATCH", path, body, contentType: "application/merge-patch+json")
    }
}
