import TestSupport
import Testing
import Values

/// What an apply would refuse is part of the plan, with the flag that it takes.
struct RefusedPlanTests {
    private static let route = ForegroundSandbox.route

    private func withSandbox(_ body: (ForegroundSandbox, Workspace) async throws -> Void) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run { sandbox in
            try await sandbox.createNamespace("app-ns")
            try await body(sandbox, workspace)
        }
    }

    /// Takes the weight of the route's backend over; returns five minutes after that, in seconds since 1970.
    private func takeOver(_ sandbox: ForegroundSandbox, weight: Int64) async throws -> Double {
        let route = try await sandbox.send(
            "PATCH", Self.route + "?fieldManager=rollouts&force=true",
            [
                "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                "metadata": ["name": "postgres-route"],
                "spec": [
                    "rules": [["backendRefs": [["name": "postgres", "port": 5432, "weight": .int(weight)]]]]
                ],
            ], type: "application/apply-patch+yaml")
        let entry = route["metadata"]?["managedFields"]?.array?.first { $0["manager"] == "rollouts" }
        return try #require(entry?["time"]?.string.flatMap(RFC3339.seconds)) + 300
    }

    private static let line = "of 'rollouts' (Apply, 5m ago) differs in backendRefs[0].weight: theirs 77, yours 1"

    @Test func aConflictEndsAPlanWithFive() async throws {
        try await withSandbox { sandbox, workspace in
            let flags = ["tcproute.yaml", "--no-preflight", "--detailed-exitcode", "--server", sandbox.url]
            _ = try await workspace.inProcess(["apply", "tcproute.yaml", "--server", sandbox.url])
            let later = try await takeOver(sandbox, weight: 77)
            var run = try await WallClock.$fixed.withValue(later) { try await workspace.inProcess(["plan"] + flags) }
            #expect(
                run.output.hasSuffix(
                    """
                        conflict spec.rules[0] \(Self.line)

                    Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged.
                    Refused: 1 route needs --force-conflicts.

                    """), "\(run.testDescription)")
            #expect(run.status == 5)
            run = try await workspace.inProcess(["plan", "-o", "json"] + flags)
            let change = try #require(try run.json["changes"]?.array?.first)
            #expect(change["refused"] == Self.refusal)
            #expect(change["conflicts"]?.array?.map { $0["operation"] } == ["Apply"])
            #expect(run.status == 5)
            for format in ["markdown", "html"] {
                run = try await workspace.inProcess(["plan", "-o", format] + flags)
                #expect(run.output.contains("1 route needs --force-conflicts"), "\(run.testDescription)")
                #expect(run.output.contains("theirs 77, yours 1"), "\(run.testDescription)")
            }

            run = try await workspace.inProcess(["plan", "--force-conflicts"] + flags)
            #expect(run.output.contains("    taken over spec.rules[0] of 'rollouts' "), "\(run.testDescription)")
            #expect(!run.output.contains("Refused"))
            #expect(run.status == 2)
        }
    }

    private static let refusal: Value = [
        "code": "field-conflict", "flag": "--force-conflicts", "flags": ["--force-conflicts"],
    ]

    @Test func aSavedPlanKeepsItsFlags() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            try await sandbox.send(
                "POST", ForegroundSandbox.routes + "?fieldManager=argo",
                [
                    "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                    "metadata": ["name": "postgres-route"],
                    "spec": ["rules": [["backendRefs": [["name": "elsewhere", "port": 1]]]]],
                ])
            var run = try await workspace.inProcess(["plan", "tcproute.yaml", "--out", "plain.json"] + server)
            #expect(run.output.hasSuffix("Refused: 1 route needs --adopt and --force-conflicts.\n"))
            run = try await workspace.inProcess(["apply", "plain.json", "-q"] + server)
            #expect(run.status == 5)
            run = try await workspace.inProcess(
                ["plan", "tcproute.yaml", "--adopt", "--force-conflicts", "--out", "plan.json"] + server)
            #expect(run.status == 0)
            #expect(try workspace.json("plan.json")["adopt"] == true)
            #expect(try workspace.json("plan.json")["forceConflicts"] == true)
            run = try await workspace.inProcess(["apply", "plan.json", "-o", "json"] + server)
            #expect(try run.json["summary"]?["updated"] == 1, "\(run.testDescription)")
        }
    }

    @Test func aConflictIsToldInFull() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            _ = try await workspace.inProcess(["apply", "tcproute.yaml"] + server)
            let later = try await takeOver(sandbox, weight: 77)
            let run = try await WallClock.$fixed.withValue(later) {
                try await workspace.inProcess(["apply", "tcproute.yaml", "-q", "--no-preflight"] + server)
            }
            #expect(
                run.errors == """
                    error: fields of the route app-ns/postgres-route belong to another manager
                      help: spec.rules[0] \(Self.line)
                            take them over with --force-conflicts, or take these fields out of the manifest

                    """)
            #expect(run.status == 5)
        }
    }

    @Test func aMissingNamespaceCanBeMade() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run { sandbox in
            let server = ["--server", sandbox.url]
            var run = try await workspace.inProcess(["plan", "tcproute.yaml", "--detailed-exitcode"] + server)
            #expect(run.output.contains("    the namespace 'app-ns' does not exist\n"), "\(run.testDescription)")
            #expect(run.output.hasSuffix("Refused: 1 route needs --create-namespace.\n"))
            #expect(run.status == 5)
            run = try await workspace.inProcess(
                ["plan", "tcproute.yaml", "--create-namespace", "--out", "plan.json"] + server)
            #expect(run.output.contains("+ create Namespace app-ns\n"), "\(run.testDescription)")
            run = try await workspace.inProcess(["apply", "plan.json"] + server)
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(try await sandbox.get("/api/v1/namespaces/app-ns")["kind"] == "Namespace")
            #expect(try await sandbox.get(Self.route)["kind"] == "TCPRoute")
        }
    }

    // MARK: - Asking the server

    @Test func theServerIsAskedToValidate() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url, "--server-side"]
            var run = try await workspace.inProcess(["validate", "tcproute.yaml"] + server)
            #expect(run.output.hasSuffix("1 manifest valid\n"), "\(run.testDescription)")
            #expect(run.status == 0)
            #expect(try await sandbox.get(Self.route)["reason"] == "NotFound")
            try workspace.edit("tcproute.yaml", replacing: "app-ns", with: "away")
            run = try await workspace.inProcess(["validate", "tcproute.yaml", "-o", "json"] + server)
            let found = try run.json["diagnostics"]?.array?.filter { $0["severity"] == "error" }
            #expect(found?.map { $0["code"] } == ["server-not-found"], "\(run.testDescription)")
            #expect(
                found?.first?["message"] == #"the API server refuses this: namespaces "away" not found"#)
            #expect(found?.first?["path"] == "spec.namespace")
            #expect(run.status == 3)
        }
    }

    @Test func validationAsksNobodyUnlessToldTo() async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        var run = try await workspace.inProcess(["validate", "tcproute.yaml", "--server", "http://127.0.0.1:1"])
        #expect(
            run.errors.contains("--server names a cluster, and validate asks none without --server-side"),
            "\(run.testDescription)")
        #expect(run.status == 64)
        run = try await workspace.inProcess(["validate", "tcproute.yaml", "--server-side"])
        #expect(run.status == 4, "\(run.testDescription)")
    }

    @Test func aPlanCanBeTriedOnTheServer() async throws {
        try await withSandbox { sandbox, workspace in
            let flags = ["tcproute.yaml", "--server", sandbox.url, "--server-side", "--detailed-exitcode"]
            let run = try await workspace.inProcess(["plan"] + flags)
            #expect(run.status == 2, "\(run.testDescription)")
            #expect(try await sandbox.get(Self.route)["reason"] == "NotFound")
        }
    }
}
