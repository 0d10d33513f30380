import SandboxSupport
import Synchronization
import TestSupport
import Testing
import Values

@testable import Commands

/// Waiting for several routes, with what little a cluster lets one see.
struct ManyRoutesWaitTests {
    private static let wait = ["apply", "-f", "r.yaml", "--stable", "200ms", "-y"]

    private static func manifest(_ names: [String]) -> String {
        names.map { GatewayScene.manifest.replacing("metadata: {name: pg}", with: "metadata: {name: \($0)}") }
            .joined(separator: "---\n")
    }

    private static func names(_ count: Int) -> [String] { (0..<count).map { "r\($0)" } }

    /// Says of each route that it is accepted.
    private static func acceptAll(_ names: [String], _ scene: GatewayScene) async throws {
        for name in names { try await scene.say(.init(), of: name) }
    }

    /// A fresh look at many routes is one LIST, at a few a GET for each.
    @Test(arguments: [(30, 0, 3), (3, 3, 2)])
    func freshLooks(count: Int, single: Int, lists: Int) async throws {
        let names = Self.names(count)
        let workspace = try Workspace()
        let scene = try await GatewayScene()
        let applied = try await scene.run(
            ["apply", "-f", "r.yaml", "-q"], manifest: Self.manifest(names), in: workspace)
        try #require(applied.status == 0, "\(applied.testDescription)")
        try await Self.acceptAll(names, scene)
        let seen = Mutex<[String]>([])
        let watched = TestCluster.Fault(before: { request, _ in
            if request.method == "GET", !request.uri.contains("watch=") { seen.withLock { $0.append(request.path) } }
            return nil
        })
        let run = try await scene.cluster.failing(watched) {
            try await scene.run(
                Self.wait + ["-q", "--wait=accepted"], manifest: Self.manifest(names), in: workspace)
        }
        #expect(run.status == 0, "\(run.testDescription)")
        let paths = seen.withLock(\.self)
        #expect(paths.count { $0.contains("/tcproutes/") } == single)
        // One for the plan, one to begin with, and where there are many one to be sure.
        #expect(paths.count { $0.hasSuffix("/tcproutes") } == lists)
    }

    /// What may be listed and not read is listed to be sure.
    @Test func routesThatMayOnlyBeListed() async throws {
        let names = Self.names(3)
        let scene = try await GatewayScene()
        let workspace = try Workspace()
        let manifest = Self.manifest(names)
        let applied = try await scene.run(["apply", "-f", "r.yaml", "-q"], manifest: manifest, in: workspace)
        try #require(applied.status == 0, "\(applied.testDescription)")
        try await Self.acceptAll(names, scene)
        let guarded = TestCluster.Fault(before: { request, _ in
            request.method == "GET" && request.path.contains("/tcproutes/") ? .failure(403, "Forbidden", "no") : nil
        })
        let run = try await scene.cluster.failing(guarded) {
            try await scene.run(Self.wait + ["-q", "--wait=accepted"], manifest: manifest, in: workspace)
        }
        #expect(run.status == 0, "\(run.testDescription)")
    }

    @Test func gatewaysThatMayNotBeRead() async throws {
        let scene = try await GatewayScene(fault: { request in
            request.path.contains("/gateway") && request.path.hasSuffix("s") && !request.path.contains("tcproutes")
                && request.path.contains("/v1/") ? .failure(403, "Forbidden", "no") : nil
        })
        let run = try await scene.run(Self.wait + ["-q", "--wait"]) { try await $0.say(.init()) }
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            run.output.hasSuffix(
                """
                ROUTE  PARENT     VERDICT  DETAIL
                db/pg  db/gw/tcp  ready    accepted; Gateway db/gw is not known, so neither is whether it carries traffic

                """), "\(run.output)")
        #expect(
            run.errors == """
                warning: whether routes carry traffic is not known in full: gateways and gatewayclasses may not be listed

                """, "\(run.errors)")
    }

    /// All of them are accepted, though only one gets the connections.
    @Test func severalRoutesOnOneListener() async throws {
        let names = ["a", "b"]
        let scene = try await GatewayScene()
        let workspace = try Workspace()
        let run = try await scene.run(
            Self.wait + ["-q", "--wait=accepted", "-o", "json"], manifest: Self.manifest(names), in: workspace
        ) { try await Self.acceptAll(names, $0) }
        #expect(run.status == 0, "\(run.testDescription)")
        let statuses = try run.json["resources"]?.array?.map { $0["status"]?["verdict"] }
        #expect(statuses == ["ready", "ready"])
        let status = try await scene.run(["status", "--for", "accepted"], in: workspace)
        #expect(status.status == 0, "\(status.testDescription)")
        #expect(status.output.contains("db/a   db/gw/tcp  ready    accepted\n"), "\(status.output)")
        #expect(status.output.contains("accepted, but db/a has listener tcp :5432"), "\(status.output)")
        let ready = try await scene.run(["status"], in: workspace)
        #expect(ready.status == 7, "\(ready.testDescription)")
        #expect(ready.output.hasSuffix("2 routes: 1 ready, 1 shadowed.\n"), "\(ready.output)")
    }

    @Test func aSavedPlan() async throws {
        let workspace = try Workspace()
        let scene = try await GatewayScene()
        let saved = workspace.folder + "/plan.json"
        let plan = try await scene.run(["plan", "-f", "r.yaml", "--out", saved], in: workspace)
        try #require(plan.status == 0, "\(plan.testDescription)")
        let run = try await scene.run(
            ["apply", saved, "--wait", "--stable", "200ms", "-y", "-q"], in: workspace
        ) {
            try await $0.say(.init(accepted: "False", reason: "NoMatchingParent", message: "no such listener"))
        }
        #expect(run.status == 7, "\(run.testDescription)")
        // There is no manifest to point at, so the table has the advice.
        #expect(
            run.output.hasSuffix(
                """
                ROUTE  PARENT     VERDICT   DETAIL
                db/pg  db/gw/tcp  rejected  no such listener
                                            help: Gateway db/gw has the listeners tcp :5432: name one with 'sectionName:'

                """), "\(run.output)")
        #expect(run.errors.hasPrefix("error: 1 route cannot become ready: db/pg\n"), "\(run.errors)")
    }

    /// On a narrow terminal the verdict is still seen, and nothing of the table that was drawn anew is left.
    @Test(.enabled(if: Tools.script != nil, "the program 'script' is not installed"))
    func onANarrowTerminal() async throws {
        let name = "a-route-with-a-name-that-is-far-too-long-for-this"
        let workspace = try Workspace()
        try workspace.write("r.yaml", Self.manifest([name]))
        let scene = try await GatewayScene()
        try await scene.cluster.run { server in
            let controller = Task { [scene] in
                try await Task.sleep(for: .milliseconds(500))
                try await scene.say(.init(), of: name)
            }
            defer { controller.cancel() }
            let words = "apply r.yaml -y --wait --stable 300ms --color never --server \(server.url)"
            let run = try await workspace.run(
                try #require(Tools.script),
                ["-q", "-e", "-c", "stty cols 60 rows 12; '\(Tools.openmcf)' \(words)", "/dev/null"],
                environment: ["TERM": "xterm"])
            #expect(run.status == 0, "\(run.testDescription)")
            let live = run.output.replacing("\r\n", with: "\n").split(separator: "\nROUTE ").dropFirst().map(
                String.init)
            // Names are cut, so that the verdict is seen; in the end all stands there.
            #expect(
                live.first?.hasPrefix("              PARENT     VERDICT  DETAIL\ndb/a-rou…-for-this  db/gw/tcp  ")
                    == true)
            #expect(live.dropLast().allSatisfy { $0.contains("\u{1B}[1A\u{1B}[J") })
            #expect(live.last?.contains("db/\(name)  db/gw/tcp  ready    serves tcp\n") == true, "\(run.output)")
        }
    }
}
