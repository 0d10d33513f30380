internal import Values

/// Who may do what.
///
/// There are no objects that say so: one group may do everything, everybody else may look at what the
/// server says of itself and ask what they may do.
enum AccessRules {
    /// What somebody wants to do.
    enum Action {
        /// A verb of the API on a resource, whose name has that of a part behind it: `services/status`.
        case resource(verb: String, group: String, resource: String)
        /// A method, in lower case, on a path that is no resource's.
        case path(verb: String, path: String)
    }

    struct Decision: Equatable {
        let isAllowed: Bool
        /// Why; empty where there is nothing to tell.
        var reason = ""
    }

    /// What the members of a group may do, as the roles of a new cluster have it.
    private struct Grant {
        let role: String
        let group: String
        var resources: [(group: String, names: [String])] = []
        var paths: [String] = []
    }

    private static let health = ["/healthz", "/livez", "/readyz", "/version", "/version/"]

    private static let grants: [Grant] = [
        Grant(
            role: "system:basic-user", group: User.authenticated,
            resources: [
                ("authorization.k8s.io", ["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
                ("authentication.k8s.io", ["selfsubjectreviews"]),
            ]),
        Grant(
            role: "system:discovery", group: User.authenticated,
            paths: [
                "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz",
                "/version", "/version/",
            ]),
        Grant(role: "system:public-info-viewer", group: User.authenticated, paths: health),
        Grant(role: "system:public-info-viewer", group: User.unauthenticated, paths: health),
        Grant(
            role: "system:service-account-issuer-discovery", group: User.authenticated,
            paths: ["/.well-known", "/.well-known/*"]),
    ]

    static func decision(on action: Action, by groups: [String]) -> Decision {
        if groups.contains(User.masters) { return Decision(isAllowed: true) }
        guard let grant = grants.first(where: { groups.contains($0.group) && covers($0, action) }) else {
            return Decision(isAllowed: false)
        }
        return Decision(
            isAllowed: true,
            reason:
                "RBAC: allowed by ClusterRoleBinding \"\(grant.role)\" of ClusterRole \"\(grant.role)\" to Group \"\(grant.group)\""
        )
    }

    private static func covers(_ grant: Grant, _ action: Action) -> Bool {
        switch action {
        case .resource(let verb, let group, let resource):
            verb == "create" && grant.resources.contains { $0.group == group && $0.names.contains(resource) }
        case .path(let verb, let path):
            verb == "get"
                && grant.paths.contains { $0.hasSuffix("*") ? path.hasPrefix($0.dropLast()) : path == $0 }
        }
    }

    /// All that the members of some groups may do (`authorization.k8s.io SubjectRulesReviewStatus`).
    static func rules(of groups: [String]) -> Value {
        let isMaster = groups.contains(User.masters)
        let own = grants.filter { groups.contains($0.group) }
        var resources: [Value] = isMaster ? [["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]] : []
        resources += own.flatMap(\.resources).map { group, names in
            ["verbs": ["create"], "apiGroups": [.string(group)], "resources": .array(names.map(Value.string))]
        }
        var paths: [Value] = isMaster ? [["verbs": ["*"], "nonResourceURLs": ["*"]]] : []
        paths += own.filter { !$0.paths.isEmpty }.map {
            ["verbs": ["get"], "nonResourceURLs": .array($0.paths.map(Value.string))]
        }
        return ["resourceRules": .array(resources), "nonResourceRules": .array(paths), "incomplete": false]
    }
}
