import KubernetesClient
import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Commands

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What ends a run before its work is done, in this process.
struct InterruptionTests {
    private let context = CommandContext.system()

    private func guarding(
        _ interruption: Interruption, timeLimit: Duration? = nil, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await interruption.guarding(
            timeLimit: timeLimit, context, onAbandoned: { Issue.record("the process was to be ended: \($0.message)") },
            body)
    }

    private static let forever: @Sendable () async throws -> Void = { try await Task.sleep(for: .seconds(300)) }

    @Test func aSignalCancelsWhatOnlyWaits() async throws {
        let interruption = Interruption(signals: [], patience: .seconds(300))
        let failure = await #expect(throws: Failure.self) {
            try await guarding(interruption) {
                Task { await interruption.end(.signal, context, { _ in }) }
                try await Self.forever()
            }
        }
        #expect(failure?.status == .interrupted)
        #expect(failure?.message == "interrupted: nothing was changed")
        #expect(interruption.winddown.hasBegun)
    }

    @Test func theTimeLimitHasItsOwnExitCode() async throws {
        let interruption = Interruption(signals: [], patience: .seconds(300))
        let failure = await #expect(throws: Failure.self) {
            try await guarding(interruption, timeLimit: .milliseconds(20), Self.forever)
        }
        #expect(failure?.status == .timedOut)
        #expect(failure?.code == "run-timed-out")
        #expect(failure?.message == "the run took longer than 20ms: nothing was changed")
        #expect(failure?.help == "give it more time with --timeout")
        #expect(interruption.reason == .timeLimit(.milliseconds(20)))
    }

    @Test func whatIsWrittenMayEndByItself() async throws {
        let interruption = Interruption(signals: [], patience: .seconds(300))
        try await guarding(interruption) {
            try await interruption.whileWriting {
                Task { await interruption.end(.signal, context, { _ in }) }
                // Pauses end at once, and the task goes on.
                while !interruption.winddown.hasBegun { try await Task.sleep(for: .milliseconds(1)) }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        #expect(interruption.reason == .signal)
    }

    @Test func nothingIsWrittenOnceTheRunIsToEnd() async throws {
        let interruption = Interruption(signals: [], patience: .seconds(300))
        let failure = await #expect(throws: Failure.self) {
            try await guarding(interruption) {
                Task { await interruption.end(.signal, context, { _ in }) }
                while interruption.reason == nil { try? await Task.sleep(for: .milliseconds(1)) }
                _ = try await interruption.whileWriting { Issue.record("something is written") }
            }
        }
        #expect(failure?.message == "interrupted: nothing was changed")
    }
}

/// The same with real signals.
struct SignalTests {
    /// Starts a command against a cluster with routes, and sends it a signal once the cluster has seen a request.
    private func interrupt(
        with signal: Int32 = SIGINT, times: Int = 1, _ arguments: [String], on cluster: TestCluster,
        _ isReached: @escaping @Sendable (SeenRequest) -> Bool
    ) async throws -> (run: Run, time: Duration, workspace: Workspace) {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        return try await cluster.run { server in
            let program = try workspace.start(Tools.openmcf, arguments + ["-q", "--server", server.url])
            while !server.requests.contains(where: isReached), !program.hasEnded {
                try await Task.sleep(for: .milliseconds(2))
            }
            let start = ContinuousClock.now
            for _ in 0..<times {
                program.signal(signal)
                try await Task.sleep(for: .milliseconds(100))
            }
            return (try await program.wait(), ContinuousClock.now - start, workspace)
        }
    }

    private static let isWrite: @Sendable (SeenRequest) -> Bool = { $0.method == "PATCH" }

    @Test(arguments: [SIGINT, SIGTERM])
    func whileThePlanIsMade(signal: Int32) async throws {
        let isReached: @Sendable (SeenRequest) -> Bool = { $0.path.contains("/namespaces/") }
        let cluster = try await TestCluster(
            namespaces: ["app-ns"], before: { request, _ in isReached(request) ? .hang : nil })
        for command in ["plan", "diff", "apply"] {
            let (run, time, workspace) = try await interrupt(
                with: signal, [command, "tcproute.yaml", "-o", "json"], on: cluster, isReached)
            #expect(run.status == 130, "\(run.testDescription)")
            #expect(run.errors == "error: interrupted: nothing was changed\n")
            #expect(try run.json["error"] == ["code": "interrupted", "message": "interrupted: nothing was changed"])
            // Otherwise it would take as long as a request may.
            #expect(time < .seconds(15))
            #expect(workspace.read(".openmcf/state.json") == nil)
        }
    }

    @Test func whileWritesAreTriedAgain() async throws {
        let cluster = try await TestCluster(
            namespaces: ["app-ns"],
            before: { request, _ in
                Self.isWrite(request) ? .failure(503, "ServiceUnavailable", "etcd is away") : nil
            })
        let (run, time, workspace) = try await interrupt(
            ["apply", "-o", "json", "tcproute.yaml", "--no-preflight"], on: cluster, Self.isWrite)
        #expect(run.status == 130, "\(run.testDescription)")
        #expect(time < .seconds(3))
        #expect(
            run.errors == """
                Interrupted: waiting up to 5s for answers to what was sent; Ctrl-C stops at once.
                error: interrupted: 1 route got no answer in time
                  help: run the same command again to go on; it looks up what became of what was sent, which \
                '.openmcf/state.json.journal' keeps until then

                """)
        #expect(try run.json["error"]?["code"] == "interrupted")
        #expect(try run.json["summary"]?["failed"] == 1)
        #expect(workspace.read(".openmcf/state.json.journal") != nil)
    }

    @Test func aSecondSignalStopsAtOnce() async throws {
        let cluster = try await TestCluster(
            namespaces: ["app-ns"], before: { request, _ in Self.isWrite(request) ? .hang : nil })
        let (run, time, workspace) = try await interrupt(
            times: 2, ["apply", "-o", "json", "tcproute.yaml", "--no-preflight"], on: cluster, Self.isWrite)
        #expect(run.status == 130, "\(run.testDescription)")
        #expect(time < .seconds(3))
        #expect(try run.json["error"]?["message"] == "interrupted: the journal beside the state keeps what was sent")
        #expect(workspace.read(".openmcf/state.json.journal") != nil)
    }

    @Test func theTimeOfARun() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ScriptedServer.run([.hang]) { server in
            let run = try await workspace.openmcf(
                "plan", "tcproute.yaml", "-q", "--timeout", "300ms", "--server", server.url)
            #expect(run.status == 8, "\(run.testDescription)")
            #expect(
                run.errors == """
                    error: the run took longer than 300ms: nothing was changed
                      help: give it more time with --timeout

                    """)
        }
    }

    @Test func aServerThatSendsAByteAtATime() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ScriptedServer.run([.trickle]) { server in
            let run = try await workspace.openmcf(
                "apply", "tcproute.yaml", "-q", "--request-timeout", "500ms", "--server", server.url)
            #expect(run.status == 4, "\(run.testDescription)")
            #expect(
                run.errors.hasPrefix("error: \(server.url) accepted the connection and did not answer within 500 ms\n"))
        }
    }
}
