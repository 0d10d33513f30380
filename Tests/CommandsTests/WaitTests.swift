import Documents
import FoundationEssentials
import SandboxSupport
import Synchronization
import TestSupport
import Testing
import Values

/// `apply --wait` against controllers that answer late, change their minds, or say nothing.
struct WaitTests {
    private static let wait = ["apply", "-f", "r.yaml", "--wait", "--stable", "300ms", "-y", "-q"]

    @Test func ready() async throws {
        let run = try await GatewayScene().run(Self.wait) { scene in
            try await Task.sleep(for: .milliseconds(100))
            try await scene.say(.init())
        }
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(run.errors == "")
        #expect(
            run.output == """
                Apply complete: 1 created, 0 updated, 0 deleted, 0 unchanged.

                Outputs:
                  routeName = pg, namespace = db

                ROUTE  PARENT     VERDICT  DETAIL
                db/pg  db/gw/tcp  ready    serves tcp
                  → db/gw/tcp :5432: db/pg:5432 100 % (1 ready endpoint)

                """)
    }

    @Test func whatIsSaidMeanwhile() async throws {
        let words = Self.wait.filter { $0 != "-q" }
        let run = try await GatewayScene().run(words) { scene in
            try await scene.say(.init(accepted: "Unknown", reason: "Pending", message: "looking at it"))
            try await Task.sleep(for: .milliseconds(400))
            try await scene.say(.init())
        }
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            run.errors.hasSuffix(
                """
                Waiting for 1 route to be ready.
                db/pg at db/gw/tcp: pending: looking at it
                db/pg at db/gw/tcp: ready: serves tcp

                """), "\(run.errors)")
    }

    @Test func rejected() async throws {
        let run = try await GatewayScene().run(Self.wait) {
            try await $0.say(.init(accepted: "False", reason: "NotAllowedByListeners", message: "not from here"))
        }
        #expect(run.status == 7)
        #expect(
            run.errors == """
                r.yaml:6:16: error: db/gw/tcp: not from here (NotAllowedByListeners) [route-rejected]
                  6 |   parentRefs: [{name: gw, sectionName: tcp}]
                    |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                  help: let the listener's allowedRoutes admit TCPRoutes of namespace 'db', or name another TCP listener

                error: 1 route cannot become ready: db/pg
                  help: correct what is said of it and apply again; what was applied is in the state

                """)
        #expect(run.output.hasSuffix("db/pg  db/gw/tcp  rejected  not from here\n"), "\(run.output)")
    }

    @Test func anOlderRouteHasTheListener() async throws {
        let scene = try await GatewayScene()
        try await scene.cluster.put(GatewayScene.older())
        let run = try await scene.run(Self.wait + ["-o", "json"]) { try await $0.say(.init()) }
        #expect(run.status == 7, "\(run.testDescription)")
        let json = try run.json
        #expect(json["error"]?["code"] == "rejected")
        let status = json["resources"]?.array?.first?["status"]
        #expect(status?["verdict"] == "shadowed")
        #expect(
            status?["listeners"] == [
                ["gateway": "db/gw", "listener": "tcp", "port": 5432, "serves": false, "servedBy": "db/old"]
            ])
        // For who only asks whether it is accepted, that is no matter.
        let accepted = try await scene.run(["apply", "-f", "r.yaml", "--wait=accepted", "--stable", "100ms", "-q"])
        #expect(accepted.status == 5, "\(accepted.testDescription)")
    }

    @Test func nobodySaysAnything() async throws {
        let run = try await GatewayScene().run(Self.wait + ["--timeout", "20s"])
        #expect(run.status == 8)
        #expect(
            run.errors.hasSuffix(
                """
                error: after 20s 1 route is not ready: db/pg: its controller example.com/c has written no status of the route for Gateway db/gw
                  help: 'openmcf status -f r.yaml --timeout 20s --server URL --state state.json' looks again; give it more time with --timeout

                """), "\(run.errors)")
        #expect(run.errors.contains("[route-silent]"))
    }

    @Test func anOldGenerationDoesNotCount() async throws {
        let scene = try await GatewayScene()
        let workspace = try Workspace()
        let first = try await scene.run(["apply", "-f", "r.yaml", "-q"], in: workspace)
        try #require(first.status == 0)
        try await scene.say(.init())
        let changed = GatewayScene.manifest.replacing("port: 5432}", with: "port: 5432, weight: 2}")
        let run = try await scene.run(Self.wait + ["--timeout", "20s"], manifest: changed, in: workspace)
        #expect(run.status == 8, "\(run.testDescription)")
        #expect(run.errors.contains("db/pg: example.com/c has seen generation 1 of 2"))
    }

    /// What changes within the time that a verdict has to hold does not count.
    @Test func whoChangesTheirMind() async throws {
        let run = try await GatewayScene().run(Self.wait) { scene in
            try await scene.say(.init(accepted: "False", reason: "NoMatchingParent"))
            try await Task.sleep(for: .milliseconds(100))
            try await scene.say(.init())
        }
        #expect(run.status == 0, "\(run.testDescription)")
    }

    /// What never holds is told as such, whatever is said at last.
    @Test func whoKeepsChangingTheirMind() async throws {
        let words = ["apply", "-f", "r.yaml", "--wait", "--stable", "10s", "-y", "-q", "--timeout", "20s"]
        let run = try await GatewayScene().run(words) { scene in
            while !Task.isCancelled {
                try await scene.say(.init(accepted: "False", reason: "NoMatchingParent", message: "no"))
                try await Task.sleep(for: .milliseconds(120))
                try await scene.say(.init())
                try await Task.sleep(for: .milliseconds(120))
            }
        }
        #expect(run.status == 8, "\(run.testDescription)")
        #expect(run.errors.contains("db/pg: what its controllers say keeps changing; at last it was "), "\(run.errors)")
    }

    /// Of two controllers the Gateway's own counts.
    @Test func twoControllers() async throws {
        let run = try await GatewayScene().run(Self.wait) {
            try await $0.say(
                .init(accepted: "False", reason: "NoMatchingParent", controller: "example.com/other"), .init())
        }
        #expect(run.status == 0, "\(run.testDescription)")
    }

    /// Watches that are cut off, and moments that are too long ago, are taken up again.
    @Test(arguments: [Reply.cutOff, .failure(410, "Expired", "too old resource version")])
    func watchesEnd(reply: Reply) async throws {
        let seen = Counter()
        let scene = try await GatewayScene(fault: { request in
            request.uri.contains("watch=") && seen.next() < 6 ? reply : nil
        })
        let run = try await scene.run(Self.wait + ["--timeout", "30s"]) { try await $0.say(.init()) }
        #expect(run.status == 0, "\(run.testDescription)")
    }

    @Test func endpoints() async throws {
        let words = Self.wait + ["--timeout", "20s"]
        let without = try await GatewayScene(hasEndpoints: false).run(words) { try await $0.say(.init()) }
        #expect(without.status == 8)
        #expect(
            without.errors.contains(
                "r.yaml:9:7: error: db/gw/tcp: 100 % of connections are rejected: Service db/pg has no ready endpoints (NoEndpoints) [route-pending]"
            ), "\(without.errors)")
        let allowed = try await GatewayScene(hasEndpoints: false).run(Self.wait + ["--allow-no-endpoints"]) {
            try await $0.say(.init())
        }
        #expect(allowed.status == 0, "\(allowed.testDescription)")
        let late = try await GatewayScene(hasEndpoints: false).run(Self.wait) {
            try await $0.say(.init())
            try await Task.sleep(for: .milliseconds(200))
            try await $0.addEndpoints()
        }
        #expect(late.status == 0, "\(late.testDescription)")
    }

    /// Nobody could ever say anything of it.
    @Test func aRouteThatAttachesToNothing() async throws {
        let manifest = GatewayScene.manifest.replacing("  parentRefs: [{name: gw, sectionName: tcp}]\n", with: "")
        let start = ContinuousClock.now
        let run = try await GatewayScene().run(
            ["apply", "-f", "r.yaml", "--wait", "--stable", "10m", "-q"], manifest: manifest)
        #expect(run.status == 7, "\(run.testDescription)")
        #expect(ContinuousClock.now - start < .seconds(300))
        #expect(run.errors.contains("error: the route attaches to nothing (NoParent) [route-rejected]"))
    }

    @Test func defaultGateways() async throws {
        let manifest = GatewayScene.manifest.replacing(
            "parentRefs: [{name: gw, sectionName: tcp}]", with: "useDefaultGateways: All")
        let silent = try await GatewayScene().run(Self.wait + ["--timeout", "20s"], manifest: manifest)
        #expect(silent.status == 8, "\(silent.testDescription)")
        #expect(silent.errors.contains("no default Gateway has taken the route"))
        let taken = try await GatewayScene().run(Self.wait, manifest: manifest) { try await $0.say(.init()) }
        #expect(taken.status == 0, "\(taken.testDescription)")
    }

    @Test func somebodyDeletesIt() async throws {
        let run = try await GatewayScene().run(Self.wait) { scene in
            try await scene.say(.init(accepted: "Unknown", reason: "Pending"))
            try await Task.sleep(for: .milliseconds(200))
            await scene.cluster.send("DELETE", TestCluster.path("pg"))
        }
        #expect(run.status == 5, "\(run.testDescription)")
        #expect(run.errors.contains("error: 1 route was deleted or replaced by another: db/pg"))
    }

    /// A write that failed has the exit code, and the others are waited for all the same.
    @Test func aFailedWriteGoesFirst() async throws {
        let scene = try await GatewayScene(fault: {
            $0.method == "PATCH" && $0.path.hasSuffix("/bad") ? .failure(422, "Invalid", "no") : nil
        })
        let other = GatewayScene.manifest.replacing("name: pg}\n", with: "name: bad}\n")
            .replacing("sectionName: tcp", with: "port: 1")
        let run = try await scene.run(Self.wait, manifest: GatewayScene.manifest + "---\n" + other) {
            try await $0.say(.init(accepted: "False", reason: "NoMatchingParent", message: "no"))
        }
        #expect(run.status == 6, "\(run.testDescription)")
        #expect(run.errors.contains("error: 1 route cannot become ready: db/pg"))
    }

    @Test func unchangedRoutesAreWaitedForToo() async throws {
        let workspace = try Workspace()
        let scene = try await GatewayScene()
        for status: Int32 in [0, 0] {
            let run = try await scene.run(Self.wait, in: workspace) { try await $0.say(.init()) }
            #expect(run.status == status, "\(run.testDescription)")
        }
    }

    /// The state is saved and free before anybody waits, so a signal loses nothing.
    @Test func aSignalKeepsTheState() async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", GatewayScene.manifest)
        try await GatewayScene().cluster.run { server in
            let program = try workspace.start(
                Tools.openmcf, ["apply", "r.yaml", "--wait", "-o", "json", "--server", server.url])
            while !server.requests.contains(where: { $0.uri.contains("watch=") }), !program.hasEnded {
                try await Task.sleep(for: .milliseconds(5))
            }
            let other = try await workspace.openmcf("plan", "r.yaml", "--detailed-exitcode", "--server", server.url)
            #expect(other.status == 0, "\(other.testDescription)")
            program.signal(2)
            let run = try await program.wait()
            #expect(run.status == 130, "\(run.testDescription)")
            #expect(
                run.errors.contains(
                    "error: interrupted: 1 route is not ready yet; what was applied is in the state"), "\(run.errors)")
            #expect(try run.json["summary"]?["created"] == 1)
            #expect(try workspace.json(".openmcf/state.json")["routes"]?.array?.count == 1)
            #expect(workspace.read(".openmcf/state.json.journal") == nil)
        }
    }

    @Test(arguments: [
        (["apply", "a.yaml", "--stable", "1s"], "--stable goes with --wait"),
        (["apply", "a.yaml", "--allow-no-endpoints"], "--allow-no-endpoints goes with --wait"),
        (
            ["apply", "a.yaml", "--wait=accepted", "--allow-no-endpoints"],
            "--allow-no-endpoints goes with --wait=ready; to be accepted, a route needs no endpoint"
        ),
        (
            ["apply", "a.yaml", "--wait", "--stable", "1m", "--timeout", "30s"],
            "--timeout is 30s, and no route could be stable for 1m within that; see --stable"
        ),
        (["apply", "a.yaml", "--wait", "--sandbox"], "'openmcf sandbox', in another terminal"),
        (["apply", "a.yaml", "--wait=soon"], "'soon'"),
        (["status", "-A", "pg"], "-A and names exclude each other"),
        (["status", "-A", "-f", "a.yaml"], "-A and manifests exclude each other"),
        (["status", "pg", "-f", "a.yaml"], "names and manifests exclude each other"),
        (["status", "-A", "-n", "db"], "-A and -n exclude each other"),
        (["status", "-n", "db", "db/pg"], "'db/pg' names its namespace, and so does -n"),
        (["status", "-n", "No"], "no namespace can have the name 'No' of -n"),
        (["status", "db/"], "a name must not be empty"),
        (["status", "-w", "-o", "json"], "-o json prints one document; leave out -w, and ask again"),
        (
            ["status", "--for", "accepted", "--allow-no-endpoints"],
            "--allow-no-endpoints goes with --for=ready; to be accepted, a route needs no endpoint"
        ),
        (["status", "--for", "soon"], "'soon'"),
    ])
    func wrongUsage(arguments: [String], text: String) async throws {
        let run = try await InProcess.run(arguments)
        #expect(run.status == 64)
        #expect(run.errors.contains(text), "\(run.errors)")
    }
}

/// Counts from 0.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
