import Documents
import GatewayAPI
import Testing
import Values

@testable import Sandbox

struct WatchTests {
    /// The types and names of the events that a watch sends until its time is over.
    func events(_ api: TestAPI, _ parameters: String) async throws -> [String] {
        let request = ServedRequest(
            method: "GET", path: TestAPI.routes.split(separator: "/").map(String.init),
            query: Query("watch=1&timeoutSeconds=0&" + parameters), accept: "", contentType: "", userAgent: "")
        var warnings: [String] = []
        guard case .watch(let watch) = await api.server.answer(request, &warnings) else { return ["no watch"] }
        let stream = WatchStream(store: api.server.store, watch: watch, clock: { 0 }, connection: ConnectionEnd())
        var texts: [String] = []
        for await lines in stream.lines() {
            for line in lines.split(separator: UInt8(ascii: "\n")) {
                let event = try JSONReader.value(Array(line))
                let object = event["object"]
                let name = object?["metadata"]?["name"]?.string ?? object?["reason"]?.string ?? ""
                texts.append("\(event["type"]?.string ?? "") \(name)")
            }
        }
        return texts
    }

    @Test(arguments: [
        ("resourceVersion=6", ["MODIFIED a", "ADDED b", "DELETED b"]),
        ("resourceVersion=6&labelSelector=k%3Dv", ["ADDED a", "ADDED b", "DELETED b"]),
        ("resourceVersion=6&labelSelector=!k", ["DELETED a"]),
        ("resourceVersion=6&fieldSelector=metadata.name%3Db", ["ADDED b", "DELETED b"]),
        ("resourceVersion=9", []),
        ("", ["ADDED a"]),
        ("resourceVersion=0", ["ADDED a"]),
        (
            "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan",
            ["ADDED a", "BOOKMARK "]
        ),
        ("resourceVersion=2", ["ERROR Expired"]),
        ("resourceVersion=99", []),
        ("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99", ["ERROR Timeout"]),
    ])
    func eventsSinceAVersion(_ parameters: String, _ expected: [String]) async throws {
        try await withTemporaryFolder { folder in
            _ = try await TestAPI.open(folder)
            // Opened again, so that nothing before this is remembered.
            let api = try await TestAPI.open(folder)
            _ = await api.create(route("a"))
            let merge = "application/merge-patch+json"
            _ = await api.send(
                "PATCH", TestAPI.routes + "/a", #"{"metadata":{"labels":{"k":"v"}}}"#, contentType: merge)
            _ = await api.create(route("b", labels: ["k": "v"]))
            _ = await api.send("DELETE", TestAPI.routes + "/b")
            #expect(try await events(api, parameters) == expected)
        }
    }

    /// What is kept of lines is bounded by their bytes, and a line that is not kept is the same.
    @Test(arguments: [0, 300, 1 << 20]) func linesAreTheSameWhereverTheyComeFrom(_ memory: Int) throws {
        let lines = EventLines(memory: memory)
        let objects = try ["a", "b"].map { name in
            try #require(
                StoredObject(
                    Resource.tcpRouteCollection,
                    [
                        "apiVersion": "gateway.networking.k8s.io/v1", "kind": "TCPRoute",
                        "metadata": ["name": .string(name), "resourceVersion": "7", "uid": .string("uid-" + name)],
                    ]))
        }
        let versions = ["v1", "v1alpha2"]
        let paths = versions.map { ["apis", "gateway.networking.k8s.io", $0, "tcproutes"] }
        let resources = try paths.map { try #require(ResourceRequest(path: $0, of: .newest)).resource }
        for _ in 0..<2 {
            for object in objects {
                for (resource, version) in zip(resources, versions) {
                    for kind in [StoreEvent.Kind.added, .deleted] {
                        #expect(
                            String(decoding: lines.line(kind, object, as: resource), as: UTF8.self) == """
                                {"type":"\(kind.rawValue)","object":{"apiVersion":"gateway.networking.k8s.io/\(version)",\
                                "kind":"TCPRoute","metadata":{"name":"\(object.key.name)","resourceVersion":"7",\
                                "uid":"\(object.uid)"}}}

                                """)
                    }
                }
            }
        }
    }

    /// Until a watch has found nothing new and waits.
    private func waitUntilParked(_ store: Store) async throws {
        while store.waitingWatches == 0 { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test(.timeLimit(.minutes(1))) func changesAreToldAsTheyHappen() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let store = api.server.store
            async let changes = store.changes(after: 5, of: [Resource.tcpRouteCollection])
            try await waitUntilParked(store)
            _ = await api.create(route("a"))
            guard case .events(let events, let upTo) = await changes else {
                Issue.record("the watch ended")
                return
            }
            #expect(events.map(\.object.key.name) == ["a"])
            #expect(upTo == 6)
        }
    }

    /// Each change comes after the watch has waited for it; then the client goes.
    @Test(.timeLimit(.minutes(1))) func aWatchGoesOnUntilItsConnectionEnds() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let request = ServedRequest(
                method: "GET", path: TestAPI.routes.split(separator: "/").map(String.init),
                query: Query("watch=1&resourceVersion=5"), accept: "", contentType: "", userAgent: "")
            var warnings: [String] = []
            guard case .watch(let watch) = await api.server.answer(request, &warnings) else {
                Issue.record("no watch")
                return
            }
            let connection = ConnectionEnd()
            let stream = WatchStream(store: api.server.store, watch: watch, clock: { 0 }, connection: connection)
            async let told = stream.lines().reduce(into: [String]()) { texts, line in
                let event = try JSONReader.value(line)
                texts.append(event["object"]?["metadata"]?["name"]?.string ?? "")
            }
            for name in ["a", "b", "c"] {
                try await waitUntilParked(api.server.store)
                _ = await api.create(route(name))
            }
            try await waitUntilParked(api.server.store)
            connection.reach()
            #expect(try await told == ["a", "b", "c"])
        }
    }

    @Test(.timeLimit(.minutes(1))) func closingTheStoreEndsWatches() async throws {
        try await withTemporaryFolder { folder in
            let store = try await TestAPI.open(folder).server.store
            async let changes = store.changes(after: 5, of: [Resource.tcpRouteCollection])
            try await waitUntilParked(store)
            store.close()
            guard case .closed = await changes else {
                Issue.record("the watch goes on")
                return
            }
        }
    }

    @Test(.timeLimit(.minutes(1))) func cancellingEndsAWatch() async throws {
        try await withTemporaryFolder { folder in
            let store = try await TestAPI.open(folder).server.store
            let task = Task { await store.changes(after: 5, of: [Resource.tcpRouteCollection]) }
            try await waitUntilParked(store)
            task.cancel()
            guard case .closed = await task.value else {
                Issue.record("the watch goes on")
                return
            }
        }
    }

    /// Changes of large objects are remembered for less long: 16 MiB of them, here 16 KiB, and no more than twice that.
    @Test func changesAreRememberedWithinBounds() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            api.server.store.remember(bytes: 16 << 10)
            let text = String(repeating: "x", count: 1000)
            #expect(await api.send("POST", Self.maps, #"{"metadata":{"name":"m"},"data":{"n":""}}"#).code == 201)
            var versions: [Int] = []
            for number in 0..<40 {
                let answer = await api.send(
                    "PATCH", Self.maps + "/m", #"{"data":{"text":"\#(text)","n":"\#(number)"}}"#,
                    contentType: "application/merge-patch+json")
                try #require(answer.code == 200, "\(answer.text.prefix(500))")
                versions.append(try #require(answer.value["metadata"]?["resourceVersion"]?.string.flatMap { Int($0) }))
            }
            let store = api.server.store
            let collection = try #require(ResourceRequest(path: ["api", "v1", "configmaps"], of: .newest)).resource
                .collection
            guard case .tooOld = await store.changes(after: versions[0], of: [collection]) else {
                Issue.record("the first changes are still remembered")
                return
            }
            guard case .events(let events, _) = await store.changes(after: versions[29], of: [collection]) else {
                Issue.record("the last ten changes are not remembered")
                return
            }
            #expect(events.count == 10)
        }
    }

    private static let maps = "/api/v1/namespaces/default/configmaps"
}
