import DataPlane
import TestSupport
import Testing

/// A data plane with one listener on a free port of the loopback interface.
struct TestPlane: Sendable {
    let plane: DataPlane
    let address: ListenAddress

    var port: UInt16 { address.port }

    /// Runs a body with a plane, which ends with it.
    static func run(
        _ backends: [ForwardingBackend], limits: DataPlaneLimits = DataPlaneLimits(), threads: Int = 2,
        _ body: (TestPlane) async throws -> Void
    ) async throws {
        let plane = DataPlane(limits: limits, threads: threads)
        do {
            let address = try await bind(plane, ForwardingTable(route: "route", backends: backends))
            try await body(TestPlane(plane: plane, address: address))
        } catch {
            await plane.shutDown(grace: .zero)
            throw error
        }
        await plane.shutDown(grace: .zero)
    }

    func use(_ backends: [ForwardingBackend]) async {
        let failures = await plane.apply([address: ForwardingTable(route: "route", backends: backends)])
        #expect(failures.isEmpty)
    }

    /// As many connections as the answers sum to; "" stands for those that were rejected.
    func expect(answers expected: [String: Int], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let answers = try await onThread {
            var answers: [String: Int] = [:]
            for _ in 0..<expected.values.reduce(0, +) {
                answers[try PlainSocket.connected(to: port).receiveText(), default: 0] += 1
            }
            return answers
        }
        #expect(answers == expected, sourceLocation: sourceLocation)
    }

    var counters: ListenerCounters { get async { await plane.counters()[address] ?? ListenerCounters() } }

    /// Somebody may take a port that was free a moment ago; then the next one is tried.
    private static func bind(_ plane: DataPlane, _ table: ForwardingTable) async throws -> ListenAddress {
        for _ in 0..<20 {
            guard let port = ClosedPort().map({ UInt16($0.number) }) else { continue }
            let address = ListenAddress(host: "127.0.0.1", port: port)
            if await plane.apply([address: table]).isEmpty { return address }
        }
        throw PlainSocket.Failure(number: 0)
    }
}

extension ForwardingBackend {
    init(_ name: String, _ weight: Int = 1, _ servers: PlainServer...) {
        self.init(
            name: name, weight: weight,
            endpoints: servers.map { BackendEndpoint(host: "127.0.0.1", port: $0.port) })
    }
}

extension PlainSocket {
    /// Sends a text to an echo, and expects it back.
    func expectEcho(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let answer = try await onThread {
            try self.send(text)
            return self.receiveText(text.utf8.count)
        }
        #expect(answer == text, sourceLocation: sourceLocation)
    }
}

/// Waits until something holds, for at most some seconds.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws -> Bool {
    for _ in 0..<500 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
