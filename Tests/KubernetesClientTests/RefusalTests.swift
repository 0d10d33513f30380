import KubernetesClient
import TestSupport
import Testing
import Values

/// What the refusals of API servers mean, in their own words.
struct RefusalTests {
    private static let prefix = "tcproutes.gateway.networking.k8s.io \"pg\" is forbidden: "

    private func error(_ reply: Reply, reading: Bool = false) async throws -> KubernetesError {
        try await ScriptedServer.run([reply]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { client in
                    if reading {
                        _ = try await client.get(routes, namespace: "db", name: "pg")
                    } else {
                        _ = try await client.apply(routes, namespace: "db", name: "pg", object: routeObject)
                    }
                }
            }
            return try #require(error)
        }
    }

    @Test(arguments: [
        (403, "Forbidden", prefix + "User \"jane\" cannot patch resource \"tcproutes\" in API group …", "forbidden"),
        (403, "Forbidden", "forbidden: User \"system:anonymous\" cannot patch path \"/apis\"", "forbidden"),
        (403, "Forbidden", prefix + "exceeded quota: objects, requested: count/tcproutes=1, used: …", "quota-exceeded"),
        (
            403, "Forbidden",
            prefix + "unable to create new content in namespace db because it is being terminated",
            "namespace-terminating"
        ),
        (403, "Forbidden", "admission webhook \"routes.example.com\" denied the request: no team label", "denied"),
        (403, "", "admission webhook \"routes.example.com\" denied the request without explanation", "denied"),
        (400, "BadRequest", "admission webhook \"routes.example.com\" denied the request: no", "denied"),
        (422, "Invalid", "admission webhook \"routes.example.com\" denied the request: no", "denied"),
        (
            422, "Invalid",
            prefix + "ValidatingAdmissionPolicy 'team' with binding 'team' denied request: no team label", "denied"
        ),
        (403, "Forbidden", prefix + "ValidatingAdmissionPolicy 'team' with binding 'x' denied request: no", "denied"),
        (403, "Forbidden", prefix + "minimum number of backends is 2", "denied"),
        (403, "Forbidden", "go away", "forbidden"), (400, "BadRequest", "strict decoding error", "bad-request"),
        (405, "MethodNotAllowed", "no", "refused"), (406, "NotAcceptable", "no", "refused"),
        (408, "Timeout", "no", "timed-out"), (413, "RequestEntityTooLarge", "no", "request-too-large"),
        (415, "UnsupportedMediaType", "no", "refused"), (418, "", "no", "refused"),
        (422, "Invalid", "TCPRoute \"pg\" is invalid", "invalid"), (451, "", "no", "refused"),
    ])
    func ofAWrite(status: Int, reason: String, message: String, code: String) async throws {
        let error = try await error(.failure(status, reason, message))
        #expect(error.code.rawValue == code)
        #expect(error.message.hasSuffix(message))
        let isAboutRights = error.help?.contains("role") == true
        #expect(isAboutRights == (code == "forbidden"))
    }

    @Test func aCauseTellsThatTheNamespaceIsGoing() async throws {
        let details: Value = [
            "causes": [["reason": "NamespaceTerminating", "message": "no", "field": "metadata.namespace"]]
        ]
        let error = try await error(.failure(403, "Forbidden", Self.prefix + "no", details: details))
        #expect(error.code == .namespaceTerminating)
        #expect(
            error.help
                == "Wait until the namespace is gone and create it anew, or choose another one. If it stays, its "
                + "finalizers hold it: 'kubectl get namespace NAME -o yaml' shows them.")
    }

    @Test func aReadIsRefusedForRightsOnly() async throws {
        let error = try await error(.failure(403, "Forbidden", Self.prefix + "no"), reading: true)
        #expect(error.code == .forbidden)
    }

    @Test func theWebhookIsNamed() async throws {
        let denied = try await error(
            .failure(403, "Forbidden", "admission webhook \"routes.example.com\" denied the request: no team label"))
        #expect(
            denied.help
                == "The webhook 'routes.example.com' checks what is written to this cluster. Change the manifest so that "
                + "it is satisfied, or ask who runs it.")
        let away = try await error(
            .failure(
                500, "InternalError",
                "Internal error occurred: failed calling webhook \"routes.example.com\": connection refused"))
        #expect(away.code == .serverError)
        #expect(
            away.help
                == "The webhook 'routes.example.com' has to be asked before such an object is written, and could not be. "
                + "Look at its service, or ask the cluster's administrator.")
    }

    /// An API server answers an apply whose fields its schema does not have with 500.
    @Test func aFieldThatTheSchemaLacks() async throws {
        let message =
            "failed to create typed patch object (/pg; gateway.apoxy.dev/v1alpha2, Kind=TCPRoute): "
            + ".spec.useDefaultGateways: field not declared in schema"
        let error = try await error(.failure(500, "", message))
        #expect(error.code == .invalid)
        #expect(error.message == message)
        #expect(error.help == nil)
        #expect(!error.isInDoubt)
    }

    @Test func aMissingNamespaceIsNamed() async throws {
        let details: Value = ["name": "db", "kind": "namespaces"]
        let error = try await error(.failure(404, "NotFound", "namespaces \"db\" not found", details: details))
        #expect(error.code == .notFound)
        #expect(error.message == "namespaces \"db\" not found")
        #expect(error.help == "Create it with 'kubectl create namespace db'.")
    }

    @Test(arguments: [
        (400, "not-kubernetes"), (401, "unauthenticated"), (403, "not-kubernetes"), (404, "unknown-path"),
        (407, "not-kubernetes"), (408, "timed-out"), (409, "not-kubernetes"), (413, "not-kubernetes"),
        (418, "not-kubernetes"), (422, "not-kubernetes"), (429, "too-many-requests"), (502, "server-error"),
    ])
    func withoutAStatusItIsSomebodyElses(status: Int, code: String) async throws {
        let error = try await error(.answer(status, "no\n", ["content-type": "text/plain"]))
        #expect(error.code.rawValue == code)
        #expect(error.help?.contains("role") != true)
        #expect(error.isInDoubt)
    }
}
