internal import Documents
internal import Sandbox
internal import Synchronization
package import TestSupport
package import Values

/// A cluster for tests: the sandbox's API in this process, behind a server that a test can make fail, or have others write
/// through at the worst moment.
package final class TestCluster: Sendable {
    /// What happens to a request; each may look at it and stay out of it.
    package struct Fault: Sendable {
        package typealias Step = @Sendable (SeenRequest, TestCluster) async -> Reply?

        /// Runs before the request is carried out; a reply is sent instead of carrying it out.
        package var before: Step
        /// Runs afterwards; a reply is sent instead of the true answer.
        package var after: Step

        package init(before: @escaping Step = { _, _ in nil }, after: @escaping Step = { _, _ in nil }) {
            self.before = before
            self.after = after
        }
    }

    /// The routes of the namespace `db`.
    package static let routes = routes(in: "db")

    /// What the server makes of a new object that a test puts in.
    private enum Given {
        @TaskLocal static var uid: String?
        @TaskLocal static var time: Int?
    }

    private let sandbox: InProcessSandbox
    private let current: Mutex<Fault>

    /// A cluster with namespaces beside those that every cluster has.
    package init(
        namespaces: Set<String> = ["db"], before: @escaping Fault.Step = { _, _ in nil },
        after: @escaping Fault.Step = { _, _ in nil }
    ) async throws {
        var options = SandboxOptions()
        let (makeUID, clock) = (options.makeUID, options.clock)
        options.makeUID = { Given.uid ?? makeUID() }
        options.clock = { Given.time ?? clock() }
        sandbox = try await InProcessSandbox(options)
        current = Mutex(Fault(before: before, after: after))
        for name in namespaces {
            try await put(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
    }

    /// Runs a body with a server for it.
    package func run<Result>(
        _ options: ScriptedServer.Options = .init(), _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        try await ScriptedServer.run(answering: { await self.reply(to: $0) }, options, body)
    }

    /// Runs a body while something else goes wrong.
    package func failing<Result>(_ fault: Fault, _ body: () async throws -> Result) async rethrows -> Result {
        let usual = current.withLock { current in
            defer { current = fault }
            return current
        }
        defer { current.withLock { $0 = usual } }
        return try await body()
    }

    private func reply(to request: SeenRequest) async -> Reply {
        let fault = current.withLock { $0 }
        if let reply = await fault.before(request, self) { return reply }
        let answer = await carryOut(request)
        return await fault.after(request, self) ?? answer
    }

    /// The true answer to a request, past the faults.
    package func carryOut(_ request: SeenRequest) async -> Reply {
        do {
            let answer = try await sandbox.answer(
                request.method, request.uri, headers: request.headers, body: Array(request.body.utf8))
            switch answer.body {
            case .whole(let bytes):
                return .answer(answer.code, String(decoding: bytes, as: UTF8.self), answer.headers)
            case .stream(let parts): return .stream(answer.code, parts, answer.headers)
            }
        } catch {
            return .failure(400, "BadRequest", "\(error)")
        }
    }

    // MARK: - Others

    package struct Answer: Sendable {
        package let code: Int
        package let text: String

        package var value: Value { (try? JSONReader.value(Array(text.utf8))) ?? .null }

        /// What is answered to a request that a test counts on.
        package func accepted() throws -> Value {
            guard (200..<300).contains(code) else { throw Refused(answer: self) }
            return value
        }
    }

    /// An answer that a test did not count on.
    package struct Refused: Error {
        package let answer: Answer
    }

    /// Sends a request past the faults, as another client does.
    @discardableResult
    package func send(
        _ method: String, _ target: String, _ body: Value? = nil, type: String = "application/json"
    ) async -> Answer {
        let headers = ["accept": "application/json", "content-type": type, "user-agent": "stranger/1.0"]
        let request = SeenRequest(
            method: method, uri: target, headers: headers, body: body.map { JSONWriter.text($0) } ?? "")
        guard case .answer(let code, let text, _) = await carryOut(request) else { return Answer(code: 0, text: "") }
        return Answer(code: code, text: text)
    }

    /// Puts a new object in, with its status, as others do; it has the UID and the time of creation that it names.
    ///
    /// - Returns: the object as it is then.
    @discardableResult
    package func put(_ object: Value, as manager: String = "stranger") async throws -> Value {
        let (collection, path) = Self.place(of: object)
        var spec = object
        spec.set("status", nil)
        spec.withMember("metadata") { $0?.set("resourceVersion", nil) }
        var answer = await giving(object["metadata"]) {
            await send("POST", "\(collection)?fieldManager=\(manager)", spec)
        }
        if answer.code < 300, let status = object["status"] {
            answer = await send(
                "PATCH", "\(path)/status?fieldManager=controller", ["status": status],
                type: "application/merge-patch+json")
        }
        return try answer.accepted()
    }

    /// Applies an object as this tool does; a new one has the UID and the time of creation that it names.
    package func apply(_ object: Value) async throws {
        var object = object
        let metadata = object["metadata"]
        for field in ["uid", "resourceVersion", "creationTimestamp"] {
            object.withMember("metadata") { $0?.set(field, nil) }
        }
        let answer = await giving(metadata) {
            await send(
                "PATCH", "\(Self.place(of: object).path)?fieldManager=openmcf", object,
                type: "application/apply-patch+yaml")
        }
        _ = try answer.accepted()
    }

    private func giving(_ metadata: Value?, _ body: () async -> Answer) async -> Answer {
        await Given.$uid.withValue(metadata?["uid"]?.string) {
            let time = metadata?["creationTimestamp"]?.string.flatMap(RFC3339.utcSeconds)
            return await Given.$time.withValue(time, operation: body)
        }
    }

    package func remove(_ object: Value) async throws {
        _ = try await send("DELETE", Self.place(of: object).path).accepted()
    }

    private static func place(of object: Value) -> (collection: String, path: String) {
        let version = object["apiVersion"]?.string ?? ""
        let kind = (object["kind"]?.string ?? "").lowercased()
        let plural = kind.hasSuffix("s") ? kind + "es" : kind + "s"
        let root = version.contains("/") ? "/apis/\(version)" : "/api/\(version)"
        let name = object["metadata"]?["name"]?.string ?? ""
        let namespace = object["metadata"]?["namespace"]?.string.map { "/namespaces/\($0)" } ?? ""
        return ("\(root)\(namespace)/\(plural)", "\(root)\(namespace)/\(plural)/\(name)")
    }

    /// What tells it from other clusters.
    package var uid: String {
        get async {
            await send("GET", "/api/v1/namespaces/kube-system").value["metadata"]?["uid"]?.string ?? ""
        }
    }
}
