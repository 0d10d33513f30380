import Documents
import Testing
import Values

@testable import Sandbox

/// The requests for Routes that OpenShift's page lists, in an order in which each has something to work on, by a client
/// that knows nothing but HTTP.
struct RoutePageTests {
    struct Step: Sendable {
        let request: String
        var body: Value?
        var type = "application/json"
        var accept = "application/json"
        let code: Int
        /// Paths in the answer, or in the last line of a stream, with what stands there.
        var shows: [FieldPath: Value] = [:]
    }

    private static func route(_ name: String, _ version: String, _ members: Object = [:]) -> Value {
        var spec: Object = ["to": ["kind": "Service", "name": .string(name)]]
        spec.merge(members)
        return [
            "apiVersion": .string(version), "kind": "Route",
            "metadata": ["name": .string(name), "namespace": "default", "labels": ["app": .string(name)]],
            "spec": .object(spec),
        ]
    }

    /// - Parameter old: whether of the paths of former times.
    private static func steps(old: Bool) -> [Step] {
        let (root, version) = old ? ("/oapi/v1", "v1") : ("/apis/route.openshift.io/v1", "route.openshift.io/v1")
        let routes = root + "/namespaces/default/routes"
        let watched = "?timeoutSeconds=1&labelSelector=app%3Dweb"
        let status: Value = ["ingress": [["host": "a.test", "routerName": "r"]]]
        return [
            // Without a namespace in the path only the old paths create.
            old
                ? Step(
                    request: "POST \(root)/routes", body: route("web", version), code: 201, shows: ["kind": "Route"])
                : Step(request: "POST \(root)/routes", body: route("web", version), code: 404),
            Step(
                request: "POST \(routes)", body: route(old ? "api" : "web", version), code: 201,
                shows: ["apiVersion": .string(version), "spec.wildcardPolicy": "None", "spec.to.weight": 100]),
            Step(request: "POST \(routes)", body: route("web", version), code: 409, shows: ["reason": "AlreadyExists"]),
            // The page's own header, with the quotation mark that slipped into it, and its "*/*".
            Step(request: "POST \(routes)", body: route("x", version), type: "application/json'", code: 415),
            Step(request: "POST \(routes)", body: route("x", version), type: "*/*", code: 415),
            Step(request: "GET \(routes)/web", code: 200, shows: ["metadata.name": "web", "spec.to.name": "web"]),
            Step(request: "GET \(routes)/web?exact=true", code: 200),
            Step(request: "GET \(routes)/web?export=true", code: 400),
            Step(
                request: "GET \(root)/routes", code: 200, shows: ["kind": "RouteList", "apiVersion": .string(version)]),
            Step(
                request: "GET \(routes)?labelSelector=app%3Dweb&limit=5", code: 200,
                shows: ["items[0].metadata.name": "web"]),
            Step(request: "GET \(routes)", accept: "application/vnd.kubernetes.protobuf", code: 406),
            Step(
                request: "GET \(root)/watch/namespaces/default/routes/web?timeoutSeconds=1", code: 200,
                shows: ["type": "ADDED", "object.metadata.name": "web"]),
            Step(
                request: "GET \(root)/watch/routes\(watched)", code: 200,
                shows: ["type": "ADDED", "object.kind": "Route"]),
            Step(
                request: "GET \(root)/watch/namespaces/default/routes\(watched)", code: 200,
                shows: ["type": "ADDED", "object.apiVersion": .string(version)]),
            Step(
                request: "PUT \(routes)/web", body: route("web", version, ["host": "a.test"]), code: 422,
                shows: ["details.causes[0].field": "metadata.resourceVersion"]),
            Step(
                request: "PATCH \(routes)/web", body: ["spec": ["host": "b.test"]],
                type: "application/merge-patch+json",
                code: 200, shows: ["spec.host": "b.test"]),
            Step(
                request: "PATCH \(routes)/web", body: [["op": "replace", "path": "/spec/host", "value": "c.test"]],
                type: "application/json-patch+json", code: 200,
                shows: ["spec.host": "c.test", "metadata.generation": 3]),
            Step(
                request: "PATCH \(routes)/web", body: ["spec": ["host": "d.test"]],
                type: "application/strategic-merge-patch+json", code: 415),
            Step(request: "GET \(routes)/web/status", code: 200, shows: ["kind": "Route", "spec.host": "c.test"]),
            Step(
                request: "PATCH \(routes)/web/status", body: ["status": status, "spec": ["host": "e.test"]],
                type: "application/merge-patch+json", code: 200,
                shows: ["spec.host": "c.test", "status.ingress[0].routerName": "r", "metadata.generation": 3]),
            Step(
                request: "PUT \(routes)/web/status", body: route("web", version), code: 422,
                shows: ["details.causes[0].field": "metadata.resourceVersion"]),
            Step(
                request: "DELETE \(routes)/web?orphanDependents=true&propagationPolicy=Orphan", code: 422),
            Step(request: "DELETE \(routes)/web", code: 200, shows: ["kind": "Status", "status": "Success"]),
            Step(request: "DELETE \(routes)/web", code: 404, shows: ["details.name": "web"]),
            Step(request: "POST \(routes)", body: route("web", version), code: 201),
            Step(request: "DELETE \(routes)", code: 200, shows: ["kind": "RouteList"]),
            Step(request: "GET \(root)/routes", code: 200, shows: ["items": []]),
        ]
    }

    @Test(arguments: [true, false])
    func answersWhatThePageAsks(old: Bool) async throws {
        try await RawClient.withSandbox { port in
            let client = PlainClient(port: port)
            for step in Self.steps(old: old) {
                let (code, answer) = try await client.send(step)
                #expect(code == step.code, "\(step.request): \(answer)")
                for (path, value) in step.shows {
                    #expect(answer[path] == value, "\(path), \(step.request): \(answer)")
                }
            }
        }
    }

    /// What was read is sent back changed; a second client that read the same is told so.
    @Test(arguments: ["/oapi/v1", "/apis/route.openshift.io/v1"])
    func aRouteIsReplaced(_ root: String) async throws {
        try await RawClient.withSandbox { port in
            let client = PlainClient(port: port)
            let routes = root + "/namespaces/default/routes"
            let version = root == "/oapi/v1" ? "v1" : "route.openshift.io/v1"
            var (_, read) = try await client.send(
                Step(request: "POST \(routes)", body: Self.route("web", version), code: 201))
            read.withMember("spec") { $0?.set("host", "a.test") }
            for (code, place) in [(200, ""), (409, ""), (409, "/status")] {
                let found = try await client.send(Step(request: "PUT \(routes)/web\(place)", body: read, code: code))
                #expect(found.code == code, "\(found.answer)")
            }
            var (_, now) = try await client.send(Step(request: "GET \(routes)/web", code: 200))
            #expect(now["spec"]?["host"] == "a.test")
            now.set("status", ["ingress": [["host": "a.test", "routerName": "r"]]])
            now.withMember("spec") { $0?.set("host", "ignored.test") }
            let written = try await client.send(Step(request: "PUT \(routes)/web/status", body: now, code: 200))
            #expect(written.answer["spec"]?["host"] == "a.test")
            #expect(written.answer["status"]?["ingress"]?[0]?["routerName"] == "r")
        }
    }

    /// A watch tells what happens while it waits.
    @Test(arguments: ["/oapi/v1", "/apis/route.openshift.io/v1"])
    func aWatchTellsOfChanges(_ root: String) async throws {
        try await RawClient.withSandbox { port in
            let client = PlainClient(port: port)
            let routes = root + "/namespaces/default/routes"
            let version = root == "/oapi/v1" ? "v1" : "route.openshift.io/v1"
            async let events = client.lines("\(root)/watch/routes?timeoutSeconds=3")
            try await Task.sleep(for: .milliseconds(300))
            _ = try await client.send(Step(request: "POST \(routes)", body: Self.route("web", version), code: 201))
            _ = try await client.send(
                Step(
                    request: "PATCH \(routes)/web", body: ["spec": ["host": "a.test"]],
                    type: "application/merge-patch+json", code: 200))
            _ = try await client.send(Step(request: "DELETE \(routes)/web", code: 200))
            let told = try await events
            #expect(told.compactMap { $0["type"]?.string } == ["ADDED", "MODIFIED", "DELETED"])
            #expect(told.allSatisfy { $0["object"]?["apiVersion"] == .string(version) })
        }
    }
}

/// Sends one request a connection and reads to its end.
private struct PlainClient {
    let port: UInt16

    func send(_ step: RoutePageTests.Step) async throws -> (code: Int, answer: Value) {
        let (head, lines) = try await exchange(step.request, step.body, step.type, step.accept)
        let code = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return (code, lines.last ?? .null)
    }

    /// The lines of a stream.
    func lines(_ path: String) async throws -> [Value] {
        try await exchange("GET " + path, nil, "application/json", "application/json").lines
    }

    private func exchange(
        _ request: String, _ body: Value?, _ type: String, _ accept: String
    ) async throws -> (head: String, lines: [Value]) {
        let content = body.map { JSONWriter.text($0) } ?? ""
        let text =
            "\(request) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: \(accept)\r\nContent-Type: \(type)\r\n"
            + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)"
        let answer = try await RawClient.exchange(with: port, text)
        let parts = answer.split(separator: "\r\n\r\n", maxSplits: 1)
        let lines = (parts.dropFirst().first ?? "").split(whereSeparator: \.isNewline).compactMap {
            try? JSONReader.value(Array($0.utf8))
        }.filter { $0.object != nil }  // and no size of a chunk
        return (String(parts.first ?? ""), lines)
    }
}
