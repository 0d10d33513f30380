internal import Documents
internal import Synchronization
package import Values

/// An API server as far as a plan and an apply need one: it stores what it is sent, and fails where a test says so.
package final class FakeCluster: Sendable {
    package static let routes = "/apis/gateway.networking.k8s.io/v1alpha2"

    private struct Contents {
        var objects: [String: Value] = [:]
        var version: Int64 = 0
        /// What happened, for watches.
        var events: [(version: Int64, path: String, type: String, object: Value)] = []
        /// The collections that are served beside routes and namespaces, such as `/apis/gateway.networking.k8s.io/v1/gateways`.
        var served: Set<String> = []

        mutating func put(_ object: Value?, at path: String) {
            version += 1
            let type = object == nil ? "DELETED" : objects[path] == nil ? "ADDED" : "MODIFIED"
            var stored = object
            stored?.withMember("metadata") { $0?.set("resourceVersion", .string("\(version)")) }
            let last = stored ?? objects[path] ?? .null
            objects[path] = stored
            events.append((version, path, type, last))
        }
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

    /// The same cluster, as it is by now, with other faults; what happens to one is not seen by the other.
    package convenience init(_ other: FakeCluster, fault: @escaping @Sendable (SeenRequest) -> Reply?) {
        self.init(namespaces: other.namespaces, uid: other.uid, warning: other.warning, fault: fault)
        let known = other.contents.withLock(\.self)
        contents.withLock { $0 = known }
    }

    /// Runs a body with a server for it.
    ///
    /// - Parameter loopback: whether it speaks TLS, with the certificate for 127.0.0.1.
    package func run<Result>(
        loopback: Bool = false, _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        try await TestServer.run(
            answering: { request in
                guard request.uri.contains("watch=") else { return self.reply(to: request) }
                if let reply = self.fault(request) { return reply }
                return await self.watch(request)
            }, loopback: loopback, body)
    }

    package static func path(_ namespace: String, _ name: String) -> String {
        "\(routes)/namespaces/\(namespace)/tcproutes/\(name)"
    }

    package subscript(namespace: String, name: String) -> Value? {
        get { contents.withLock { $0.objects[Self.path(namespace, name)] } }
        set { contents.withLock { $0.put(newValue, at: Self.path(namespace, name)) } }
    }

    /// Stores an object of a kind that surrounds routes; from then on its kind is served.
    package func add(_ object: Value) {
        let (collection, path) = Self.place(of: object)
        contents.withLock {
            $0.served.insert(collection)
            $0.put(object, at: path)
        }
    }

    package func remove(_ object: Value) { contents.withLock { $0.put(nil, at: Self.place(of: object).path) } }

    /// Serves a kind without having an object of it.
    package func serve(_ collection: String) { contents.withLock { _ = $0.served.insert(collection) } }

    private static func place(of object: Value) -> (collection: String, path: String) {
        let version = object["apiVersion"]?.string ?? ""
        let kind = (object["kind"]?.string ?? "").lowercased()
        let plural = kind.hasSuffix("s") ? kind + "es" : kind + "s"
        let root = version.contains("/") ? "/apis/\(version)" : "/api/\(version)"
        let name = object["metadata"]?["name"]?.string ?? ""
        let namespace = object["metadata"]?["namespace"]?.string.map { "/namespaces/\($0)" } ?? ""
        return ("\(root)/\(plural)", "\(root)\(namespace)/\(plural)/\(name)")
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
        case _ where path.hasPrefix("/api/v1/namespaces/") && path.split(separator: "/").count == 4:
            let name = String(path.dropFirst("/api/v1/namespaces/".count))
            guard namespaces.contains(name) else { return Self.notFound(name) }
            return .json(["metadata": ["name": .string(name), "uid": .string("uid-\(name)")]])
        default: return contents.withLock { Self.answer(request, &$0) }
        }
    }

    /// Where the objects of a collection are, and of which namespace; nil where it is not served.
    private static func collection(_ path: String, _ contents: Contents) -> (prefix: String, suffix: String)? {
        var parts = path.split(separator: "/").map(String.init)
        guard let plural = parts.popLast() else { return nil }
        let isNamespaced = parts.count > 2 && parts[parts.count - 2] == "namespaces"
        let root = "/" + (isNamespaced ? parts.dropLast(2) : parts[...]).joined(separator: "/")
        guard root + "/" + plural == routes + "/tcproutes" || contents.served.contains("\(root)/\(plural)") else {
            return nil
        }
        return (isNamespaced ? "/" + parts.joined(separator: "/") + "/" : root + "/", "/\(plural)/")
    }

    private static func list(_ place: (prefix: String, suffix: String), _ contents: Contents) -> Reply {
        let items = contents.objects.filter { $0.key.hasPrefix(place.prefix) && $0.key.contains(place.suffix) }
        return .json([
            "kind": "List", "metadata": ["resourceVersion": .string("\(contents.version)")],
            "items": .array(items.sorted { $0.key < $1.key }.map(\.value)),
        ])
    }

    /// What happened in a collection after a version, as the lines of a watch.
    private func events(_ path: String, after version: Int64) -> String? {
        contents.withLock { contents in
            guard let place = Self.collection(path, contents) else { return nil }
            let events = contents.events.filter {
                $0.version > version && $0.path.hasPrefix(place.prefix) && $0.path.contains(place.suffix)
            }
            return events.map { JSONWriter.text(["type": .string($0.type), "object": $0.object]) + "\n" }.joined()
        }
    }

    /// A watch that ends with the first events, or without any after a moment.
    private func watch(_ request: SeenRequest) async -> Reply {
        let query = request.uri.drop { $0 != "?" }.dropFirst().split(separator: "&")
        let version = query.first { $0.hasPrefix("resourceVersion=") }.flatMap { Int64($0.dropFirst(16)) } ?? 0
        for _ in 0..<100 {
            guard let events = events(request.path, after: version) else { return Self.notFound("watch") }
            if !events.isEmpty { return .answer(200, events) }
            try? await Task.sleep(for: .milliseconds(10))
        }
        return .answer(200, "")
    }

    private static func notFound(_ name: String) -> Reply {
        .failure(404, "NotFound", "\"\(name)\" not found", details: ["name": .string(name)])
    }

    private static func deleted(_ name: String) -> Reply {
        .json(["kind": "Status", "apiVersion": "v1", "status": "Success", "details": ["name": .string(name)]])
    }

    private static func answer(_ request: SeenRequest, _ contents: inout Contents) -> Reply {
        let path = request.path
        if request.method == "GET", let place = collection(path, contents) { return list(place, contents) }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        switch request.method {
        case "PATCH": return apply(request, path, name, &contents)
        case "DELETE":
            guard contents.objects[path] != nil else { return notFound(name) }
            contents.put(nil, at: path)
            return deleted(name)
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
        let managed: Value = [
            "manager": "openmcf", "operation": "Apply", "fieldsType": "FieldsV1", "fieldsV1": fields(of: object),
        ]
        let isChanged = contents.objects[path]?["spec"] != object["spec"]
        object.withMember("metadata") { metadata in
            metadata?.set("uid", live?["uid"] ?? .string("uid-\(name)"))
            metadata?.set("creationTimestamp", live?["creationTimestamp"] ?? "2026-01-01T00:00:00Z")
            let generation = live?["generation"]?.int ?? 0
            metadata?.set("generation", .int(isChanged ? generation + 1 : generation))
            metadata?.set("managedFields", [managed])
        }
        if let status = contents.objects[path]?["status"] { object.set("status", status) }
        contents.put(object, at: path)
        return .json(contents.objects[path] ?? object, status: live == nil ? 201 : 200)
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
