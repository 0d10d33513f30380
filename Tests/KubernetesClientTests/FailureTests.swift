import KubernetesClient
import TestSupport
import Testing
import Values

/// One failed GET of a route, and what is said about it.
struct FailureTests {
    private func failure(
        _ replies: [Reply], options: KubernetesClientOptions = quickOptions, credentials: Credentials = Credentials()
    ) async throws -> (error: KubernetesError, requests: Int, url: String) {
        try await ScriptedServer.run(replies) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient(options: options, credentials: credentials) {
                    _ = try await $0.get(routes, namespace: "db", name: "pg")
                }
            }
            return (try #require(error), server.requests.count, server.url)
        }
    }

    @Test(arguments: [
        (403, "Forbidden", KubernetesError.Code.forbidden, "tcproutes is forbidden: User \"me\" cannot get"),
        (404, "NotFound", .notFound, "tcproutes.gateway.networking.k8s.io \"pg\" not found"),
        (409, "AlreadyExists", .alreadyExists, "tcproutes.gateway.networking.k8s.io \"pg\" already exists"),
        (409, "Conflict", .conflict, "Precondition failed: UID in precondition: a, UID in object meta: b"),
        (410, "Expired", .gone, "too old resource version"),
        (422, "Invalid", .invalid, "TCPRoute.gateway.networking.k8s.io \"pg\" is invalid"),
    ])
    func theServersWordsAreKept(status: Int, reason: String, code: KubernetesError.Code, message: String) async throws {
        let (error, requests, url) = try await failure([.failure(status, reason, message)])
        #expect(error.code == code)
        #expect(error.message == message)
        #expect(error.status?.reason == reason)
        #expect(error.httpStatus == status)
        #expect(error.request == "GET \(routePath)")
        #expect(error.server == url)
        #expect(requests == 1)
    }

    @Test func unauthenticated() async throws {
        let reply = Reply.failure(401, "Unauthorized", "Unauthorized")
        let with = try await failure([reply], credentials: Credentials(token: .fixed(Secret("s3cret"))))
        #expect(with.error.code == .unauthenticated)
        #expect(with.error.message == "\(with.url) does not accept a token: Unauthorized")
        #expect(
            with.error.help
                == "It may have expired. It comes from the test; log in again, or choose another context with --kube-context."
        )
        let without = try await failure([reply])
        #expect(without.error.message == "\(without.url) asks for credentials, and there are none: Unauthorized")
        #expect(without.error.help == "Nothing to authenticate with is configured: the test was used.")
    }

    @Test func invalidWithCauses() async throws {
        let details: Value = [
            "causes": [
                ["reason": "FieldValueInvalid", "message": "Invalid value", "field": "spec.rules[0].backendRefs[0]"]
            ]
        ]
        let (error, _, _) = try await failure([.failure(422, "Invalid", "it is invalid", details: details)])
        #expect(
            error.status?.causes.map { [$0.field, $0.reason, $0.message] }
                == [["spec.rules[0].backendRefs[0]", "FieldValueInvalid", "Invalid value"]])
    }

    @Test func conflictsKeepFieldAndWords() async throws {
        let details: Value = [
            "causes": [
                ["reason": "FieldManagerConflict", "message": "conflict with \"alice\"", "field": ".spec.rules"],
                [
                    "reason": "FieldManagerConflict", "message": "conflict with \"kubectl \\\"x\\\"\" using v1",
                    "field": ".metadata.labels.owner",
                ],
            ]
        ]
        let reply = Reply.failure(409, "Conflict", "Apply failed with 2 conflicts", details: details)
        let (error, _, _) = try await failure([reply])
        #expect(error.code == .conflict)
        #expect(
            error.status?.causes.map { [$0.field, $0.reason, $0.message] } == [
                [".spec.rules", "FieldManagerConflict", "conflict with \"alice\""],
                [
                    ".metadata.labels.owner", "FieldManagerConflict",
                    "conflict with \"kubectl \\\"x\\\"\" using v1",
                ],
            ])
    }

    @Test func aWebPageIsNoAPIServer() async throws {
        let page = Reply.answer(200, "<!doctype html><title>Log in</title>", ["content-type": "text/html"])
        let (error, _, url) = try await failure([page])
        #expect(error.code == .notKubernetes)
        #expect(error.message == "\(url) is no Kubernetes API server: it answered GET \(routePath) with a web page")
        #expect(
            error.help
                == "Check the address; it comes from the test. A login page or a proxy may stand in between.")
    }

    @Test func aForbiddenPageIsNoAPIServer() async throws {
        let page = Reply.answer(403, "<html>blocked</html>", ["content-type": "text/html"])
        let (error, _, url) = try await failure([page])
        #expect(error.code == .notKubernetes)
        #expect(
            error.message
                == "\(url) is no Kubernetes API server: it answered GET \(routePath) with a web page with status 403")
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let (error, requests, url) = try await failure([.answer(302, "", ["location": "https://login.example.com/"])])
        #expect(error.code == .notKubernetes)
        #expect(
            error.message
                == "\(url) is no Kubernetes API server: it answered GET \(routePath) with a redirect to "
                + "'https://login.example.com/'")
        #expect(requests == 1)
    }

    @Test func brokenJSON() async throws {
        let (error, _, url) = try await failure([.answer(200, "{\"kind\": ")])
        #expect(error.code == .notKubernetes)
        #expect(
            error.message
                == "\(url) answered GET \(routePath) with something that is no JSON: the text ends where a JSON value was expected"
        )
    }

    @Test func anAnswerOverTheBound() async throws {
        var options = quickOptions
        options.objectLimit.bytes = 1 << 20
        let (error, requests, url) = try await failure(
            [.answer(200, String(repeating: " ", count: 1 << 21))], options: options)
        #expect(error.code == .tooLarge)
        #expect(error.message == "the answer of \(url) has more than 1 MiB or 500000 values")
        #expect(requests == 1)
    }

    /// Neither silence nor a byte now and then is waited out for ever.
    @Test(arguments: [Reply.hang, .trickle])
    func aServerThatNeverAnswers(reply: Reply) async throws {
        var options = quickOptions
        options.requestTimeout = .milliseconds(300)
        options.retry.maximumAttempts = 1
        let (error, _, url) = try await failure([reply], options: options)
        #expect(error.code == .timedOut)
        #expect(error.message == "\(url) accepted the connection and did not answer within 300 ms")
    }

    @Test func nobodyListens() async throws {
        let port = try #require(ClosedPort())
        let url = "http://127.0.0.1:\(port.number)"
        let configuration = ClusterConfiguration(
            server: try ServerURL(parsing: url), origin: "context prod of ~/.kube/config")
        let error = await #expect(throws: KubernetesError.self) {
            try await withKubernetesClient(configuration, options: quickOptions) { _ = try await $0.version() }
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message == "cannot reach \(url): connection refused")
        #expect(
            error?.help
                == "Is the API server running, and is that its address? It comes from context prod of ~/.kube/config.")
        #expect(error?.attempts == 1)
    }

    @Test func anUnknownName() async throws {
        let configuration = ClusterConfiguration(
            server: try ServerURL(parsing: "http://no-such-host.invalid:6443"), origin: "the test")
        let error = await #expect(throws: KubernetesError.self) {
            try await withKubernetesClient(configuration, options: quickOptions) { _ = try await $0.version() }
        }
        #expect(error?.code == .unreachable)
        #expect(
            error?.message
                == "cannot reach http://no-such-host.invalid:6443: the name 'no-such-host.invalid' cannot be resolved")
    }
}

struct RetryTests {
    private func outcome(
        _ replies: [Reply], options: KubernetesClientOptions = quickOptions,
        _ body: (KubernetesClient) async throws -> Int
    ) async throws -> (result: Result<Int, KubernetesError>, requests: Int) {
        try await ScriptedServer.run(replies) { server in
            do {
                return (.success(try await server.withClient(options: options, body)), server.requests.count)
            } catch let error as KubernetesError {
                return (.failure(error), server.requests.count)
            }
        }
    }

    private func apply(_ client: KubernetesClient) async throws -> Int {
        try await client.apply(routes, namespace: "db", name: "pg", object: routeObject).attempts
    }

    private let ok = Reply.json(routeObject)

    @Test(arguments: [
        Reply.failure(429, "TooManyRequests", "too many requests", ["retry-after": "0"]),
        .failure(429, "TooManyRequests", "too many requests"), .reset, .cutOff,
        .answer(502, "<html>Bad Gateway</html>", ["content-type": "text/html"]),
        .failure(503, "ServiceUnavailable", "etcd is away"), .answer(504, "", [:]),
        .failure(500, "InternalError", "try again", ["retry-after": "0"]), .failure(500, "InternalError", "no leader"),
    ])
    func transientFailuresAreTriedAgain(reply: Reply) async throws {
        let (result, requests) = try await outcome([reply, reply, ok], apply)
        #expect(try result.get() == 3)
        #expect(requests == 3)
    }

    /// A webhook that is broken for good answers like this, too.
    @Test func a500IsTriedAgainLessOften() async throws {
        let (result, requests) = try await outcome([.failure(500, "InternalError", "no")], apply)
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == .serverError)
        #expect(requests == 3)
    }

    /// What a schema does not have is refused with a 500, and will be the next time.
    @Test func aRefusalBySchemaIsFinal() async throws {
        let words =
            "failed to create typed patch object (db/pg; v1, Kind=TCPRoute): .spec.x: field not declared in schema"
        let (result, requests) = try await outcome([.failure(500, "", words), ok], apply)
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == .invalid)
        #expect(requests == 1)
    }

    @Test func thePauseTheServerAsksForIsKept() async throws {
        let start = ContinuousClock.now
        let busy = Reply.failure(429, "TooManyRequests", "too many requests", ["retry-after": "1"])
        let (result, _) = try await outcome([busy, ok], apply)
        #expect(try result.get() == 2)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test func aPauseLongerThanThePatienceEndsTheRequest() async throws {
        let busy = Reply.failure(429, "TooManyRequests", "too many requests", ["retry-after": "30"])
        let (result, requests) = try await outcome([busy, ok], apply)
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == .tooManyRequests)
        #expect(error?.help == "Try again later, or with a lower --parallelism.")
        #expect(requests == 1)
    }

    @Test func attemptsAreBounded() async throws {
        let (result, requests) = try await outcome([.failure(503, "ServiceUnavailable", "etcd is away")], apply)
        let error = #expect(throws: KubernetesError.self) { try result.get() }
        #expect(error?.code == .serverError)
        #expect(error?.attempts == 4)
        #expect(requests == 4)
    }

    @Test func aDeletionThatIsSentAgainFindsNothing() async throws {
        let gone = Reply.failure(404, "NotFound", "tcproutes \"pg\" not found")
        let (result, requests) = try await outcome([.reset, gone]) { client in
            try await client.delete(routes, namespace: "db", name: "pg", DeletionOptions(uid: "u1")) == .deleted ? 1 : 0
        }
        #expect(try result.get() == 1)
        #expect(requests == 2)
    }

    @Test func whatMayHaveHappenedIsNotDoneTwice() async throws {
        let deletion = try await outcome([.reset, ok]) { client in
            _ = try await client.delete(routes, namespace: "db", name: "pg")
            return 0
        }
        #expect(throws: KubernetesError.self) { try deletion.result.get() }
        #expect(deletion.requests == 1)
        let creation = try await outcome([.reset, ok]) { client in
            try await client.create(routes, namespace: "db", object: routeObject).attempts
        }
        let error = #expect(throws: KubernetesError.self) { try creation.result.get() }
        #expect(error?.code == .connectionLost)
        #expect(creation.requests == 1)
    }
}
