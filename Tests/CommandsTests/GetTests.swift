import KubernetesClient
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

/// Live routes as kubectl prints them.
struct GetTests {
    private typealias Command = ([String]) async throws -> Run

    /// A sandbox with three routes in two namespaces.
    private func withRoutes(_ body: (ForegroundSandbox, Workspace, Command) async throws -> Void) async throws {
        let workspace = try Workspace()
        try await ForegroundSandbox.run { sandbox in
            for (namespace, name, team) in [("db", "mysql", "x"), ("db", "pg", "y"), ("web-frontend", "api", "x")] {
                if name != "pg" { try await sandbox.createNamespace(namespace) }
                let route: Value = [
                    "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                    "metadata": ["name": .string(name), "labels": ["team": .string(team)]],
                    "spec": ["rules": [["backendRefs": [["name": "b", "port": 1]]]]],
                ]
                try await sandbox.send(
                    "POST", "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/\(namespace)/tcproutes", route)
            }
            try await body(sandbox, workspace) { words in
                try await InProcess.run(
                    ["get"] + words + ["--server", sandbox.url], environment: ["HOME": workspace.home])
            }
        }
    }

    /// Ages differ by when a test looks; what stands behind them does not move for that.
    private func ageless(_ text: String) -> String {
        text.replacing(/\b(?:\d+m\d+s|\d+m|\d+s)( *)/) { match in
            let width = match.0.count
            return "0s" + String(repeating: " ", count: match.1.isEmpty ? 0 : width - 2)
        }
    }

    @Test func tables() async throws {
        try await withRoutes { _, _, get in
            let cases: [(words: [String], output: String, errors: String)] = [
                (["-n", "db"], "NAME    AGE\nmysql   0s\npg      0s\n", ""),
                (["-n", "db", "pg"], "NAME   AGE\npg     0s\n", ""),
                (["-n", "db", "pg", "mysql", "--no-headers"], "pg      0s\nmysql   0s\n", ""),
                (
                    ["-A"],
                    """
                    NAMESPACE      NAME    AGE
                    db             mysql   0s
                    db             pg      0s
                    web-frontend   api     0s

                    """, ""
                ),
                (["-A", "-l", "team=y", "-o", "wide"], "NAMESPACE   NAME   AGE\ndb          pg     0s\n", ""),
                (
                    ["-A", "--field-selector", "metadata.namespace!=db", "--no-headers"], "web-frontend   api   0s\n",
                    ""
                ),
                (
                    ["-n", "db", "-L", "team", "pg"], "NAME   AGE   TEAM\npg     0s    y\n", ""
                ),
                (["-n", "db", "--show-labels", "pg"], "NAME   AGE   LABELS\npg     0s    team=y\n", ""),
                (
                    ["-n", "db", "--show-kind", "pg", "--no-headers"],
                    "tcproute.gateway.networking.k8s.io/pg   0s\n", ""
                ),
                (["-n", "db", "-o", "name"], Self.names(["mysql", "pg"]), ""),
                // As people write it for kubectl.
                (["-ndb", "-oname", "-lteam=y"], Self.names(["pg"]), ""),
                (["-n=db", "-o=name", "-l=team=y"], Self.names(["pg"]), ""),
                (["-n", "none"], "", "No resources found in none namespace.\n"),
                ([], "", "No resources found in default namespace.\n"),
                (["-A", "-l", "team=z"], "", "No resources found\n"),
                (["-n", "none", "-q"], "", ""),
                (["-n", "db", "gone", "--ignore-not-found"], "", ""),
            ]
            for example in cases {
                let run = try await get(example.words)
                #expect(ageless(run.output) == example.output, "\(run.testDescription)")
                #expect(run.errors == example.errors, "\(run.testDescription)")
                #expect(run.status == 0, "\(run.testDescription)")
            }
        }
    }

    private static func names(_ names: [String]) -> String {
        names.map { "tcproute.gateway.networking.k8s.io/\($0)\n" }.joined()
    }

    @Test func aNameThatIsNotThereEndsWithOneAfterTheOthers() async throws {
        let error = "error: tcproutes.gateway.networking.k8s.io \"gone\" not found\n"
        try await withRoutes { _, _, get in
            var run = try await get(["-n", "db", "gone", "pg", "-o", "name"])
            #expect(run.output == Self.names(["pg"]), "\(run.testDescription)")
            #expect(run.errors == error)
            #expect(run.status == 1)
            // One document: the routes that there are, or why there is none.
            run = try await get(["-n", "db", "gone", "pg", "-o", "json"])
            #expect(try run.json["items"]?.array?.count == 1)
            #expect(run.status == 1)
            run = try await get(["-n", "db", "gone", "-o", "json"])
            #expect(try run.json["error"]?["code"] == "not-found")
            #expect(run.errors == error)
            #expect(run.status == 1)
        }
    }

    @Test func objects() async throws {
        try await withRoutes { sandbox, _, get in
            let live = try await sandbox.get(
                "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes/pg")
            var shown = live
            shown.withMember("metadata") { $0?.set("managedFields", nil) }
            #expect(try await get(["-n", "db", "pg", "-o", "json"]).json == shown)
            #expect(try await get(["-n", "db", "pg", "-o", "json", "--show-managed-fields"]).json == live)
            let list = try await get(["-n", "db", "-o", "json", "-l", "team=y"]).json
            #expect(
                list == [
                    "apiVersion": "v1", "kind": "List", "metadata": ["resourceVersion": ""], "items": [shown],
                ])
            let empty = try await get(["-n", "none", "-o", "json"])
            #expect(try empty.json["items"] == [])
            #expect(empty.errors == "")
            let yaml = try await get(["-n", "db", "pg", "-o", "yaml"]).output
            #expect(yaml.hasPrefix("apiVersion: gateway.networking.k8s.io/v1alpha2\nkind: TCPRoute\nmetadata:\n"))
            let newer = try await get(
                ["-n", "db", "pg", "-o", "json", "--api", "gateway.networking.k8s.io/v1"]).json
            #expect(newer["apiVersion"] == "gateway.networking.k8s.io/v1")
        }
    }

    @Test(arguments: [
        (["pg", "-A"], "a route cannot be asked for by its name in all namespaces; leave out -A"),
        (["pg", "-l", "a=b"], "give names or a selector, not both"),
        (["a", "b", "-w"], "one name can be watched, or all; leave out -w"),
        (["-n", "A_b"], "no namespace can have the name 'A_b' of -n"),
    ])
    func whatDoesNotGoTogether(_ words: [String], _ message: String) async throws {
        let run = try await InProcess.run(["get", "--sandbox"] + words)
        #expect(run.errors.hasPrefix("error: \(message)\n"), "\(run.testDescription)")
        #expect(run.status == 64)
    }

    /// Where a server does not count the age, its objects tell it; what a cell hides behind a line break is told by dots.
    @Test func rowsAreOneLineEach() {
        var table = RouteTable(RouteTable.Layout(), kind: "tcproute.x.org")
        let columns = [
            ObjectTable.Column("Name"), ObjectTable.Column("Rules"), ObjectTable.Column("More", isWide: true),
        ]
        let first = table.text(.init(columns: columns, rows: [.init(cells: ["a\nb", 12, "w"], metadata: [:])]))
        #expect(first == "NAME   RULES\na...   12\n")
        let second = table.text(.init(rows: [.init(cells: ["a-longer-name", .null], metadata: [:])]))
        #expect(second == "a-longer-name   \n")
        let third = table.text(.init(rows: [.init(cells: ["c"], metadata: [:])]))
        #expect(third == "c               \n")
    }

    @Test func watching() async throws {
        try await withRoutes { sandbox, workspace, _ in
            let program = try workspace.start(
                Tools.openmcf, ["get", "-n", "db", "-w", "--no-headers", "-o", "name", "--server", sandbox.url])
            func wait(for text: String) async throws {
                let deadline = ContinuousClock.now + .seconds(30)
                while program.outputSoFar != text, !program.hasEnded, ContinuousClock.now < deadline {
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(program.outputSoFar == text)
            }
            try await wait(for: Self.names(["mysql", "pg"]))
            try await sandbox.send(
                "PATCH", "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/db/tcproutes/pg",
                ["metadata": ["labels": ["team": "z"]]], type: "application/merge-patch+json")
            try await wait(for: Self.names(["mysql", "pg", "pg"]))
            program.signal(SIGINT)
            let run = try await program.wait()
            #expect(run.errors == "error: interrupted\n")
            #expect(run.status == 130)
        }
    }

    @Test(.enabled(if: Tools.kubectl != nil, "kubectl is not installed"))
    func isWhatKubectlPrints() async throws {
        let kubectl = try #require(Tools.kubectl)
        try await withRoutes { sandbox, workspace, get in
            let cases = [
                [], ["-n", "db"], ["-A"], ["-n", "db", "pg"], ["-n", "db", "pg", "mysql"], ["-A", "-o", "wide"],
                ["-A", "--show-labels"], ["-n", "db", "-L", "team"], ["-n", "db", "-o", "name"], ["-n", "none"],
                ["-A", "-l", "team in (x)", "--no-headers"], ["-A", "--field-selector", "metadata.name=pg"],
                ["-n", "db", "--show-kind"],
            ]
            for words in cases {
                let theirs = try await workspace.run(kubectl, ["--server", sandbox.url, "get", "tcproutes"] + words)
                let ours = try await get(words)
                #expect(ageless(ours.output) == ageless(theirs.output), "\(words)")
                #expect(ours.errors == theirs.errors, "\(words)")
                #expect(ours.status == theirs.status, "\(words)")
            }
        }
    }
}
