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

/// Runs that are killed, interrupted or in each other's way.
struct CrashTests {
    private static let routeCount = 200

    private static func manifests(weight: Int) -> String {
        (0..<routeCount).map { number in
            """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: route-\(number)}
            spec:
              namespace: app-ns
              parentRefs: [{name: gateway}]
              rules: [{backendRefs: [{name: service, port: 80, weight: \(weight)}]}]

            """
        }.joined(separator: "---\n")
    }

    /// A kill at any moment is settled by the next run, without a repair command.
    @Test func killedApplyIsSettledByTheNext() async throws {
        let seed = SeededGenerator.testSeed
        var random = SeededGenerator(seed: seed)
        let workspace = try Workspace()
        try await ForegroundSandbox.run { sandbox in
            try await sandbox.createNamespace("app-ns")
            let arguments = ["apply", "routes.yaml", "-q", "-o", "json", "--server", sandbox.url]
            try workspace.write("routes.yaml", Self.manifests(weight: 0))
            let first = try await workspace.run(Tools.openmcf, arguments)
            #expect(try first.json["summary"]?["created"] == .int(Int64(Self.routeCount)))

            var killed = 0
            for round in 1...6 {
                try workspace.write("routes.yaml", Self.manifests(weight: round))
                let program = try workspace.start(Tools.openmcf, arguments)
                // Writes begin with the journal; every other run is killed around them.
                if round.isMultiple(of: 2) { try await workspace.waitFor(".openmcf/state.json.journal", program) }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...150, using: &random)))
                program.signal(SIGKILL)
                if try await program.wait().status == 128 + SIGKILL { killed += 1 }

                let run = try await workspace.run(Tools.openmcf, arguments)
                try #require(run.status == 0, "seed \(seed), round \(round): \(run.testDescription)")
                try await expectEverything(in: workspace, on: sandbox, weight: round, "seed \(seed), round \(round)")
            }
            #expect(killed > 0, "no run was killed in time, seed \(seed)")
        }
    }

    private func expectEverything(
        in workspace: Workspace, on sandbox: ForegroundSandbox, weight: Int, _ comment: Comment
    ) async throws {
        let live = try await sandbox.get(ForegroundSandbox.routes)["items"]?.array ?? []
        #expect(live.count == Self.routeCount, comment)
        #expect(live.allSatisfy { Self.weight($0) == .int(Int64(weight)) }, comment)
        let routes = try workspace.json(".openmcf/state.json")["routes"]?.array ?? []
        #expect(routes.count == Self.routeCount, comment)
        #expect(routes.allSatisfy { $0["object"].flatMap(Self.weight) == .int(Int64(weight)) }, comment)
        let uids = Set(live.compactMap { $0["metadata"]?["uid"]?.string })
        #expect(Set(routes.compactMap { $0["uid"]?.string }) == uids, comment)
        #expect(
            workspace.files.filter { $0.hasPrefix(".openmcf/") } == [
                ".openmcf/state.json", ".openmcf/state.json.backup", ".openmcf/state.json.lock",
            ], comment)
    }

    private static func weight(_ route: Value) -> Value? {
        route["spec"]?["rules"]?.array?.first?["backendRefs"]?.array?.first?["weight"]
    }

    /// The same with the server inside the killed process.
    @Test func killedSandboxApplyIsSettledByTheNext() async throws {
        let seed = SeededGenerator.testSeed
        var random = SeededGenerator(seed: seed)
        let workspace = try Workspace()
        let arguments = ["apply", "routes.yaml", "-q", "-o", "json", "--sandbox"]
        var killed = 0
        for round in 1...4 {
            try workspace.write("routes.yaml", Self.manifests(weight: round))
            let program = try workspace.start(Tools.openmcf, arguments)
            try await Task.sleep(for: .milliseconds(Int.random(in: 50...600, using: &random)))
            program.signal(SIGKILL)
            if try await program.wait().status == 128 + SIGKILL { killed += 1 }
        }
        #expect(killed > 0, "no run was killed in time, seed \(seed)")
        let run = try await workspace.run(Tools.openmcf, arguments)
        try #require(run.status == 0, "seed \(seed): \(run.testDescription)")
        let routes = try workspace.json(".openmcf/state.json")["routes"]?.array ?? []
        #expect(routes.count == Self.routeCount, "seed \(seed)")
        #expect(routes.allSatisfy { $0["object"].flatMap(Self.weight) == 4 }, "seed \(seed)")
        #expect(!workspace.files.contains { $0.hasSuffix("state.json.journal") || $0.hasSuffix(".tmp") })
        let plan = try await workspace.openmcf("plan", "routes.yaml", "--sandbox", "--detailed-exitcode")
        #expect(plan.status == 0, "seed \(seed): \(plan.testDescription)")
    }

    /// A first signal lets what is in flight finish, and the state says what was done.
    @Test func interruptedApplyIsConsistent() async throws {
        let workspace = try Workspace()
        // A server that takes its time: the signal has to come before the last answer, however busy this machine is.
        try await ForegroundSandbox.run(["--fault", "delay=20ms"]) { sandbox in
            try await sandbox.createNamespace("app-ns")
            try workspace.write("routes.yaml", Self.manifests(weight: 1))
            let server = ["--server", sandbox.url]
            let program = try workspace.start(
                Tools.openmcf, ["apply", "routes.yaml", "--parallelism", "1", "-o", "json"] + server)
            try await workspace.waitFor(".openmcf/state.json.journal", program)
            program.signal(SIGINT)
            let run = try await program.wait()
            #expect(run.status == 130, "\(run.testDescription)")
            #expect(run.errors.contains("Interrupted: waiting up to 5s for answers to what was sent"))
            let created = try run.json["summary"]?["created"]?.int ?? -1
            let failed = try run.json["summary"]?["failed"]?.int ?? -1
            #expect(created + failed == Int64(Self.routeCount))
            #expect(failed > 0)
            let live = try await sandbox.get(ForegroundSandbox.routes)["items"]?.array ?? []
            #expect(live.count == Int(created))
            // Where the signal came before the first answer, no state has begun.
            let state = created == 0 ? nil : try workspace.json(".openmcf/state.json")
            #expect((state?["routes"]?.array ?? []).count == Int(created))
            #expect(workspace.read(".openmcf/state.json.journal") == nil)

            let rest = try await workspace.run(Tools.openmcf, ["apply", "routes.yaml", "-o", "json"] + server)
            #expect(try rest.json["summary"]?["created"]?.int == failed)
            #expect(try rest.json["summary"]?["unchanged"]?.int == created)
        }
    }
}

/// Two runs at a time.
struct ConcurrencyTests {
    @Test func stateThatIsInUseIsLocked() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ScriptedServer.run([.hang]) { server in
            // It holds the lock while it waits for a server that says nothing.
            let holder = try workspace.start(
                Tools.openmcf, ["apply", "tcproute.yaml", "-q", "--server", server.url, "--request-timeout", "600"])
            try await workspace.waitFor(".openmcf/state.json.lock", holder)
            while server.requests.isEmpty, !holder.hasEnded { try await Task.sleep(for: .milliseconds(5)) }
            var run = try await workspace.openmcf("apply", "tcproute.yaml", "-q", "--sandbox")
            #expect(
                run.errors.hasPrefix("error: the state '.openmcf/state.json' is locked by "), "\(run.testDescription)")
            #expect(run.errors.contains("apply"))
            #expect(run.status == 9)
            run = try await workspace.openmcf("apply", "tcproute.yaml", "-q", "--sandbox", "-o", "json")
            #expect(try run.json["error"]?["code"] == "state-locked")
            #expect(run.status == 9)
            // Reading needs no lock.
            run = try await workspace.openmcf("plan", "tcproute.yaml", "--offline")
            #expect(run.status == 0)

            holder.signal(SIGKILL)
            let end = try await holder.wait()
            #expect(end.output == "" && end.errors == "", "the holder ended before: \(end.testDescription)")
            run = try await workspace.openmcf("apply", "tcproute.yaml", "-q", "--sandbox")
            #expect(run.status == 0)
        }
    }

    @Test func lockIsWaitedFor() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ScriptedServer.run([.hang]) { server in
            let holder = try workspace.start(
                Tools.openmcf, ["apply", "tcproute.yaml", "-q", "--server", server.url, "--request-timeout", "2"])
            // It holds the lock when its first request has come.
            try await workspace.waitFor(".openmcf/state.json.lock", holder)
            while server.requests.isEmpty, !holder.hasEnded { try await Task.sleep(for: .milliseconds(5)) }
            let run = try await workspace.openmcf(
                "apply", "tcproute.yaml", "-q", "--sandbox", "--lock-timeout", "300")
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(try await holder.wait().status == 4)
        }
    }

    @Test func sandboxCommandsTakeTurns() async throws {
        let workspace = try Workspace()
        let names = ["a", "b", "c"]
        for name in names {
            try workspace.write(
                "\(name).yaml",
                """
                apiVersion: kubernetes.openmcf.org/v1
                kind: KubernetesTcpRoute
                metadata: {name: route-\(name)}
                spec: {namespace: app-ns, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: s, port: 1}]}]}

                """)
        }
        let programs = try names.map { name in
            try workspace.start(
                Tools.openmcf, ["apply", "\(name).yaml", "--sandbox", "--state", "\(name).json", "-o", "json"])
        }
        for program in programs {
            let run = try await program.wait()
            #expect(try run.json["summary"]?["created"] == 1, "\(run.testDescription)")
        }
        for name in names {
            let run = try await workspace.openmcf(
                "plan", "\(name).yaml", "--sandbox", "--state", "\(name).json", "--detailed-exitcode")
            #expect(run.status == 0, "\(run.testDescription)")
        }
    }
}
