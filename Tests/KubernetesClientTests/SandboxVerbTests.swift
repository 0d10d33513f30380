import Sandbox
import Synchronization
import Testing
import Values

@testable import KubernetesClient

/// The verbs against an API server.
struct SandboxVerbTests {
    private func withClient(_ body: @Sendable (KubernetesClient) async throws -> Void) async throws {
        var options = SandboxOptions()
        // A folder that is not there is not made: all is in memory.
        options.keepsNothing = true
        try await SandboxServer.withSandbox(dataDirectory: "/nonexistent/openmcf", options: options) { address in
            let url = address.url
            let configuration = ClusterConfiguration(server: try ServerURL(parsing: url), origin: "the test")
            try await withKubernetesClient(configuration, options: quickOptions) { client in
                try await client.createNamespace("db")
                try await client.createNamespace("web")
                try await body(client)
            }
        }
    }

    private func route(_ name: String, labels: Value = [:], port: Int64 = 5432) -> Value {
        [
            "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
            "metadata": ["name": .string(name), "labels": labels],
            "spec": ["rules": [["backendRefs": [["name": "pg", "port": .int(port)]]]]],
        ]
    }

    private func port(_ object: Value) -> Value? {
        object["spec"]?["rules"]?.array?.first?["backendRefs"]?.array?.first?["port"]
    }

    @Test func writingOneRoute() async throws {
        try await withClient { client in
            let created = try await client.create(routes, namespace: "db", object: route("pg"))
            #expect(created.httpStatus == 201)
            let again = await #expect(throws: KubernetesError.self) {
                try await client.create(routes, namespace: "db", object: route("pg"))
            }
            #expect(again?.code == .alreadyExists)

            var next = created.body
            next.set("spec", route("pg", port: 5433)["spec"])
            let replaced = try await client.replace(routes, namespace: "db", name: "pg", object: next)
            #expect(port(replaced.body) == 5433)
            let stale = await #expect(throws: KubernetesError.self) {
                try await client.replace(routes, namespace: "db", name: "pg", object: next)
            }
            #expect(stale?.code == .conflict)
            #expect(stale?.isInDoubt == false)

            let merged = try await client.patch(
                routes, namespace: "db", name: "pg", .merge(["metadata": ["labels": ["team": "db"]]]))
            #expect(merged.body["metadata"]?["labels"]?["team"] == "db")
            let patched = try await client.patch(
                routes, namespace: "db", name: "pg",
                .json([
                    ["op": "test", "path": "/metadata/labels/team", "value": "db"],
                    ["op": "replace", "path": "/spec/rules/0/backendRefs/0/port", "value": 5434],
                ]))
            #expect(port(patched.body) == 5434)
            let applied = await #expect(throws: KubernetesError.self) {
                try await client.patch(
                    routes, namespace: "db", name: "pg", .apply(route("pg")), WriteOptions(fieldManager: "other"))
            }
            #expect(applied?.status?.causes.map(\.field) == [".spec.rules"])
            let forced = try await client.patch(
                routes, namespace: "db", name: "pg", .apply(route("pg"), force: true),
                WriteOptions(fieldManager: "other"))
            #expect(port(forced.body) == 5432)
        }
    }

    @Test func statusIsWrittenByItself() async throws {
        try await withClient { client in
            var object = try await client.create(routes, namespace: "db", object: route("pg")).body
            object.set("status", ["parents": []])
            object.set("spec", route("pg", port: 1)["spec"])
            let replaced = try await client.replace(
                routes, namespace: "db", name: "pg", subresource: .status, object: object)
            #expect(replaced.body["status"] == ["parents": []])
            #expect(port(replaced.body) == 5432)
            #expect(replaced.body["metadata"]?["generation"] == 1)
            let read = try await client.get(routes, namespace: "db", name: "pg", subresource: .status)
            #expect(read.body == replaced.body)
            let patched = try await client.patch(
                routes, namespace: "db", name: "pg", subresource: .status, .merge(["status": .null]))
            #expect(patched.body["status"]?["parents"] == nil)
        }
    }

    @Test func listing() async throws {
        try await withClient { client in
            for (namespace, name, team) in [("db", "a", "x"), ("db", "b", "y"), ("web", "c", "x")] {
                let object = route(name, labels: ["team": .string(team)])
                _ = try await client.create(routes, namespace: namespace, object: object)
            }
            func names(_ namespace: String?, _ selection: ObjectSelection = .all) async throws -> [String] {
                try await client.list(routes, namespace: namespace, matching: selection, pageSizes: [1]).items
                    .compactMap { $0["metadata"]?["name"]?.string }
            }
            #expect(try await names(nil) == ["a", "b", "c"])
            #expect(try await names("db") == ["a", "b"])
            #expect(try await names("nowhere") == [])
            #expect(try await names(nil, ObjectSelection(labels: "team=x")) == ["a", "c"])
            #expect(try await names(nil, ObjectSelection(fields: "metadata.namespace!=db")) == ["c"])
            #expect(try await names(nil, .name("b")) == ["b"])
            let first = try await client.page(routes, limit: 2)
            #expect(first.items.count == 2)
            #expect(first.remaining == 1)
            let last = try await client.page(routes, limit: 2, from: first.next)
            #expect(last.items.compactMap { $0["metadata"]?["name"]?.string } == ["c"])
            #expect(last.next == nil)
            let unknown = await #expect(throws: KubernetesError.self) {
                try await client.list(routes, matching: ObjectSelection(fields: "spec.x=1"))
            }
            #expect(unknown?.code == .refused)
            let table = try await client.table(routes, namespace: "db")
            #expect(table.columns.map(\.name) == ["Name", "Age"])
            #expect(table.rows.compactMap { $0.cells.first } == ["a", "b"])
        }
    }

    @Test func deleting() async throws {
        try await withClient { client in
            let pg = try await client.create(routes, namespace: "db", object: route("pg")).body
            let other = await #expect(throws: KubernetesError.self) {
                try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: "another"))
            }
            #expect(other?.code == .conflict)
            let stale = await #expect(throws: KubernetesError.self) {
                try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(resourceVersion: "1"))
            }
            #expect(stale?.code == .conflict)
            #expect(
                try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(dryRun: true))
                    == .deleted)
            let uid = pg["metadata"]?["uid"]?.string
            #expect(try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: uid)) == .deleted)
            #expect(try await client.delete(routes, namespace: "db", name: "pg") == .notFound)

            for (name, team) in [("a", "x"), ("b", "y"), ("c", "x")] {
                let object = route(name, labels: ["team": .string(team)])
                _ = try await client.create(routes, namespace: "db", object: object)
            }
            let deleted = try await client.deleteCollection(
                routes, namespace: "db", matching: ObjectSelection(labels: "team=x"))
            #expect(deleted.compactMap { $0["metadata"]?["name"]?.string } == ["a", "c"])
            #expect(try await client.list(routes).items.count == 1)
        }
    }

    @Test func watching() async throws {
        try await withClient { client in
            let start = try await client.list(routes, namespace: "db").resourceVersion
            _ = try await client.create(routes, namespace: "db", object: route("other"))
            _ = try await client.create(routes, namespace: "db", object: route("pg"))
            _ = try await client.delete(routes, namespace: "db", name: "pg")
            let seen = Mutex<[String]>([])
            var options = quickOptions
            options.watchTime = .seconds(1)
            try await withKubernetesClient(client.configuration, options: options) { watcher in
                let version = try await watcher.watch(routes, namespace: "db", matching: .name("pg"), from: start) {
                    event in
                    seen.withLock { seen in
                        switch event {
                        case .changed: seen.append("changed")
                        case .removed: seen.append("removed")
                        }
                    }
                }
                #expect(version != start)
            }
            #expect(seen.withLock { $0 } == ["changed", "removed"])
        }
    }
}
