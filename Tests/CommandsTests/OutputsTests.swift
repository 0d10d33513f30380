import FoundationEssentials
import TestSupport
import Testing
import Values

struct OutputsTests {
    private static let manifests = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: db}
        spec: {namespace: one, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]}
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: db}
        spec: {namespace: two, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: db, port: 1}]}]}
        ---
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: mail}
        spec: {namespace: two, parentRefs: [{name: gw}], rules: [{backendRefs: [{name: mail, port: 1}]}]}

        """

    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        var output = ""
        var errors = ""
        var status: Int32 = 0

        var testDescription: String { "outputs \(arguments.joined(separator: " "))" }
    }

    private static let cases = [
        Case(
            arguments: [], output: "NAMESPACE  ROUTE NAME\none        db\ntwo        db\ntwo        mail\n"),
        Case(arguments: ["mail"], output: "routeName = mail\nnamespace = two\n"),
        Case(arguments: ["mail", "routeName"], output: "mail\n"),
        Case(arguments: ["mail", "namespace"], output: "two\n"),
        Case(arguments: ["mail", "namespace", "-o", "json"], output: "\"two\"\n"),
        Case(arguments: ["mail", "-o", "json"], output: "{\"routeName\":\"mail\",\"namespace\":\"two\"}\n"),
        Case(arguments: ["one/db", "-o", "json"], output: "{\"routeName\":\"db\",\"namespace\":\"one\"}\n"),
        Case(
            arguments: ["-f", "mail.yaml", "-o", "json"], output: "{\"routeName\":\"mail\",\"namespace\":\"two\"}\n"),
        Case(arguments: ["-f", "mail.yaml", "routeName"], output: "mail\n"),
        Case(
            arguments: ["db"],
            errors: "error: 'db' stands in several namespaces: one/db, two/db\n  help: ask for namespace/name\n",
            status: 64),
        Case(
            arguments: ["mial"],
            errors: "error: the state .openmcf/state.json has no route 'mial'\n  help: did you mean 'mail'?\n",
            status: 1),
        Case(
            arguments: ["three/db"],
            errors:
                "error: the state .openmcf/state.json has no route 'three/db'\n  help: it has one/db, two/db, two/mail\n",
            status: 1),
        Case(
            arguments: ["web"],
            errors: "error: the state .openmcf/state.json has no route 'web'\n  help: it has db, mail\n", status: 1),
        Case(
            arguments: ["-f", "all.yaml"],
            errors: "error: the input holds 3 routes; ask for one by its name\n", status: 64),
        Case(
            arguments: ["-f", "other.yaml"],
            errors:
                "error: the route app-ns/postgres-route has not been applied\n  help: apply it with 'openmcf apply -f other.yaml' from the same manifest\n",
            status: 1),
        Case(
            arguments: ["mail", "-f", "mail.yaml"], errors: "error: give a name or a manifest, not both\n",
            status: 64),
    ]

    @Test func everyFormOfOutputs() async throws {
        let workspace = try Workspace()
        try workspace.write("all.yaml", Self.manifests)
        try workspace.write("mail.yaml", String(Self.manifests.components(separatedBy: "---\n")[2]))
        try workspace.write("other.yaml", try #require(Repository.read("examples/tcproute.yaml")))
        try await workspace.succeed("apply", "all.yaml", "--sandbox")
        for example in Self.cases {
            let run = try await workspace.inProcess(["outputs"] + example.arguments)
            #expect(run.output == example.output, "\(run.testDescription)")
            #expect(run.errors == example.errors, "\(run.testDescription)")
            #expect(run.status == example.status, "\(run.testDescription)")
        }
        let all = try await workspace.inProcess("outputs", "-o", "json")
        #expect(
            try all.json == [
                "formatVersion": "1.0",
                "resources": [
                    ["name": "db", "namespace": "one", "outputs": ["routeName": "db", "namespace": "one"]],
                    ["name": "db", "namespace": "two", "outputs": ["routeName": "db", "namespace": "two"]],
                    ["name": "mail", "namespace": "two", "outputs": ["routeName": "mail", "namespace": "two"]],
                ],
            ])
    }
}
