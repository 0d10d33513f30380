import KubernetesClient
import TestSupport
import Testing
import Values

struct KubernetesClientTests {
    @Test func applySendsWhatTheServerExpects() async throws {
        let warning = "299 - \"The v1alpha2 version of TCPRoute has been deprecated\""
        try await ScriptedServer.run([.json(routeObject, status: 201, headers: ["warning": warning])]) { server in
            try await server.withClient(credentials: Credentials(token: .fixed(Secret("t0ken")))) { client in
                let answer = try await client.apply(
                    routes, namespace: "db", name: "pg", object: routeObject, ApplyOptions(force: true, dryRun: true))
                #expect(answer.httpStatus == 201)
                #expect(answer.body == routeObject)
                #expect(answer.warnings == ["The v1alpha2 version of TCPRoute has been deprecated"])
                #expect(answer.attempts == 1)
            }
            let request = try #require(server.requests.first)
            #expect(
                request.line
                    == "PATCH \(routePath)?fieldManager=openmcf&fieldValidation=Strict&dryRun=All&force=true")
            #expect(request.headers["content-type"] == "application/apply-patch+yaml")
            #expect(request.headers["authorization"] == "Bearer t0ken")
            #expect(request.headers["accept"] == "application/json")
            #expect(request.headers["host"] == "127.0.0.1:\(server.port)")
            #expect(request.body == JSONWriter.text(routeObject))
        }
    }

    @Test func theBasePathOfTheServerIsKept() async throws {
        try await ScriptedServer.run([.json(["gitVersion": "v1.36.2", "major": "1", "minor": "36"])]) { server in
            var configuration = try server.configuration()
            configuration.server = try ServerURL(parsing: server.url + "/clusters/a/")
            let version = try await withKubernetesClient(configuration, options: quickOptions) {
                try await $0.version()
            }
            #expect(version.gitVersion == "v1.36.2")
            #expect(server.lines == ["GET /clusters/a/version"])
        }
    }

    @Test func userNameAndPassword() async throws {
        var credentials = Credentials()
        credentials.userName = "me"
        credentials.password = Secret("pass:word")
        try await ScriptedServer.run([.json(routeObject)]) { [credentials] server in
            try await server.withClient(credentials: credentials) {
                _ = try await $0.get(routes, namespace: "db", name: "pg")
            }
            #expect(server.requests.first?.headers["authorization"] == "Basic bWU6cGFzczp3b3Jk")
        }
    }

    @Test func listFollowsItsPages() async throws {
        let replies: [Reply] = [
            .json(["metadata": ["resourceVersion": "7", "continue": "a/b="], "items": [["n": 1], ["n": 2]]]),
            .json(["metadata": ["resourceVersion": "7", "continue": ""], "items": [["n": 3]]]),
        ]
        try await ScriptedServer.run(replies) { server in
            let list = try await server.withClient {
                try await $0.list(routes, namespace: "db", matching: ObjectSelection(labels: "a=b"), pageSizes: [2])
            }
            #expect(list.items == [["n": 1], ["n": 2], ["n": 3]])
            #expect(list.resourceVersion == "7")
            let path = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes"
            #expect(
                server.lines == [
                    "GET \(path)?limit=2&labelSelector=a%3Db",
                    "GET \(path)?limit=2&labelSelector=a%3Db&continue=a%2Fb%3D",
                ])
        }
    }

    @Test func whatIsNotWantedIsLetGoOfWithItsPage() async throws {
        let replies: [Reply] = [
            .json(["metadata": ["continue": "x"], "items": [["n": 1], ["n": 2]]]),
            .json(["metadata": ["resourceVersion": "7"], "items": [["n": 3], ["n": 4]]]),
        ]
        try await ScriptedServer.run(replies) { server in
            let list = try await server.withClient {
                try await $0.list(routes, pageSizes: [2]) { $0["n"] == 2 || $0["n"] == 3 ? $0 : nil }
            }
            #expect(list.items == [["n": 2], ["n": 3]])
        }
    }

    @Test func anExpiredPageStartsOverWithoutPages() async throws {
        let replies: [Reply] = [
            .json(["metadata": ["continue": "x"], "items": [["n": 1]]]),
            .failure(410, "Expired", "The provided continue parameter is too old"),
            .json(["metadata": ["resourceVersion": "9"], "items": [["n": 1], ["n": 2]]]),
        ]
        try await ScriptedServer.run(replies) { server in
            let list = try await server.withClient { try await $0.list(routes, pageSizes: [1]) }
            #expect(list.items == [["n": 1], ["n": 2]])
            #expect(server.lines.last == "GET /apis/gateway.networking.k8s.io/v1alpha2/tcproutes")
        }
    }

    /// Only answers to reads are long enough to be packed, and a kubeconfig may forbid it.
    @Test(arguments: [(false, "gzip" as String?), (true, nil)])
    func whatIsAskedForPacked(isForbidden: Bool, encoding: String?) async throws {
        try await ScriptedServer.run([.json(["items": []]), .json(routeObject)]) { server in
            var configuration = try server.configuration()
            configuration.disablesCompression = isForbidden
            try await withKubernetesClient(configuration, options: quickOptions) { client in
                _ = try await client.list(routes)
                _ = try await client.apply(routes, namespace: "db", name: "pg", object: routeObject)
            }
            #expect(server.requests.map { $0.headers["accept-encoding"] } == [encoding, nil])
        }
    }

    @Test func deleteNamesTheObjectItMeans() async throws {
        let finalizing: Value = [
            "kind": "TCPRoute",
            "metadata": [
                "name": "pg", "namespace": "db", "uid": "u1", "deletionTimestamp": "2026-03-01T10:00:00Z",
            ],
        ]
        let replies: [Reply] = [
            .json(["kind": "Status", "status": "Success", "details": ["name": "pg"]]),
            .json(finalizing),
            .failure(404, "NotFound", "tcproutes.gateway.networking.k8s.io \"pg\" not found"),
        ]
        try await ScriptedServer.run(replies) { server in
            let results = try await server.withClient { client in
                [
                    try await client.delete(
                        routes, namespace: "db", name: "pg", DeletionOptions(uid: "u1", resourceVersion: "17")),
                    try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: "u1")),
                    try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(dryRun: true)),
                ]
            }
            #expect(
                results == [
                    .deleted, .finalizing(finalizing), .notFound,
                ])
            #expect(server.lines == Array(repeating: "DELETE \(routePath)", count: 3))
            #expect(
                server.requests.map(\.body) == [
                    """
                    {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u1","resourceVersion":"17"}}
                    """,
                    #"{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u1"}}"#,
                    #"{"apiVersion":"v1","kind":"DeleteOptions","dryRun":["All"]}"#,
                ])
        }
    }

    @Test func discoveryKeepsTheServersPreference() async throws {
        let group: Value = [
            "versions": [["version": "v1alpha2"], ["version": "v1beta1"], ["version": "v1"]],
            "preferredVersion": ["version": "v1"],
        ]
        func resources(_ name: Value) -> Value {
            [
                "resources": [
                    ["name": name, "kind": "TCPRoute", "namespaced": true, "verbs": ["get", "list"]],
                    ["name": "tcproutes/status", "kind": "TCPRoute", "namespaced": true, "verbs": ["get"]],
                ]
            ]
        }
        let replies: [Reply] = [
            .json(group), .json(resources("tcproutes")), .json(resources("tcproutes")), .json(resources("httproutes")),
        ]
        try await ScriptedServer.run(replies) { server in
            let served = try await server.withClient { try await $0.discover(group: "gateway.networking.k8s.io") }
            #expect(served.map(\.type.version) == ["v1", "v1alpha2"])
            #expect(served.first?.kind == "TCPRoute")
        }
    }

    @Test func namespaces() async throws {
        func object(_ name: Value) -> Value { ["kind": "Namespace", "metadata": ["name": name, "uid": "n1"]] }
        let replies: [Reply] = [
            .json(object("db")), .failure(404, "NotFound", "namespaces \"x\" not found"),
            .json(object("new"), status: 201),
            .failure(409, "AlreadyExists", "namespaces \"new\" already exists"),
        ]
        try await ScriptedServer.run(replies) { server in
            try await server.withClient { client in
                #expect(try await client.namespace("db") != nil)
                #expect(try await client.namespace("x") == nil)
                try await client.createNamespace("new")
                try await client.createNamespace("new")
            }
            #expect(
                server.lines == [
                    "GET /api/v1/namespaces/db", "GET /api/v1/namespaces/x",
                    "POST /api/v1/namespaces?fieldManager=openmcf&fieldValidation=Strict",
                    "POST /api/v1/namespaces?fieldManager=openmcf&fieldValidation=Strict",
                ])
        }
    }

    @Test(arguments: [
        (Reply.json(["metadata": ["name": "kube-system", "uid": "6e1f"]]), "6e1f" as String?),
        (.failure(403, "Forbidden", "namespaces \"kube-system\" is forbidden"), nil),
        (.failure(404, "NotFound", "namespaces \"kube-system\" not found"), nil),
    ])
    func clusterIdentity(reply: Reply, uid: String?) async throws {
        try await ScriptedServer.run([reply]) { server in
            let identity = try await server.withClient { try await $0.clusterIdentity() }
            #expect([identity.uid, identity.server, identity.certificateAuthorityHash] == [uid, server.url, nil])
        }
    }

    @Test func manyRequestsShareTheConnections() async throws {
        try await ScriptedServer.run([.json(routeObject)]) { server in
            try await server.withClient { client in
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<200 {
                        group.addTask { try await client.get(routes, namespace: "db", name: "pg").httpStatus }
                    }
                    let sum = try await group.reduce(0, +)
                    #expect(sum == 200 * 200)
                }
            }
        }
    }

    @Test func cancellationEndsARequest() async throws {
        try await ScriptedServer.run([.hang]) { server in
            var options = quickOptions
            options.requestTimeout = .seconds(60)
            let task = Task { [options] in
                try await server.withClient(options: options) { try await $0.version() }
            }
            try await Task.sleep(for: .milliseconds(50))
            task.cancel()
            let error = await #expect(throws: KubernetesError.self) { try await task.value }
            #expect(error?.code == .cancelled)
        }
    }
}
