internal import Documents
package import TestSupport
internal import Values

/// What a cluster answers to the questions that only a doctor asks; the rest is a `TestCluster`'s.
package struct DoctorAnswers: Sendable {
    package var version: Reply = .json(["gitVersion": "v1.36.2", "major": "1", "minor": "36"])
    /// Whom the server takes everybody for.
    package var user: Reply = Self.user("jane", ["dev", "system:authenticated"])
    package var groups: Reply?
    package var deniedVerbs: Set<String> = []
    package var reason = ""
    package var hasAccessReview = true
    /// The CustomResourceDefinition of TCPRoute, which is the only one.
    package var definition: Reply = Self.definition(release: "v1.6.1", channel: "experimental")

    package init(_ adjust: (inout DoctorAnswers) -> Void = { _ in }) { adjust(&self) }

    package static let unknown = Reply.failure(404, "NotFound", "the server could not find the requested resource")

    package static func user(_ name: String, _ groups: [String]) -> Reply {
        .json(
            [
                "kind": "SelfSubjectReview", "apiVersion": "authentication.k8s.io/v1",
                "status": [
                    "userInfo": ["username": .string(name), "groups": .array(groups.map(Value.string))]
                ],
            ], status: 201)
    }

    package static func definition(release: String?, channel: String?) -> Reply {
        var annotations: Object = [:]
        annotations["gateway.networking.k8s.io/bundle-version"] = release.map(Value.string)
        annotations["gateway.networking.k8s.io/channel"] = channel.map(Value.string)
        return .json([
            "kind": "CustomResourceDefinition",
            "metadata": [
                "name": "tcproutes.gateway.networking.k8s.io", "uid": "crd", "annotations": .object(annotations),
            ],
        ])
    }

    package func cluster() async throws -> TestCluster {
        try await TestCluster(before: { request, _ in reply(to: request) })
    }

    package func reply(to request: SeenRequest) -> Reply? {
        switch request.path {
        case "/version": version
        case "/apis/authentication.k8s.io/v1/selfsubjectreviews": user
        case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": accessReview(request)
        case "/apis/gateway.networking.k8s.io": groups
        case "/apis": groups == nil ? nil : .json(["kind": "APIGroupList", "groups": []])
        case "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tcproutes.gateway.networking.k8s.io": definition
        case _ where request.path.hasPrefix("/apis/apiextensions.k8s.io/"): Self.unknown
        default: nil
        }
    }

    private func accessReview(_ request: SeenRequest) -> Reply {
        guard hasAccessReview else { return Self.unknown }
        let review = try? JSONReader.value(Array(request.body.utf8))
        let verb = review?["spec"]?["resourceAttributes"]?["verb"]?.string ?? ""
        let isAllowed = !deniedVerbs.contains(verb)
        return .json(
            [
                "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
                "status": ["allowed": .bool(isAllowed), "reason": .string(isAllowed ? "" : reason)],
            ], status: 201)
    }
}
