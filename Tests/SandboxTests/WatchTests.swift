import Documents
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
        let connection = AsyncStream.makeStream(of: Never.self)
        let stream = WatchStream(
            store: api.server.store, watch: watch, clock: { 0 }, connection: connection.stream)
        var texts: [String] = []
        for await line in stream.lines() {
            let event = try JSONReader.value(line)
            let object = event["object"]
            let name = object?["metadata"]?["name"]?.string ?? object?["reason"]?.string ?? ""
            texts.append("\(event["type"]?.string ?? "") \(name)")
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

    /// Until a watch has found nothing new and waits.
    private func waitUntilParked(_ store: Store) async throws {
        while store.waitingWatches == 0 { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test(.timeLimit(.minutes(1))) func changesAreToldAsTheyHappen() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let store = api.server.store
            async let changes = store.changes(after: 5, of: [ObjectCollection(name: "tcproutes")])
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

    @Test(.timeLimit(.minutes(1))) func closingTheStoreEndsWatches() async throws {
        try await withTemporaryFolder { folder in
            let store = try await TestAPI.open(folder).server.store
            async let changes = store.changes(after: 5, of: [ObjectCollection(name: "tcproutes")])
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
            let task = Task { await store.changes(after: 5, of: [ObjectCollection(name: "tcproutes")]) }
            try await waitUntilParked(store)
            task.cancel()
            guard case .closed = await task.value else {
                Issue.record("the watch goes on")
                return
            }
        }
    }
}
