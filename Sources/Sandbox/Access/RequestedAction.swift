/// What a request asks to do, as far as its line tells: whether there is such a thing is not looked at.
struct RequestedAction: Equatable {
    enum Target: Equatable {
        /// Objects; the resource has the name of a part behind it: `services/status`.
        case resource(group: String, resource: String, namespace: String, name: String)
        /// What is no resource's.
        case path(String)
    }

    let verb: String
    let target: Target

    /// How Kubernetes reads the line of a request (apiserver's `RequestInfoFactory`).
    init(_ request: ServedRequest) {
        var steps = request.path[...]
        guard let group = Self.takeGroup(&steps), steps.count > 1 else {
            self.init(path: request)
            return
        }
        steps.removeFirst()
        var verb = Self.verbs[request.method] ?? ""
        if steps.first == "watch" || steps.first == "proxy" {
            guard steps.count > 1 else {
                self.init(path: request)
                return
            }
            verb = steps.removeFirst()
        }
        let namespace = Self.takeNamespace(&steps)
        let resource = steps.popFirst() ?? ""
        var name = steps.popFirst() ?? ""
        if name.isEmpty, verb == "get" {
            verb = request.query.isSet("watch") ? "watch" : "list"
            name = Self.selectedName(request.query)
        }
        if name.isEmpty, verb == "delete" { verb = "deletecollection" }
        let part = steps.first.map { "/" + $0 } ?? ""
        self.init(
            verb: verb,
            target: .resource(group: group, resource: resource + part, namespace: namespace, name: name))
    }

    private init(verb: String, target: Target) {
        self.verb = verb
        self.target = target
    }

    private init(path request: ServedRequest) {
        self.init(
            verb: request.method.lowercased(), target: .path("/" + request.path.joined(separator: "/")))
    }

    private static let verbs = [
        "POST": "create", "GET": "get", "HEAD": "get", "PUT": "update", "PATCH": "patch", "DELETE": "delete",
    ]

    /// - Returns: nil where the path is none of a group's.
    private static func takeGroup(_ steps: inout ArraySlice<String>) -> String? {
        switch steps.popFirst() {
        case "api", "oapi": ""
        case "apis": steps.popFirst()
        default: nil
        }
    }

    /// A namespace is in itself, as far as access goes.
    private static func takeNamespace(_ steps: inout ArraySlice<String>) -> String {
        let path = Array(steps)
        guard path.first == "namespaces", path.count > 1 else { return "" }
        if path.count > 2, path[2] != "status", path[2] != "finalize" { steps = steps.dropFirst(2) }
        return path[1]
    }

    /// The name of the one object that a list is narrowed to.
    private static func selectedName(_ query: Query) -> String {
        for term in (query["fieldSelector"] ?? "").split(separator: ",") where term.hasPrefix("metadata.name=") {
            return String(term.dropFirst("metadata.name=".count).drop { $0 == "=" })
        }
        return ""
    }

    /// The same in somebody else's name.
    var inAnothersName: RequestedAction {
        RequestedAction(verb: "impersonate-on:user-info:" + verb, target: target)
    }

    /// What the rules are asked.
    var action: AccessRules.Action {
        switch target {
        case .resource(let group, let resource, _, _): .resource(verb: verb, group: group, resource: resource)
        case .path(let path): .path(verb: verb, path: path)
        }
    }

    /// How a user is refused it.
    func refusal(of user: User) -> APIFailure {
        let start = "User \"\(user.name)\" cannot \(verb)"
        switch target {
        case .path(let path):
            return APIFailure(
                code: 403, reason: "Forbidden", message: "forbidden: \(start) path \"\(path)\"",
                subject: APIFailure.Subject())
        case .resource(let group, let resource, let namespace, let name):
            let plural = String(resource.prefix { $0 != "/" })
            let subject = APIFailure.Subject(name: name, group: group, kind: plural)
            let place = namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(namespace)\""
            return .forbidden(subject, "\(start) resource \"\(resource)\" in API group \"\(group)\" \(place)")
        }
    }
}
