internal import Values

/// Whom the server takes a client for.
package struct ServerUser: Sendable, Equatable {
    /// The user name, such as `system:serviceaccount:ci:deployer`.
    package let name: String
    /// The groups, such as `system:authenticated`.
    package let groups: [String]

    package init(name: String, groups: [String] = []) {
        self.name = name
        self.groups = groups
    }

    /// Whether it is nobody in particular.
    package var isAnonymous: Bool { name == "system:anonymous" }
}

/// Something that a client may be allowed to do.
package struct AccessQuestion: Sendable, Hashable {
    /// Such as `get` and `patch`.
    package let verb: String
    /// The resource that it would be done to.
    package let type: ResourceType
    /// Nil for all of them, and for cluster-scoped resources.
    package let namespace: String?

    package init(_ verb: String, _ type: ResourceType, namespace: String?) {
        self.verb = verb
        self.type = type
        self.namespace = namespace
    }
}

/// Whether a client may do something.
package struct AccessAnswer: Sendable, Equatable {
    /// Whether the server would let it; what it is not sure of is a no.
    package let isAllowed: Bool
    /// Why, in the server's words; empty where it says nothing.
    package let reason: String
}

extension KubernetesClient {
    /// Whom the server takes this client for (`SelfSubjectReview`); nil where it has no such review, as before
    /// Kubernetes 1.28.
    package func currentUser() async throws(KubernetesError) -> ServerUser? {
        let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
        let review: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        guard let body = try await self.review(path, review) else { return nil }
        guard let user = body["status"]?["userInfo"] else {
            throw unexpected(path, "it has no 'status.userInfo'", .post)
        }
        // The server leaves out what is empty.
        return ServerUser(
            name: user["username"]?.string ?? "", groups: (user["groups"]?.array ?? []).compactMap(\.string))
    }

    /// Whether this client may do something (`SelfSubjectAccessReview`); nil where the server has no such review.
    package func answer(to question: AccessQuestion) async throws(KubernetesError) -> AccessAnswer? {
        let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        var attributes: Object = ["verb": .string(question.verb)]
        if !question.type.group.isEmpty { attributes["group"] = .string(question.type.group) }
        attributes["resource"] = .string(question.type.plural)
        if question.type.isNamespaced { attributes["namespace"] = question.namespace.map(Value.string) }
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": .object(attributes)],
        ]
        guard let body = try await self.review(path, review) else { return nil }
        guard let isAllowed = body["status"]?["allowed"]?.bool else {
            throw unexpected(path, "it has no 'status.allowed'", .post)
        }
        let reasons = ["reason", "evaluationError"].compactMap { body["status"]?[$0]?.string }
        return AccessAnswer(isAllowed: isAllowed, reason: reasons.first { !$0.isEmpty } ?? "")
    }

    /// Has the server fill in a review, which it stores nowhere; nil where it knows no such.
    private func review(_ path: String, _ review: Value) async throws(KubernetesError) -> Value? {
        var request = APIRequest(.post, path)
        request.contentType = "application/json"
        request.body = JSONWriter.bytes(review)
        do {
            return try await send(request).body
        } catch  where error.code == .unknownPath {
            return nil
        }
    }
}
