import TestSupport
import Testing
import Values

@testable import Sandbox

/// A sandbox without an API's port whose Gateways listen on the loopback interface.
struct TestGateway {
    static let group = "/apis/gateway.networking.k8s.io/v1"
    static let namespace = group + "/namespaces/default"
    static let services = "/api/v1/namespaces/default/services"

    let api: TestAPI
    let controller: GatewayController

    /// Runs a body once everything that the objects ask for is seen to.
    static func run(
        _ objects: [Value], _ settings: GatewayOptions = GatewayOptions(),
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let api = try await start(folder, objects, settings, body)
            #expect(api.server.store.waitingWatches == 0)
        }
    }

    /// Runs a body with a sandbox of a folder that outlives it; returns the sandbox as it was left.
    @discardableResult
    static func start(
        _ folder: String, _ objects: [Value], _ settings: GatewayOptions = GatewayOptions(),
        _ body: @Sendable (TestGateway) async throws -> Void
    ) async throws -> TestAPI {
        var options = SandboxOptions()
        options.gateways = settings
        let api = try await TestAPI.open(folder, options: options)
        try await InitialObject.ensure(in: api.server, folder: folder)
        try await ObjectLoader(api: api.server).load(objects)
        let controller = GatewayController(api.server.store, options)
        try await controller.running { try await body(TestGateway(api: api, controller: controller)) }
        return api
    }

    // MARK: Changing objects

    func create(_ path: String, _ object: Value) async {
        let answer = await api.send("POST", path, JSONWriter.text(object))
        #expect(answer.code == 201, "\(answer.text)")
    }

    func merge(_ path: String, _ patch: Value) async {
        let answer = await api.send("PATCH", path, JSONWriter.text(patch), contentType: "application/merge-patch+json")
        #expect(answer.code == 200, "\(answer.text)")
    }

    func delete(_ path: String) async {
        let answer = await api.send("DELETE", path)
        #expect(answer.code == 200, "\(answer.text)")
    }

    /// Has a Service of the namespace `default` lead to other processes.
    func lead(_ service: String, to ports: UInt16...) async {
        let places = ports.map { "127.0.0.1:\($0)" }.joined(separator: ",")
        await merge(
            Self.services + "/" + service, ["metadata": ["annotations": ["openmcf.org/backend": .string(places)]]])
    }

    // MARK: Looking

    /// Waits until a value of an object is as it should be.
    func expect(
        _ path: String, _ field: FieldPath, _ expected: Value?, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var found: Value?
        for _ in 0..<500 {
            found = await api.send("GET", path).value[field]
            if found == expected { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(found == expected, sourceLocation: sourceLocation)
    }

    /// Waits until connections to a port come to an answer; "" stands for one that is rejected.
    func expect(port: UInt16, answers expected: String, sourceLocation: SourceLocation = #_sourceLocation) async throws
    {
        var found: String?
        for _ in 0..<500 {
            found = try? await onThread {
                let client = try PlainSocket.connected(to: port, timeout: 1)
                return client.receiveText(max(expected.utf8.count, 1))
            }
            if found == expected { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(found == expected, sourceLocation: sourceLocation)
    }

    /// What as many connections to a port are answered.
    func answers(of port: UInt16, connections: Int) async throws -> [String: Int] {
        try await onThread {
            var answers: [String: Int] = [:]
            for _ in 0..<connections {
                answers[try PlainSocket.connected(to: port).receiveText(), default: 0] += 1
            }
            return answers
        }
    }
}

/// A number of a port that was free a moment ago.
func freePort() throws -> UInt16 {
    let port = try #require(ClosedPort())
    return UInt16(port.number)
}

/// Waits until nothing listens on a port; a program that another test starts may have a copy of the socket for a moment.
func expectRefusal(port: UInt16, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    for _ in 0..<500 {
        do {
            _ = try await onThread { try PlainSocket.connected(to: port) }
        } catch is PlainSocket.Failure {
            return
        }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("port \(port) takes connections", sourceLocation: sourceLocation)
}

// MARK: - Objects

func gateway(
    _ listeners: [(name: String, port: UInt16)], name: String = "gw", protocol: String = "TCP",
    of type: String = "openmcf"
) -> Value {
    [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": ["name": .string(name)],
        "spec": [
            "gatewayClassName": .string(type),
            "listeners": .array(
                listeners.map {
                    ["name": .string($0.name), "port": .int(Int64($0.port)), "protocol": .string(`protocol`)]
                }),
        ],
    ]
}

/// The route `route` of the Gateway `gw`, with a weight for the port 5432 of each Service.
func gatewayRoute(_ backends: [(service: String, weight: Int64)], in namespace: String = "default") -> Value {
    [
        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "TCPRoute", "metadata": ["name": "route"],
        "spec": [
            "parentRefs": [["name": "gw"]],
            "rules": [
                [
                    "backendRefs": .array(
                        backends.map {
                            [
                                "name": .string($0.service), "namespace": .string(namespace), "port": 5432,
                                "weight": .int($0.weight),
                            ]
                        })
                ]
            ],
        ],
    ]
}

/// A Service whose connections go to processes of this machine.
func service(
    _ name: String, port: Int64 = 5432, at places: UInt16..., more annotations: [String: String] = [:]
) -> Value {
    var all = annotations
    if !places.isEmpty { all["openmcf.org/backend"] = places.map { "127.0.0.1:\($0)" }.joined(separator: ",") }
    return [
        "apiVersion": "v1", "kind": "Service",
        "metadata": [
            "name": .string(name),
            "annotations": .object(Object(all.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ],
        "spec": ["ports": [["name": "db", "port": .int(port)]]],
    ]
}
