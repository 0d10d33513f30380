import KubernetesClient
import SandboxSupport
import State
import Synchronization
import TestSupport
import Testing

@testable import Applying

/// A server that is gone for good in the middle of an apply is not waited for again with each route.
struct LostServerTests {
    @Test func whatWasNotSentIsNotTried() async throws {
        let writes = Mutex(0)
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let names = (1...40).map { "r\($0)" }
            let fault = TestCluster.Fault(before: { request, _ in
                guard request.writes() else { return writes.withLock { $0 } > 3 ? .reset : nil }
                return writes.withLock { count in
                    count += 1
                    return count > 3 ? .reset : nil
                }
            })
            let outcome = try await cluster.failing(fault) {
                try await stack.apply(names.map { document($0) }.joined()) { $0.parallelism = 2 }
            }
            #expect(outcome.results.count { $0.action == .created } == 3)
            let unsent = outcome.results.compactMap { result -> String? in
                guard case .server(let error) = result.failure, !error.isInDoubt else { return nil }
                #expect(error.code == .connectionLost)
                return error.message
            }
            #expect(unsent.count > 30)
            #expect(Set(unsent).count == 1)
            #expect(
                unsent.first?.hasPrefix("not sent, since the server had stopped answering: the connection to ") == true)
            // Three attempts of each of two routes, and their like in what was begun meanwhile.
            #expect(writes.withLock { $0 } < 20)
            // Those that were sent are in doubt until the next run looks.
            #expect(outcome.unsettledJournal != nil)
        }
    }

    /// One route that no answer comes for does not stop the others, also where they are written one by one.
    @Test func oneThatIsNotAnsweredCostsOnlyItself() async throws {
        try await TestCluster.run { cluster, client, server in
            let stack = try TestStack(client)
            let fault = TestCluster.Fault(before: { request, _ in request.writes("b") ? .reset : nil })
            let outcome = try await cluster.failing(fault) {
                try await stack.apply(["a", "b", "c", "d"].map { document($0) }.joined()) { $0.parallelism = 1 }
            }
            #expect(outcome.summary == "a created, b failed, c created, d created")
            #expect(outcome.code("b") == "connection-lost")
        }
    }
}
