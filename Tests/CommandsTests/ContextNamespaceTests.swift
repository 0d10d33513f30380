import TestSupport
import Testing
import Values

/// A TCPRoute without a namespace takes the context's; what is wrong with the context is not told as its mistake.
struct ContextNamespaceTests {
    private static let route = """
        apiVersion: gateway.networking.k8s.io/v1alpha2
        kind: TCPRoute
        metadata: {name: a}
        spec: {parentRefs: [{name: gw}], rules: [{backendRefs: [{name: s, port: 1}]}]}

        """

    private static let config = """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
        contexts: [{name: prod, context: {cluster: c, namespace: db}}]
        current-context: CURRENT

        """

    private static func workspace(current: String = "prod") throws -> Workspace {
        let workspace = try Workspace()
        try workspace.write("route.yaml", route)
        try workspace.write("kc.yaml", config.replacing("CURRENT", with: current))
        return workspace
    }

    @Test(arguments: [
        (["--kubeconfig", "kc.yaml", "--context", "prdo"], "there is no context 'prdo'"),
        (["--kubeconfig", "nofile.yaml"], "the kubeconfig 'nofile.yaml' does not exist"),
        (["--server", "ftp://x"], "ftp"),
        (["--user", "nobody"], "there is no user 'nobody' in the kubeconfig"),
    ])
    func aWrongContextIsNoMistakeOfTheManifest(flags: [String], message: String) async throws {
        for command in [["apply"], ["plan"], ["diff"], ["destroy", "-y"], ["convert"], ["status"]] {
            let workspace = try Self.workspace()
            // A destroy looks for what a state has.
            try workspace.write(
                ".openmcf/state.json",
                """
                {"formatVersion": "1.0", "lineage": "01234567-89ab-4cde-8f01-23456789abcd", "serial": 0, "routes": []}
                """)
            let words = command + (command == ["status"] ? ["-f", "route.yaml"] : ["route.yaml"]) + flags
            let run = try await workspace.inProcess(words)
            #expect(
                run.errors.contains(message) && !run.errors.contains("namespace is missing"), "\(run.testDescription)")
            #expect(run.status == 4, "\(run.testDescription)")
        }
    }

    /// What needs no context is not told that it is wrong.
    @Test func aContextThatIsNotNeeded() async throws {
        let workspace = try Self.workspace(current: "gone")
        try await workspace.succeedInProcess("convert", "route.yaml", "-n", "db", "--kubeconfig", "kc.yaml")
        try workspace.edit("route.yaml", replacing: "{name: a}", with: "{name: a, namespace: db}")
        try await workspace.succeedInProcess("convert", "route.yaml", "--kubeconfig", "kc.yaml")
    }

    @Test func withoutAnyContext() async throws {
        let workspace = try Self.workspace()
        let run = try await workspace.inProcess("apply", "route.yaml")
        #expect(run.errors.contains("no cluster was asked whose context could have one"))
        #expect(run.status == 3)
    }
}
