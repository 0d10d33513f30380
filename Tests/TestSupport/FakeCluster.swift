package import Nodes
internal import Synchronization

/// An API server as far as a plan and an apply need one: it stores what it is sent, and fails where a test says so.
package final class FakeCluster: Sendable {
    package static let routes = "/apis/gateway.networking.k8s.io/v1alpha2"

    private struct Contents {
        var objects: [String: Value] = [:]
        var version: Int64 = 0
    }

    private let contents = Mutex(Contents())
    private let namespaces: Set<String>
    private let uid: String
    /// The `Warning` header of answers about routes.
    private let warning: String?
    /// What to answer instead; asked before anything is stored.
    private let fault: @Sendable (SeenRequest) -> Reply?
    /// What to answer instead, once the request has been carried out.
    private let lateFault: @Sendable (SeenRequest) -> Reply?

    package init(
        namespaces: Set<String> = ["db"], uid: String = "cluster-1", warning: String? = nil,
        fault: @escaping @Sendable (SeenRequest) -> Reply? = { _ in nil },
        lateFault: @escaping @Sendable (SeenRequest) -> Reply? = { _ in nil }
    ) {
        self.namespaces = namespaces
        self.uid = uid
        self.warning = warning
        self.fault = fault
        self.lateFault = lateFault
    }

    /// Runs a body with a server for it.
    ///
    /// - Parameter loopback: whether it speaks TLS, with the certificate for 127.0.0.1.
    package func run<Result>(
        loopback: Bool = false, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await TestServer.run(answering: { self.reply(to: $0) }, loopback: loopback, body)
    }

    package static func path(_ namespace: String, _ name: String) -> String {
        "\(routes)/namespaces/\(namespace)/tcproutes/\(name)"
    }

    package subscript(namespace: String, name: String) -> Value? {
        get { contents.withLock { $0.objects[Self.path(namespace, name)] } }
        set { contents.withLock { $0.objects[Self.path(namespace, name)] = newValue } }
    }

    private func reply(to request: SeenRequest) -> Reply {
        if let reply = fault(request) { return reply }
        let answer = answer(request)
        if let late = lateFault(request) { return late }
        guard let warning, request.path.contains("/tcproutes"), case .answer(let status, let body, var headers) = answer
        else { return answer }
        headers["warning"] = warning
        return .answer(status, body, headers)
    }

    private func answer(_ request: SeenRequest) -> Reply {
        let path = request.path
        switch path {
        case "/apis/gateway.networking.k8s.io":
            return .json(["versions": [["groupVersion": "gateway.networking.k8s.io/v1alpha2", "version": "v1alpha2"]]])
        case Self.routes:
            return .json([
                "kind": "APIResourceList",
                "resources": [
                    [
                        "name": "tcproutes", "kind": "TCPRoute", "namespaced": true,
                        "verbs": ["get", "list", "patch", "delete"],
                    ]
                ],
            ])
        case "/api/v1/namespaces/kube-system":
            return .json(["metadata": ["name": "kube-system", "uid": .string(uid)]])
        case _ where path.hasPrefix("/api/v1/namespaces/"):
            let name = String(path.dropFirst("/api/v1/namespaces/".count))
            guard namespaces.contains(name) else { return Self.notFound(name) }
            return .json(["metadata": ["name": .string(name), "uid": .string("uid-\(name)")]])
        default: return contents.withLock { Self.answer(request, &$0) }
        }
    }

    private static func notFound(_ name: String) -> Reply {
        .failure(404, "NotFound", "\"\(name)\" not found", details: ["name": .string(name)])
    }

    private static func deleted(_ name: String) -> Reply {
        .json(["kind": "Status", "apiVersion": "v1", "status": "Success", "details": ["name": .string(name)]])
    }

    private static func answer(_ request: SeenRequest, _ contents: inout Contents) -> Reply {
        let path = request.path
        if request.method == "GET", path.hasSuffix("/tcproutes") {
            let items = contents.objects.filter { $0.key.hasPrefix(path + "/") }.sorted { $0.key < $1.key }
            return .json([
                "kind": "TCPRouteList", "metadata": ["resourceVersion": .string("\(contents.version)")],
                "items": .array(items.map(\.value)),
            ])
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        switch request.method {
        case "PATCH": return apply(request, path, name, &contents)
        case "DELETE":
            return contents.objects.removeValue(forKey: path).map { _ in deleted(name) } ?? notFound(name)
        default: return contents.objects[path].map { .json($0) } ?? notFound(name)
        }
    }

    /// A server-side apply of the only manager that there is, with its preconditions.
    private static func apply(
        _ request: SeenRequest, _ path: String, _ name: String, _ contents: inout Contents
    ) -> Reply {
        guard var object = try? JSONReader.value(Array(request.body.utf8)) else {
            return .failure(400, "BadRequest", "no JSON")
        }
        let live = contents.objects[path]?["metadata"]
        let given = object["metadata"]
        if let uid = given?["uid"], uid != live?["uid"] {
            return live == nil
                ? .failure(409, "Conflict", "no existing object was found")
                : .failure(422, "Invalid", "uid", details: ["causes": [["field": "metadata.uid"]]])
        }
        if live != nil, let version = given?["resourceVersion"], version != live?["resourceVersion"] {
            return .failure(409, "Conflict", "the object has been modified")
        }
        contents.version += 1
        let managed: Value = [
            "manager": "openmcf", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": fields(of: object),
        ]
        object.withMember("metadata") { metadata in
            metadata?.set("uid", live?["uid"] ?? .string("uid-\(name)"))
            metadata?.set("resourceVersion", .string("\(contents.version + 1)"))
            metadata?.set("managedFields", [managed])
        }
        contents.objects[path] = object
        return .json(object, status: live == nil ? 201 : 200)
    }

    private static func fields(of object: Value) -> Value {
        func names(_ value: Value?) -> Value {
            .object(Object((value?.object ?? [:]).map { ("f:\($0.key)", [:]) }))
        }
        let metadata = object["metadata"]
        return [
            "f:metadata": ["f:labels": names(metadata?["labels"]), "f:annotations": names(metadata?["annotations"])],
            "f:spec": names(object["spec"]),
        ]
    }
}

extension SeenRequest {
    /// The URI without its query.
    package var path: String { String(uri.prefix { $0 != "?" }) }
}
