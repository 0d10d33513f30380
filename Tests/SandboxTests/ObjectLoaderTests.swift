import Testing
import Values

@testable import Sandbox

/// Objects that a sandbox starts with.
struct ObjectLoaderTests {
    static let gatewayClass: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": ["name": "tcp"],
        "spec": ["controllerName": "openmcf.org/gateway-controller"],
    ]
    static let gateway: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": ["name": "edge"],
        "spec": [
            "gatewayClassName": "tcp", "listeners": [["name": "db", "port": 5432, "protocol": "TCP"]],
        ],
    ]
    static let service: Value = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "db", "namespace": "team"],
        "spec": ["ports": [["port": 5432]]],
    ]
    static let gateways = "/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways"

    @Test func aSecondStartChangesNothing() async throws {
        try await withTemporaryFolder { folder in
            let objects = [Self.service, Self.gateway, Self.gatewayClass, route()]
            var versions: [[String]] = []
            for start in 0..<2 {
                var options = fixedOptions()
                options.clock = { 1_767_225_600 + start * 60 }
                let api = try await TestAPI.open(folder, options: options)
                try await ObjectLoader(api: api.server).load(objects)
                versions.append(
                    [
                        await api.send("GET", Self.gateways + "/edge").version,
                        await api.send("GET", "/api/v1/namespaces/team/services/db").version,
                        await api.send("GET", "/apis/gateway.networking.k8s.io/v1/gatewayclasses/tcp").version,
                        await api.send("GET", TestAPI.routes + "/db").version,
                    ])
            }
            #expect(!versions[0].contains(""))
            #expect(versions[0] == versions[1])
        }
    }

    @Test func whatOthersAddedStays() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            try await ObjectLoader(api: api.server).load([Self.gateway])
            let patch = #"{"metadata":{"labels":{"team":"db"}},"spec":{"gatewayClassName":"other"}}"#
            _ = await api.send("PATCH", Self.gateways + "/edge", patch, contentType: "application/merge-patch+json")
            try await ObjectLoader(api: api.server).load([Self.gateway])
            let found = await api.send("GET", Self.gateways + "/edge")
            #expect(found["metadata.labels.team"] == "db")
            #expect(found["spec.gatewayClassName"] == "tcp")
            #expect(found["metadata.managedFields[0].manager"] == "openmcf-sandbox")
        }
    }

    @Test func namespacesComeFirstAndMissingOnesAreMade() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let namespace: Value = [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team", "labels": ["own": "yes"]],
            ]
            var other = Self.service
            other.withMember("metadata") { $0?.set("namespace", "elsewhere") }
            try await ObjectLoader(api: api.server).load([other, Self.service, namespace])
            let found = await api.send("GET", "/api/v1/namespaces/team")
            #expect(found["metadata.labels.own"] == "yes")
            #expect(await api.send("GET", "/api/v1/namespaces/elsewhere/services/db").code == 200)
        }
    }

    @Test func whatAServerSetIsIgnored() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var dumped = Self.gateway
            dumped.set("status", ["conditions": []])
            dumped.withMember("metadata") { metadata in
                metadata?.set("uid", "00000000-0000-4000-8000-000000000001")
                metadata?.set("resourceVersion", "77")
                metadata?.set("managedFields", [["manager": "kubectl"]])
            }
            try await ObjectLoader(api: api.server).load([dumped])
            #expect(await api.send("GET", Self.gateways + "/edge")["status.conditions[0].type"] == "Accepted")
        }
    }

    @Test(
        arguments: [
            (
                ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"]], "kind",
                "the sandbox does not serve Pod of v1"
            ),
            (
                ["apiVersion": "gateway.networking.k8s.io/v9", "kind": "Gateway", "metadata": ["name": "a"]],
                "apiVersion",
                "the sandbox does not serve Gateway of gateway.networking.k8s.io/v9"
            ),
            (["apiVersion": "v1", "kind": "Service", "spec": [:]], "metadata.name", "the object has no name"),
            (
                ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "a"], "spec": ["prots": []]], "spec.prots",
                "there is no such field"
            ),
            (
                [
                    "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": ["name": "a"],
                    "spec": [
                        "gatewayClassName": "tcp", "listeners": [["name": "db", "port": 70000, "protocol": "TCP"]],
                    ],
                ], "spec.listeners[0].port",
                "Invalid value: 70000: spec.listeners[0].port in body should be less than or equal to 65535"
            ),
        ] as [(Value, FieldPath, String)])
    func whatIsRefusedNamesItsField(_ object: Value, _ field: FieldPath, _ message: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let error = await #expect(throws: RefusedObjects.self) {
                try await ObjectLoader(api: api.server).load([Self.service, object])
            }
            let refusal = try #require(error?.refusals.first)
            #expect(refusal.object == 1)
            #expect(refusal.field == field)
            #expect(refusal.message == message)
            // What is right is loaded all the same.
            #expect(await api.send("GET", "/api/v1/namespaces/team/services/db").code == 200)
        }
    }
}
