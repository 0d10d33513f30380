import KubernetesClient
import TestSupport
import Testing
import Values

/// What an answer has to be before it counts as the outcome of a write.
struct ProofTests {
    private static let gone: Value = ["name": "pg", "group": "gateway.networking.k8s.io", "kind": "tcproutes"]

    /// A write that fails, after the given answers.
    private func failure(
        of body: @Sendable (KubernetesClient) async throws -> Void, _ replies: [Reply]
    ) async throws -> KubernetesError {
        try await ScriptedServer.run(replies) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { try await body($0) }
            }
            return try #require(error)
        }
    }

    private static func apply(_ client: KubernetesClient) async throws {
        _ = try await client.apply(routes, namespace: "db", name: "pg", object: routeObject)
    }

    private static func delete(_ client: KubernetesClient) async throws {
        _ = try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: "u1"))
    }

    private static func text(_ status: Int, _ body: String, _ type: String = "text/plain") -> Reply {
        .answer(status, body, ["content-type": type])
    }

    @Test(arguments: [
        (text(200, "<!doctype html><title>Log in</title>", "text/html"), KubernetesError.Code.notKubernetes),
        (text(200, "{\"kind\": \"TCPRoute\", \"meta"), .notKubernetes),
        (text(200, ""), .notKubernetes), (.json([:]), .notKubernetes), (.json([]), .notKubernetes),
        (.json(["kind": "Status", "status": "Success"]), .notKubernetes),
        (.json(["kind": "Status", "status": "Failure", "code": 409, "reason": "Conflict"]), .notKubernetes),
        (.json(["kind": "TCPRouteList", "items": [routeObject]]), .notKubernetes),
        (.json(["kind": "TCPRoute", "metadata": ["name": "pg", "namespace": "db"]]), .notKubernetes),
        (.json(["kind": "TCPRoute", "metadata": ["name": "pg", "namespace": "db", "uid": ""]]), .notKubernetes),
        (.json(["kind": "TCPRoute", "metadata": ["name": "pg", "namespace": "app", "uid": "u1"]]), .notKubernetes),
        (.json(["kind": "TCPRoute", "metadata": ["name": "pg2", "namespace": "db", "uid": "u1"]]), .notKubernetes),
        (.json(["kind": "UDPRoute", "metadata": ["name": "pg", "namespace": "db", "uid": "u1"]]), .notKubernetes),
        (.answer(302, "", ["location": "https://login.example.com/"]), .notKubernetes),
        (text(403, "<html>blocked</html>", "text/html"), .notKubernetes),
        (text(404, "404 page not found\n"), .unknownPath), (text(408, "request time-out"), .timedOut),
        (.failure(408, "Timeout", "the request timed out"), .timedOut),
        (text(409, "conflict"), .notKubernetes), (text(429, "slow down"), .tooManyRequests),
        (.json(["kind": "Status", "status": "Failure", "code": 400], status: 409), .conflict),
        (.failure(500, "InternalError", "no"), .serverError),
        (.failure(503, "ServiceUnavailable", "etcd is away"), .serverError),
        (.failure(504, "Timeout", "the request timed out"), .serverError),
        (.reset, .connectionLost), (.cutOff, .connectionLost),
    ])
    func everythingElseLeavesAnApplyInDoubt(reply: Reply, code: KubernetesError.Code) async throws {
        let error = try await failure(of: Self.apply, [reply])
        #expect(error.code == code)
        #expect(error.isInDoubt)
    }

    @Test(arguments: [
        (400, "BadRequest"), (401, "Unauthorized"), (403, "Forbidden"), (404, "NotFound"), (409, "Conflict"),
        (413, "RequestEntityTooLarge"), (422, "Invalid"), (429, "TooManyRequests"),
    ])
    func aRefusalByTheServerIsCertain(status: Int, reason: String) async throws {
        let error = try await failure(of: Self.apply, [.failure(status, reason, "refused")])
        #expect(error.httpStatus == status)
        #expect(!error.isInDoubt)
    }

    @Test(arguments: [
        Reply.failure(409, "Conflict", "the object has been modified"), .failure(422, "Invalid", "wrong UID"),
        .failure(404, "NotFound", "namespaces \"db\" not found", details: ["name": "db", "kind": "namespaces"]),
        .failure(429, "TooManyRequests", "slow down", ["retry-after": "30"]),
    ])
    func aRefusalDoesNotSettleAnEarlierAttempt(refusal: Reply) async throws {
        let error = try await failure(of: Self.apply, [.reset, refusal])
        #expect(error.attempts == 2)
        #expect(error.isInDoubt)
    }

    @Test func nothingIsInDoubtThatWasNeverSent() async throws {
        let port = try #require(ClosedPort())
        let configuration = ClusterConfiguration(
            server: try ServerURL(parsing: "http://127.0.0.1:\(port.number)"), origin: "the test")
        let error = await #expect(throws: KubernetesError.self) {
            try await withKubernetesClient(configuration, options: quickOptions) { try await Self.apply($0) }
        }
        #expect(error?.isInDoubt == false)
    }

    @Test func aReadIsNeverInDoubt() async throws {
        let read = { @Sendable (client: KubernetesClient) in
            _ = try await client.get(routes, namespace: "db", name: "pg")
        }
        #expect(try await failure(of: read, [.reset]).isInDoubt == false)
        #expect(try await failure(of: read, [.json([:])]).isInDoubt == false)
    }

    @Test(arguments: [
        (Reply.json(["kind": "Status", "status": "Success", "details": ["name": "pg"]]), DeletionResult.deleted),
        (.json(["kind": "Status", "status": "Success", "details": gone]), .deleted),
        (.json(routeObject), .deleted),
        (.failure(404, "NotFound", "tcproutes \"pg\" not found", details: gone), .notFound),
        (.failure(404, "NotFound", "tcproutes.gateway.networking.k8s.io \"pg\" not found"), .notFound),
    ])
    func aDeletionIsCertain(reply: Reply, result: DeletionResult) async throws {
        try await ScriptedServer.run([reply]) { server in
            let found = try await server.withClient {
                try await $0.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: "u1"))
            }
            #expect(found == result)
        }
    }

    @Test(arguments: [
        Reply.json(["kind": "Status", "status": "Success"]), .json(["kind": "Status", "details": gone]),
        .json(["kind": "Status", "status": "Success", "details": ["name": "pg2"]]),
        .json(["kind": "Status", "status": "Success", "details": ["name": "pg", "kind": "namespaces"]]),
        .json(["kind": "Status", "status": "Success", "details": ["name": "pg", "group": "apps"]]), .json([:]),
        .json(["kind": "TCPRoute", "metadata": ["name": "pg", "namespace": "db", "uid": "u2"]]),
        text(404, "404 page not found\n"), text(200, ""), text(204, ""), .reset,
    ])
    func everythingElseLeavesADeletionInDoubt(reply: Reply) async throws {
        let error = try await failure(of: Self.delete, [reply])
        #expect(error.isInDoubt)
    }

    @Test func theNotFoundOfSomethingElseIsARefusal() async throws {
        let details: Value = ["name": "db", "kind": "namespaces"]
        let reply = Reply.failure(404, "NotFound", "namespaces \"db\" not found", details: details)
        let error = try await failure(of: Self.delete, [reply])
        #expect(error.code == .notFound)
        #expect(error.message == "namespaces \"db\" not found")
        #expect(!error.isInDoubt)
    }
}

/// A 404 is absence only where the server says that the object is not there.
struct AbsenceTests {
    private func find(_ reply: Reply) async throws -> (result: Result<Value?, any Error>, url: String) {
        try await ScriptedServer.run([reply]) { server in
            do {
                let found = try await server.withClient { try await $0.find(routes, namespace: "db", name: "pg") }
                return (.success(found), server.url)
            } catch {
                return (.failure(error), server.url)
            }
        }
    }

    @Test(
        arguments: [
            "tcproutes.gateway.networking.k8s.io \"pg\" not found": [:],
            "not found": ["name": "pg"],
            "gone": ["name": "pg", "kind": "TCPRoute", "group": "gateway.networking.k8s.io"],
        ] as [String: Value])
    func aStatusThatNamesTheObject(message: String, details: Value) async throws {
        let (result, _) = try await find(.failure(404, "NotFound", message, details: details))
        #expect(try result.get() == nil)
    }

    @Test func aBare404SaysWhatStandsThere() async throws {
        let (result, url) = try await find(.answer(404, "404 page not found\n", ["content-type": "text/plain"]))
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == .unknownPath)
        #expect(error?.message == "\(url) knows no such path: it answered GET \(routePath) with '404 page not found'")
        #expect(
            error?.help
                == "This says nothing about any object. An API server answers so while it starts, and where a custom "
                + "resource definition is missing; or the address is not an API server's: it comes from the test.")
    }

    @Test(arguments: [
        (Reply.answer(404, "<html>no</html>", ["content-type": "text/html"]), KubernetesError.Code.notKubernetes),
        (.failure(404, "NotFound", "the server could not find the requested resource"), .unknownPath),
        (.failure(404, "", "pg"), .unknownPath),
        (.failure(404, "NotFound", "namespaces \"db\" not found"), .notFound),
        (.failure(404, "NotFound", "x", details: ["name": "pg", "kind": "udproutes"]), .notFound),
        (.json(["kind": "Status", "reason": "NotFound", "details": ["name": "pg"]]), .notKubernetes),
        (.json(["ok": true]), .notKubernetes),
    ])
    func anythingElseIsNoAbsence(reply: Reply, code: KubernetesError.Code) async throws {
        let (result, _) = try await find(reply)
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == code)
    }

    /// A NotFound that names nothing may be the path's or the object's: the list of objects of that name tells.
    @Test(arguments: [
        (Reply.json(["items": []]), false as Bool?), (.json(["items": [routeObject]]), true),
        // What a server that ignores the selector lists besides is not the object.
        (.json(["items": [["metadata": ["name": "pg2", "namespace": "db", "uid": "u2"]]]]), false),
        (.failure(404, "NotFound", "the server could not find the requested resource"), nil),
        (.failure(403, "Forbidden", "User \"me\" cannot list"), nil),
        (.answer(404, "404 page not found\n", ["content-type": "text/plain"]), nil), (.reset, nil),
    ])
    func theListSettlesWhatNamesNothing(list: Reply, isThere: Bool?) async throws {
        let reply = Reply.failure(404, "NotFound", "the server could not find the requested resource")
        try await ScriptedServer.run([reply, list]) { server in
            let found: Result<Value?, any Error>
            do {
                found = .success(
                    try await server.withClient { try await $0.find(routes, namespace: "db", name: "pg") })
            } catch {
                found = .failure(error)
            }
            if let isThere {
                let object = try found.get()
                #expect(object == (isThere ? routeObject : nil))
            } else {
                let error = #expect(throws: KubernetesError.self) { try found.get() }
                #expect(error?.code == .unknownPath)
                #expect(error?.request == "GET \(routePath)")
            }
            let line = "GET \(routePath.dropLast(3))?limit=2000&fieldSelector=metadata.name%3Dpg"
            #expect(Array(server.lines.prefix(2)) == ["GET \(routePath)", line])
        }
    }

    @Test(arguments: [("apps", true), ("gateway.apoxy.dev", false)])
    func onlyTheListOfGroupsTellsThatOneIsNotServed(listed: String, isAbsent: Bool) async throws {
        let bare = Reply.answer(404, "404 page not found\n", ["content-type": "text/plain"])
        let list: Value = ["kind": "APIGroupList", "groups": [["name": .string(listed)]]]
        try await ScriptedServer.run([bare, .json(list)]) { server in
            do {
                let served = try await server.withClient { try await $0.discover(group: "gateway.apoxy.dev") }
                #expect(isAbsent && served.isEmpty)
            } catch let error as KubernetesError {
                #expect(!isAbsent && error.code == .unknownPath)
            }
            #expect(server.lines == ["GET /apis/gateway.apoxy.dev", "GET /apis"])
        }
    }
}
