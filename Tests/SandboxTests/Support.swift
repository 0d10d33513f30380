import Documents
import Synchronization
import TestSupport
import Testing
import Values

@testable import Sandbox

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A folder that goes when the test ends.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    return try await body(folder.path)
}

/// Gives a file its content, without waiting for the disk.
func overwrite(_ path: String, with bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(descriptor) }
    try #require(descriptor >= 0 && write(descriptor, bytes, bytes.count) == bytes.count)
}

/// Who may do what with a file.
func permissions(of path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_mode & 0o777
}

/// Options with a clock that stands still and identities that count.
func fixedOptions() -> SandboxOptions {
    var options = SandboxOptions()
    options.clock = { 1_767_225_600 }
    let count = Counter()
    options.makeUID = { "00000000-0000-4000-8000-\(String(100_000_000_000 + count.next()))" }
    return options
}

final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}

/// An answer as a client sees it.
struct Answered {
    var code: Int
    var contentType: String
    var text: String
    var warnings: [String]

    var value: Value { (try? JSONReader.value(Array(text.utf8))) ?? .null }
    var message: String { value["message"]?.string ?? "" }
    var version: String { value["metadata"]?["resourceVersion"]?.string ?? "" }

    subscript(_ path: FieldPath) -> Value? { value[path] }
}

/// A sandbox without a network.
struct TestAPI {
    static let routes = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/default/tcproutes"
    static let routesV1 = "/apis/gateway.networking.k8s.io/v1/namespaces/default/tcproutes"

    let server: APIServer

    static func open(_ folder: String, options: SandboxOptions = fixedOptions()) async throws -> TestAPI {
        TestAPI(server: try await APIServer.open(folder, options: options))
    }

    func send(
        _ method: String, _ target: String, _ body: String = "", contentType: String = "application/json",
        accept: String = "application/json", headers: [(String, String)] = []
    ) async -> Answered {
        let parts = target.split(separator: "?", maxSplits: 1)
        var request = ServedRequest(
            method: method, path: parts[0].split(separator: "/").map { PercentCoding.decode($0) },
            query: Query(parts.count > 1 ? parts[1] : ""), accept: accept, contentType: contentType,
            userAgent: "tester/1.0", body: Array(body.utf8))
        for (name, value) in headers { request.credentials.note(header: name, value) }
        var warnings: [String] = []
        let answer = await server.answer(request, &warnings)
        let renderer = Renderer(
            negotiation: (try? Negotiation(accept: accept)) ?? .plain, isPretty: false,
            now: server.options.clock() + 90,
            includeObject: request.query["includeObject"] ?? "Metadata")
        let rendered = renderer.render(answer)
        return Answered(
            code: rendered?.code ?? 200, contentType: rendered?.contentType ?? "",
            text: String(decoding: rendered?.body ?? [], as: UTF8.self), warnings: warnings)
    }

    func create(_ route: Value, _ parameters: String = "") async -> Answered {
        await send("POST", Self.routes + parameters, JSONWriter.text(route))
    }

    func apply(_ route: Value, as manager: String, _ parameters: String = "") async -> Answered {
        let name = route["metadata"]?["name"]?.string ?? ""
        return await send(
            "PATCH", "\(Self.routes)/\(name)?fieldManager=\(manager)\(parameters)", JSONWriter.text(route),
            contentType: "application/apply-patch+yaml")
    }
}

/// A small valid route.
func route(_ name: String = "db", labels: [String: String] = [:], port: Int64 = 5432) -> Value {
    var metadata: Object = ["name": .string(name)]
    if !labels.isEmpty {
        metadata["labels"] = .object(Object(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
    return [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "metadata": .object(metadata),
        "spec": ["rules": [["backendRefs": [["name": "db", "port": .int(port)]]]]],
    ]
}
