import TestSupport
import Testing
import Values

/// Who may write what: other clients, other managers, other stacks, recreated objects.
struct OwnershipTests {
    private static let route = ForegroundSandbox.route

    /// A route as another client makes it, with the same name as the example's.
    private static let foreign: Value = [
        "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
        "metadata": ["name": "postgres-route"],
        "spec": [
            "parentRefs": [["name": "my-gateway", "sectionName": "tcp"]],
            "rules": [["backendRefs": [["name": "somewhere-else", "port": 1]]]],
        ],
    ]

    private func withSandbox(_ body: (ForegroundSandbox, Workspace) async throws -> Void) async throws {
        let workspace = try Workspace()
        try workspace.addExample("tcproute.yaml")
        try await ForegroundSandbox.run { sandbox in
            try await sandbox.createNamespace("app-ns")
            try await body(sandbox, workspace)
        }
    }

    @Test func routeOfAnotherClientIsNotTouched() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            try await sandbox.send("POST", ForegroundSandbox.routes + "?fieldManager=argo", Self.foreign)
            let before = try await sandbox.get(Self.route)
            var run = try await workspace.inProcess(["apply", "tcproute.yaml", "-q", "--no-preflight"] + server)
            #expect(
                run.errors.replacing(#/\d+s ago/#, with: "0s ago") == """
                    error: the route app-ns/postgres-route exists already and is managed by 'argo'; it is not touched
                      help: spec.rules[0] of 'argo' (Update, 0s ago) differs in backendRefs[0].name: theirs \
                    "somewhere-else", yours "postgres"
                            spec.rules[0] of 'argo' (Update, 0s ago) differs in backendRefs[0].port: theirs 1, yours 5432
                            take it over with --adopt and --force-conflicts after looking at 'openmcf diff tcproute.yaml --no-preflight --server \(sandbox.url)', or \
                    choose another name

                    """)
            #expect(run.status == 5)
            #expect(try await sandbox.get(Self.route) == before)
            #expect(workspace.read(".openmcf/state.json") == nil)
            run = try await workspace.inProcess(["plan", "tcproute.yaml"] + server)
            #expect(run.output.contains("    exists already and is not this stack's (managed by argo)\n"))

            // A POST owns what it sets: adopting the route still leaves the other manager's fields to it.
            run = try await workspace.inProcess(["apply", "tcproute.yaml", "-q", "--adopt"] + server)
            #expect(run.status == 5)
            #expect(run.errors.contains("'argo'"))
            run = try await workspace.inProcess(
                ["apply", "tcproute.yaml", "--adopt", "--force-conflicts", "-o", "json"] + server)
            #expect(try run.json["summary"]?["updated"] == 1)
            let after = try await sandbox.get(Self.route)
            #expect(after["metadata"]?["uid"] == before["metadata"]?["uid"])
            #expect(backend(of: after)?["name"] == "postgres")
            run = try await workspace.inProcess(["plan", "tcproute.yaml", "--detailed-exitcode"] + server)
            #expect(run.status == 0)
        }
    }

    private func backend(of route: Value) -> Value? {
        route["spec"]?["rules"]?.array?.first?["backendRefs"]?.array?.first
    }

    /// Takes `spec.rules` over as another field manager.
    private func takeOver(_ sandbox: ForegroundSandbox, weight: Int64) async throws {
        let answer = try await sandbox.send(
            "PATCH", Self.route + "?fieldManager=rollouts&force=true",
            [
                "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                "metadata": ["name": "postgres-route"],
                "spec": [
                    "rules": [["backendRefs": [["name": "postgres", "port": 5432, "weight": .int(weight)]]]]
                ],
            ], type: "application/apply-patch+yaml")
        try #require(backend(of: answer)?["weight"] == .int(weight), "\(answer)")
    }

    @Test func fieldsOfAnotherManagerAreAConflict() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            _ = try await workspace.inProcess(["apply", "tcproute.yaml"] + server)
            try await takeOver(sandbox, weight: 7)
            let before = try await sandbox.get(Self.route)
            let state = workspace.read(".openmcf/state.json")

            var run = try await workspace.inProcess(
                ["plan", "tcproute.yaml", "--no-preflight", "--detailed-exitcode"] + server)
            #expect(
                run.output.replacing(#/\d+s ago/#, with: "0s ago") == """
                    Cluster: \(sandbox.url)

                    ! drift TCPRoute app-ns/postgres-route: changed outside of openmcf
                        spec.rules[0].backendRefs[0].weight: 1 → 7  (by rollouts)
                    ~ update TCPRoute app-ns/postgres-route  (tcproute.yaml:6)
                        ~ spec.rules[0].backendRefs[0].weight: 7 → 1  (set by rollouts)  (tcproute.yaml:15)
                        conflict spec.rules[0] of 'rollouts' (Apply, 0s ago) differs in \
                    backendRefs[0].weight: theirs 7, yours 1

                    Plan: 0 to create, 1 to update, 0 to delete, 0 unchanged.
                    Refused: 1 route needs --force-conflicts.

                    """)
            #expect(run.status == 5)

            run = try await workspace.inProcess(["apply", "tcproute.yaml", "-q", "--no-preflight"] + server)
            #expect(run.status == 5)
            #expect(try await sandbox.get(Self.route) == before)
            #expect(workspace.read(".openmcf/state.json") == state)

            run = try await workspace.inProcess(["apply", "tcproute.yaml", "--force-conflicts", "-o", "json"] + server)
            #expect(try run.json["summary"]?["updated"] == 1)
            #expect(backend(of: try await sandbox.get(Self.route))?["weight"] == 1)
        }
    }

    @Test func recreatedRouteIsNotDeleted() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            _ = try await workspace.inProcess(["apply", "tcproute.yaml"] + server)
            try await sandbox.send("DELETE", Self.route)
            try await sandbox.send("POST", ForegroundSandbox.routes, Self.foreign)
            let stranger = try await sandbox.get(Self.route)
            let run = try await workspace.inProcess(["destroy", "-y"] + server)
            #expect(try await sandbox.get(Self.route) == stranger)
            let uid = try #require(stranger["metadata"]?["uid"]?.string)
            #expect(
                run.errors.contains(
                    "warning: app-ns/postgres-route was deleted and created anew by somebody else (uid \(uid)); it is left alone\n"
                ))
            #expect(run.output == "Destroy complete: 0 created, 0 updated, 0 deleted, 0 unchanged, 1 left alone.\n")
        }
    }

    @Test func aRefreshTellsAndRecordsDrift() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            var run = try await workspace.inProcess(["refresh"] + server)
            #expect(run.errors.hasPrefix("error: there is no state"), "\(run.testDescription)")
            _ = try await workspace.inProcess(["apply", "tcproute.yaml"] + server)
            try await takeOver(sandbox, weight: 7)
            run = try await workspace.inProcess(["refresh"] + server)
            #expect(
                run.output == """
                    ! drift TCPRoute app-ns/postgres-route: changed outside of openmcf
                        spec.rules[0].backendRefs[0].weight: 1 → 7  (by rollouts)
                    Refresh complete: 0 as recorded, 1 changed.

                    """)
            #expect(run.status == 0)
            run = try await workspace.inProcess(["plan", "tcproute.yaml", "-o", "json"] + server)
            #expect(try run.json["drift"] == [], "\(run.testDescription)")
            #expect(try run.json["summary"]?["update"] == 1)
        }
    }

    @Test func deletedRouteIsDriftAndComesBack() async throws {
        try await withSandbox { sandbox, workspace in
            let server = ["--server", sandbox.url]
            _ = try await workspace.inProcess(["apply", "tcproute.yaml"] + server)
            try await sandbox.send("DELETE", Self.route)
            var run = try await workspace.inProcess(["plan", "tcproute.yaml", "--detailed-exitcode"] + server)
            #expect(
                run.output.hasPrefix(
                    "Cluster: \(sandbox.url)\n\n! drift TCPRoute app-ns/postgres-route: deleted outside of openmcf\n"))
            #expect(run.status == 2)
            run = try await workspace.inProcess(["apply", "tcproute.yaml", "-o", "json"] + server)
            #expect(try run.json["summary"]?["created"] == 1)
            let live = try await sandbox.get(Self.route)
            #expect(
                try workspace.json(".openmcf/state.json")["routes"]?.array?.first?["uid"] == live["metadata"]?["uid"])
        }
    }

    @Test func missingNamespaceIsFoundWhilePlanning() async throws {
        let workspace = try Workspace()
        for name in ["tcproute.yaml", "gateway-api-guide.yaml"] { try workspace.addExample(name) }
        try await ForegroundSandbox.run { sandbox in
            let flags = [
                "tcproute.yaml", "gateway-api-guide.yaml", "-q", "--no-preflight", "--server", sandbox.url,
            ]
            var run = try await workspace.inProcess(["plan"] + flags)
            #expect(
                run.output.hasSuffix(
                    """
                    Plan: 3 to create, 0 to update, 0 to delete, 0 unchanged.
                    Refused: 3 routes need --create-namespace.

                    """), "\(run.testDescription)")
            #expect(run.status == 0)
            run = try await workspace.inProcess(["apply"] + flags)
            #expect(
                run.errors == """
                    error: app-ns/postgres-route: the namespace 'app-ns' does not exist
                      help: kubectl create namespace app-ns
                            or let apply make it with --create-namespace
                    error: tcp-apps/tcp-app-1: the namespace 'tcp-apps' does not exist
                      help: kubectl create namespace tcp-apps
                            or let apply make it with --create-namespace
                    error: tcp-apps/tcp-app-2: the namespace 'tcp-apps' does not exist
                      help: kubectl create namespace tcp-apps
                            or let apply make it with --create-namespace

                    """)
            #expect(run.status == 1)
            #expect(workspace.read(".openmcf/state.json") == nil)
        }
    }
}
