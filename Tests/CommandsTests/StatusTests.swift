import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Commands

/// How `status` tells whether routes carry traffic.
struct StatusTests {
    /// A cluster with a route of the stack, of which a controller says something.
    private static func scene(_ answer: GatewayScene.Answer?, in workspace: Workspace) async throws -> GatewayScene {
        let scene = try await GatewayScene()
        let run = try await scene.run(["apply", "-f", "r.yaml", "-q"], in: workspace)
        try #require(run.status == 0, "\(run.testDescription)")
        if let answer { try await scene.say(answer) }
        return scene
    }

    @Test(arguments: [["status"], ["status", "pg"], ["status", "db/pg"], ["status", "-n", "db"], ["status", "-A"]])
    func ready(words: [String]) async throws {
        let workspace = try Workspace()
        let run = try await Self.scene(.init(), in: workspace).run(words, in: workspace)
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(run.errors == "")
        #expect(
            run.output == """
                ROUTE  PARENT     VERDICT  DETAIL
                db/pg  db/gw/tcp  ready    serves tcp
                  → db/gw/tcp :5432: db/pg:5432 100 % (1 ready endpoint)

                1 route: 1 ready.

                """)
    }

    @Test func wide() async throws {
        let workspace = try Workspace()
        let run = try await Self.scene(
            .init(accepted: "False", reason: "NoMatchingParent", message: "no such listener"), in: workspace
        ).run(["status", "-o", "wide"], in: workspace)
        #expect(run.status == 7)
        #expect(
            run.output == """
                ROUTE  PARENT     VERDICT   CONTROLLER     GENERATION  REASON            DETAIL
                db/pg  db/gw/tcp  rejected  example.com/c  1/1         NoMatchingParent  no such listener
                                                                                         help: Gateway db/gw has the \
                listeners tcp :5432: name one with 'sectionName:'

                1 route: 1 rejected.

                """, "\(run.output)")
    }

    @Test func shadowed() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(.init(), in: workspace)
        try await scene.cluster.put(GatewayScene.older())
        let run = try await scene.run(["status", "-f", "r.yaml"], in: workspace)
        #expect(run.status == 7)
        #expect(run.output.contains("shadowed  db/old has listener tcp :5432"), "\(run.output)")
        let accepted = try await scene.run(["status", "--for", "accepted"], in: workspace)
        #expect(accepted.status == 0, "\(accepted.testDescription)")
        #expect(accepted.output.contains("ready    accepted, but db/old has listener"), "\(accepted.output)")
    }

    @Test func silent() async throws {
        let workspace = try Workspace()
        let run = try await Self.scene(nil, in: workspace).run(["status"], in: workspace)
        #expect(run.status == 8)
        #expect(
            run.output.contains(
                "silent   its controller example.com/c has written no status of the route for Gateway db/gw\n"),
            "\(run.output)")
    }

    @Test func whatIsNotThere() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(.init(), in: workspace)
        let run = try await scene.run(["status", "pg", "nope"], in: workspace)
        #expect(run.status == 5)
        #expect(
            run.output.contains("default/nope  -          missing  the cluster has no such route\n"), "\(run.output)")
        #expect(run.output.hasSuffix("2 routes: 1 ready, 1 missing.\n"))
    }

    /// Nobody may say that there are no routes where they may not be listed.
    @Test func routesThatMayNotBeListed() async throws {
        let scene = try await GatewayScene(fault: {
            $0.path.hasSuffix("/tcproutes") ? .failure(403, "Forbidden", "no") : nil
        })
        for words in [["status", "-A"], ["status", "-A", "-w"]] {
            let run = try await scene.run(words)
            #expect(run.status == 4, "\(run.testDescription)")
            #expect(run.output == "")
            #expect(
                run.errors == """
                    error: not all routes can be looked at: tcproutes may not be listed
                      help: name the routes, or leave out -A for those of the stack

                    """)
        }
    }

    @Test func routeThatIsBeingDeleted() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(.init(), in: workspace)
        await scene.cluster.patch("pg", ["metadata": ["finalizers": ["example.org/wait"]]])
        await scene.cluster.send("DELETE", TestCluster.path("pg"))
        let since = try #require(await scene.cluster.route("pg")?["metadata"]?["deletionTimestamp"]?.string)
        let run = try await scene.run(["status"], in: workspace)
        #expect(
            run.output.contains(
                """
                  → db/gw/tcp :5432: db/pg:5432 100 % (1 ready endpoint)
                  is being deleted since \(since) and waits for the finalizer 'example.org/wait'

                """), "\(run.output)")
        let json = try await scene.run(["status", "-o", "json"], in: workspace)
        #expect(
            try json.json["routes"]?.array?.first?["deletion"]
                == ["since": .string(since), "finalizers": ["example.org/wait"]])
    }

    /// A sandbox without a Gateway is asked as any other cluster is, also where it ends with the command.
    @Test func sandboxWithoutAGateway() async throws {
        let workspace = try Workspace()
        try workspace.write("r.yaml", GatewayScene.manifest)
        try await workspace.succeedInProcess("apply", "r.yaml", "--sandbox")
        var run = try await workspace.inProcess("status", "--sandbox")
        #expect(run.status == 8)
        #expect(
            run.output.contains(
                "db/pg  db/gw/tcp  silent   Gateway db/gw does not exist, so no controller answers\n"), "\(run.output)")
        run = try await workspace.inProcess("graph", "--live", "--sandbox")
        #expect(run.output.hasPrefix("Gateway db/gw ✕  (does not exist)\n"), "\(run.output)")
    }

    /// What no controller has said anything of is not drawn as if it carried traffic.
    @Test func aClassThatIsMissing() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(nil, in: workspace)
        try await scene.cluster.remove(ClusterObjects.gatewayClass)
        let run = try await scene.run(["status"], in: workspace)
        #expect(run.status == 8)
        #expect(
            run.output == """
                ROUTE  PARENT     VERDICT  DETAIL
                db/pg  db/gw/tcp  silent   the class 'c' of Gateway db/gw does not exist, so no controller answers
                                           help: install the class, or have the Gateway name one that exists

                1 route: 1 silent.

                """, "\(run.output)")
    }

    @Test func noState() async throws {
        let run = try await GatewayScene().run(["status"])
        #expect(run.status == 1)
        #expect(run.errors.contains("there is no state"))
    }

    @Test func json() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(.init(), in: workspace)
        let uid = try #require(await scene.cluster.route("pg")?["metadata"]?["uid"]?.string)
        let run = try await scene.run(["status", "-o", "json"], in: workspace)
        #expect(run.status == 0)
        let json = try run.json
        #expect(json["formatVersion"] == "1.0")
        #expect(json["missing"] == [])
        #expect(
            json["routes"] == [
                [
                    "resource": [
                        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute", "namespace": "db",
                        "name": "pg", "uid": .string(uid),
                    ],
                    "generation": 1, "verdict": "ready",
                    "parents": [
                        [
                            "parent": [
                                "group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "db",
                                "name": "gw", "sectionName": "tcp",
                            ],
                            "controller": "example.com/c", "verdict": "ready", "reason": "Accepted",
                            "message": "serves tcp",
                            "conditions": [
                                [
                                    "type": "Accepted", "status": "True", "reason": "Accepted", "message": "",
                                    "observedGeneration": 1,
                                ],
                                [
                                    "type": "ResolvedRefs", "status": "True", "reason": "ResolvedRefs", "message": "",
                                    "observedGeneration": 1,
                                ],
                            ],
                            "observedGeneration": 1,
                        ]
                    ],
                    "listeners": [
                        ["gateway": "db/gw", "listener": "tcp", "port": 5432, "serves": true, "servedBy": "db/pg"]
                    ],
                    "backends": [
                        ["backend": "db/pg:5432", "share": "100 %", "weight": 1, "ready": 1, "verdict": "ready"]
                    ],
                ]
            ])
    }

    /// It goes on until its time is over, and tells what changes.
    @Test func followed() async throws {
        let workspace = try Workspace()
        let scene = try await Self.scene(nil, in: workspace)
        let run = try await scene.run(["status", "-w", "--timeout", "20s"], in: workspace) {
            try await Task.sleep(for: .milliseconds(500))
            try await $0.say(.init())
        }
        #expect(run.status == 0, "\(run.testDescription)")
        #expect(
            run.output.hasSuffix("db/pg at db/gw/tcp: ready: serves tcp\n"), "\(run.output)")
    }

    @Test func whatFitsOnAScreen() {
        let screen = Screen(columns: 10, rows: 4)
        // Codes take no room, and a colour that is cut off ends all the same.
        #expect(
            screen.fitting(["\u{1B}[1m123456789\u{1B}[0m", "\u{1B}[1m1234567890\u{1B}[0m"]) == [
                "\u{1B}[1m123456789\u{1B}[0m", "\u{1B}[1m123456789…\u{1B}[0m",
            ])
        #expect(screen.fitting(["123456789", "1234567890", "x"]) == ["123456789", "123456789…", "x"])
        #expect(screen.fitting(["a", "b", "c", "d"]) == ["a", "b", "… and 2 m…"])
    }

    @Test func aTableIsDrawnAnew() {
        let line = ProgressLine()
        #expect(line.show(["a", "b"]) == "a\nb")
        #expect(line.show(["c"]) == "\r\u{1B}[1A\u{1B}[Jc")
        #expect(line.show(["d", "e", "f"]) == "\r\u{1B}[Kd\ne\nf")
        #expect(line.above("x\n") == "\r\u{1B}[2A\u{1B}[Jx\nd\ne\nf")
        #expect(line.end() == "\r\u{1B}[2A\u{1B}[J")
    }
}
