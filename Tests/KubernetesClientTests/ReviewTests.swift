import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// The questions of a client about itself.
struct ReviewTests {
    private static let unknown = Reply.failure(404, "NotFound", "the server could not find the requested resource")

    @Test func currentUser() async throws {
        let status: Value = ["userInfo": ["username": "jane", "uid": "1", "groups": ["dev", "system:authenticated"]]]
        let replies: [Reply] = [
            .json(["kind": "SelfSubjectReview", "status": status], status: 201),
            .json(["kind": "SelfSubjectReview", "status": ["userInfo": ["username": "bob"]]], status: 201),
            Self.unknown,
            .answer(404, "404 page not found\n", ["content-type": "text/plain"]),
        ]
        try await ScriptedServer.run(replies) { server in
            let users = try await server.withClient { client in
                var users: [ServerUser?] = []
                for _ in replies { users.append(try await client.currentUser()) }
                return users
            }
            #expect(
                users == [
                    ServerUser(name: "jane", groups: ["dev", "system:authenticated"]), ServerUser(name: "bob"), nil,
                    nil,
                ])
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /apis/authentication.k8s.io/v1/selfsubjectreviews")
            #expect(request.body == #"{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}"#)
            #expect(request.headers["content-type"] == "application/json")
        }
    }

    @Test(arguments: [
        (
            AccessQuestion("patch", routes, namespace: "db"),
            #"{"verb":"patch","group":"gateway.networking.k8s.io","resource":"tcproutes","namespace":"db"}"#
        ),
        (
            AccessQuestion("list", routes, namespace: nil),
            #"{"verb":"list","group":"gateway.networking.k8s.io","resource":"tcproutes"}"#
        ),
        (AccessQuestion("get", .namespaces, namespace: "db"), #"{"verb":"get","resource":"namespaces"}"#),
    ])
    func questions(question: AccessQuestion, attributes: String) async throws {
        try await ScriptedServer.run([.json(["status": ["allowed": true]], status: 201)]) { server in
            let answer = try await server.withClient { try await $0.answer(to: question) }
            #expect(answer == AccessAnswer(isAllowed: true, reason: ""))
            let request = try #require(server.requests.first)
            #expect(request.line == "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            #expect(
                request.body
                    == #"{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"#
                    + #""resourceAttributes":\#(attributes)}}"#)
        }
    }

    @Test(arguments: [
        (Reply.json(["status": ["allowed": false]]), AccessAnswer(isAllowed: false, reason: "")),
        (
            .json(["status": ["allowed": false, "denied": true, "reason": "no"]]),
            AccessAnswer(isAllowed: false, reason: "no")
        ),
        (
            .json(["status": ["allowed": false, "reason": "", "evaluationError": "no such role"]]),
            AccessAnswer(isAllowed: false, reason: "no such role")
        ),
        (unknown, nil),
    ])
    func answers(reply: Reply, answer: AccessAnswer?) async throws {
        try await ScriptedServer.run([reply]) { server in
            let found = try await server.withClient { client in
                try await client.answer(to: AccessQuestion("get", routes, namespace: "db"))
            }
            #expect(found == answer)
        }
    }

    @Test func notAnAnswer() async throws {
        try await ScriptedServer.run([.json(["kind": "SelfSubjectAccessReview"])]) { server in
            try await server.withClient { client in
                let error = await #expect(throws: KubernetesError.self) {
                    try await client.answer(to: AccessQuestion("get", routes, namespace: "db"))
                }
                #expect(
                    error?.message
                        == "\(server.url) is no Kubernetes API server: of its answer to POST "
                        + "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews, it has no 'status.allowed'")
            }
        }
    }
}
