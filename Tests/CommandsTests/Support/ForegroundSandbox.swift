import Dispatch
import Documents
import FoundationEssentials
import TestSupport
import Testing
import Values

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// `openmcf sandbox` in the background: a server that other clients can change things on.
struct ForegroundSandbox: Sendable {
    static let routes = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/app-ns/tcproutes"
    /// The route of `examples/tcproute.yaml`.
    static let route = routes + "/postgres-route"

    let port: UInt16
    let program: Program

    var url: String { "http://127.0.0.1:\(port)" }

    /// Runs a body with a server that is ended with a signal afterwards.
    ///
    /// - Parameter files: what its folder holds at the start, by name.
    static func run<Result>(
        _ arguments: [String] = [], files: [String: String] = [:], _ body: (ForegroundSandbox) async throws -> Result
    ) async throws -> Result {
        let workspace = try Workspace()
        for (name, text) in files { try workspace.write(name, text) }
        return try await run(arguments, in: workspace, body)
    }

    /// The same in a folder that the test has made.
    static func run<Result>(
        _ arguments: [String] = [], in workspace: Workspace, dataDirectory: String = "data",
        _ body: (ForegroundSandbox) async throws -> Result
    ) async throws -> Result {
        let sandbox = try await start(arguments + ["--data-dir", dataDirectory], in: workspace)
        let result = try await body(sandbox)
        sandbox.program.signal(SIGTERM)
        #expect(try await sandbox.program.wait().status == 0)
        return result
    }

    /// Starts a server, which the caller ends.
    static func start(_ arguments: [String], in workspace: Workspace) async throws -> ForegroundSandbox {
        let program = try workspace.start(
            Tools.openmcf, ["sandbox", "--port", "0", "--port-file", "port"] + arguments)
        let deadline = ContinuousClock.now + .seconds(30)
        while workspace.read("port") == nil, !program.hasEnded, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        let port = try #require(workspace.read("port").flatMap { UInt16($0.split(separator: "\n").first ?? "") })
        return ForegroundSandbox(port: port, program: program)
    }

    func createNamespace(_ name: String) async throws {
        let answer = try await send("POST", "/api/v1/namespaces", ["metadata": ["name": .string(name)]])
        try #require(answer["metadata"]?["uid"] != nil, "\(answer)")
    }

    func get(_ path: String) async throws -> Value { try await send("GET", path) }

    /// Sends a request as a client that knows nothing of openmcf does.
    @discardableResult
    func send(
        _ method: String, _ path: String, _ body: Value? = nil, type: String = "application/json"
    ) async throws -> Value {
        let text = body.map { JSONWriter.text($0) } ?? ""
        let request = """
            \(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \(type)\r
            Content-Length: \(text.utf8.count)\r\n\r\n\(text)
            """
        let port = port
        let answer = try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try exchange(Array(request.utf8), port) })
            }
        }
        return try JSONReader.value(answer)
    }
}

private struct NoAnswer: Error {}

/// Sends bytes to a port of this machine; the body of the answer.
private func exchange(_ request: [UInt8], _ port: UInt16) throws -> [UInt8] {
    let descriptor = PlainSocket.make()
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0, write(descriptor, request, request.count) == request.count else { throw NoAnswer() }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
    let end = Array("\r\n\r\n".utf8)
    guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { throw NoAnswer() }
    return Array(bytes[(start + end.count)...])
}
