import TestSupport
import Testing

/// What people do with kubectl, command by command, each with what it prints.
@Suite(.enabled(if: Tools.kubectl != nil, "kubectl is not installed"))
struct KubectlCommandTests {
    /// A command and what becomes of it.
    private struct Step {
        let words: [String]
        let output: Text
        /// Part of what is written to standard error; nil where that does not matter.
        var errors: String?
        var status: Int32 = 0

        init(_ words: String..., prints output: Text = .exactly(""), errors: String? = nil, status: Int32 = 0) {
            (self.words, self.output, self.errors, self.status) = (words, output, errors, status)
        }
    }

    private enum Text {
        case exactly(String)
        case parts([String])
        /// The words of a table's lines from the second on, without their last, the age.
        case rows([[String]])

        func matches(_ text: String) -> Bool {
            switch self {
            case .exactly(let expected): text == expected
            case .parts(let parts): parts.allSatisfy(text.contains)
            case .rows(let rows):
                text.split(separator: "\n").dropFirst().map { $0.split(separator: " ").dropLast().map(String.init) }
                    == rows
            }
        }
    }

    private static let route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: TCPRoute
        metadata: {name: pg, labels: {app: pg}}
        spec:
          parentRefs: [{name: edge}]
          rules:
          - backendRefs: [{name: pg, port: 5432}]

        """

    private func run(_ steps: [Step]) async throws {
        let kubectl = try #require(Tools.kubectl)
        let workspace = try Workspace()
        try workspace.write("route.yaml", Self.route)
        try await ForegroundSandbox.run { sandbox in
            for step in steps {
                let run = try await workspace.run(
                    kubectl, ["--server", sandbox.url] + step.words, environment: ["EDITOR": "sed -i s/5432/5433/"])
                #expect(step.output.matches(run.output), "\(run.testDescription)")
                if let errors = step.errors { #expect(run.errors.contains(errors), "\(run.testDescription)") }
                #expect(run.status == step.status, "\(run.testDescription)")
            }
        }
    }

    private static let name = "tcproute.gateway.networking.k8s.io/pg"

    private static func done(_ what: String) -> Text { .exactly("\(name) \(what)\n") }

    @Test func aRouteIsWritten() async throws {
        try await run([
            Step("create", "-f", "route.yaml", "--save-config", prints: Self.done("created")),
            Step(
                "create", "-f", "route.yaml", errors: #"tcproutes.gateway.networking.k8s.io "pg" already exists"#,
                status: 1),
            // The defaults in its lists are what kubectl takes for a difference.
            Step("apply", "-f", "route.yaml", prints: Self.done("configured")),
            Step("diff", "-f", "route.yaml"),
            Step("edit", "tcproute", "pg", prints: Self.done("edited")),
            Step("diff", "-f", "route.yaml", prints: .parts(["-      port: 5433", "+      port: 5432"]), status: 1),
            Step("apply", "-f", "route.yaml", prints: Self.done("configured")),
            Step("apply", "--server-side", "-f", "route.yaml", prints: Self.done("serverside-applied")),
            Step(
                "apply", "--server-side", "--field-manager", "other", "--force-conflicts", "-f", "route.yaml",
                prints: Self.done("serverside-applied")),
            Step("label", "tcproute", "pg", "team=db", prints: Self.done("labeled")),
            Step("label", "tcproute", "pg", "team-", prints: Self.done("unlabeled")),
            Step("annotate", "tcproute", "pg", "note=x", prints: Self.done("annotated")),
            Step("replace", "-f", "route.yaml", prints: Self.done("replaced")),
            Step(
                "delete", "-f", "route.yaml", prints: .exactly(#"tcproute.gateway.networking.k8s.io "pg" deleted\#n"#)),
            Step("get", "tcproutes", errors: "No resources found in default namespace."),
        ])
    }

    @Test func aRouteIsPatched() async throws {
        let port = "{.spec.rules[0].backendRefs[0].port}"
        let operations = #"[{"op":"replace","path":"/spec/rules/0/backendRefs/0/port","value":1}]"#
        try await run([
            Step("apply", "-f", "route.yaml", prints: Self.done("created")),
            Step("patch", "tcproute", "pg", "--type", "json", "-p", operations, prints: Self.done("patched")),
            Step(
                "patch", "tcproute", "pg", "--type", "merge", "-p", #"{"metadata":{"labels":{"x":"y"}}}"#,
                prints: Self.done("patched")),
            // A custom resource does not know how its lists are merged.
            Step(
                "patch", "tcproute", "pg", "-p", "{}",
                errors: "application/strategic-merge-patch+json is not supported by gateway.networking.k8s.io/v1",
                status: 1),
            Step(
                "patch", "tcproute", "pg", "--subresource", "status", "--type", "merge", "-p",
                #"{"status":{"parents":[]}}"#,
                prints: Self.done("patched")),
            Step("wait", "tcproute", "pg", "--for", "jsonpath=\(port)=1", prints: Self.done("condition met")),
            Step(
                "wait", "tcproute", "pg", "--for", "delete", "--timeout", "100ms",
                errors: "timed out waiting for the condition on tcproutes/pg", status: 1),
            Step(
                "get", "tcproute", "pg", "-o", "jsonpath={.metadata.labels} \(port)",
                prints: .parts([#""x":"y""#, " 1"])),
        ])
    }

    @Test func aRouteIsShown() async throws {
        try await run([
            Step("apply", "-f", "route.yaml", prints: Self.done("created")),
            Step("get", "tcproutes", "-o", "wide", prints: .rows([["pg"]])),
            Step("get", "tcproutes", "-A", "-l", "app=pg", prints: .rows([["default", "pg"]])),
            Step(
                "describe", "tcproute", "pg",
                prints: .parts([
                    "Name:         pg\n", "Labels:       app=pg\n", "    Name:   edge\n", "      Port:    5432\n",
                    "Events:        <none>\n",
                ])),
            Step(
                "explain", "tcproute.spec.rules.backendRefs.port",
                prints: .parts(["KIND:       TCPRoute\n", "VERSION:    v1\n", "FIELD: port <integer>\n"])),
            Step("explain", "gateway.spec", "--recursive", prints: .parts(["  listeners\t<[]Object> -required-\n"])),
        ])
    }

    /// There is nothing to scale.
    @Test(arguments: [
        (["scale", "tcproute", "pg", "--replicas", "2"], #"tcproutes.gateway.networking.k8s.io "pg" not found"#),
        (["get", "tcproute", "pg", "--subresource", "scale"], #"tcproutes.gateway.networking.k8s.io "pg" not found"#),
        (["scale", "service", "db", "--replicas", "2"], "the server could not find the requested resource"),
        (["autoscale", "tcproute", "pg", "--max", "2"], "could not find scale subresource"),
    ])
    func whatCannotBeScaled(_ words: [String], _ problem: String) async throws {
        let kubectl = try #require(Tools.kubectl)
        let workspace = try Workspace()
        try workspace.write("route.yaml", Self.route)
        try await ForegroundSandbox.run { sandbox in
            let server = ["--server", sandbox.url]
            _ = try await workspace.run(kubectl, server + ["apply", "-f", "route.yaml"])
            _ = try await workspace.run(kubectl, server + ["create", "service", "clusterip", "db", "--tcp=5432"])
            let run = try await workspace.run(kubectl, server + words)
            #expect(run.errors.contains(problem), "\(run.testDescription)")
            #expect(run.status == 1)
        }
    }

    /// What kubectl has types for it reads and writes in protobuf where it can.
    @Test func kindsOfKubernetes() async throws {
        try await run([
            Step("create", "configmap", "c", "--from-literal", "a=b", prints: .exactly("configmap/c created\n")),
            Step("describe", "configmap", "c", prints: .parts(["Data\n====\na:\n----\nb\n", "Events:  <none>\n"])),
            Step("create", "secret", "generic", "s", "--from-literal", "a=b", prints: .exactly("secret/s created\n")),
            Step("describe", "secret", "s", prints: .parts(["Type:  Opaque\n", "a:  1 bytes\n"])),
            Step("create", "service", "clusterip", "db", "--tcp=5432:web", prints: .exactly("service/db created\n")),
            Step(
                "describe", "service", "db",
                prints: .parts([
                    "Selector:                 app=db\n", "Type:                     ClusterIP\n",
                    "TargetPort:               web/TCP\n", "Session Affinity:         None\n",
                ])),
            Step(
                "patch", "service", "db", "-p", #"{"spec":{"type":"NodePort"}}"#,
                prints: .exactly("service/db patched\n")),
            Step("expose", "service", "db", "--port", "7", "--name", "e", prints: .exactly("service/e exposed\n")),
            Step("get", "service", "-o", "name", prints: .exactly("service/db\nservice/e\nservice/kubernetes\n")),
            Step("create", "namespace", "team", prints: .exactly("namespace/team created\n")),
            Step("describe", "namespace", "team", prints: .parts(["Status:       Active\n"])),
            Step("delete", "namespace", "team", prints: .exactly("namespace \"team\" deleted\n")),
            Step("get", "namespace", "team", errors: #"namespaces "team" not found"#, status: 1),
        ])
    }

    @Test func whatThereIsAndWhatOneMay() async throws {
        try await run([
            Step("auth", "can-i", "create", "services", prints: .exactly("yes\n")),
            Step("auth", "can-i", "--list", prints: .parts(["*.*", "[*]"])),
            Step("auth", "whoami", prints: .parts(["Username    admin\n"])),
            Step(
                "api-resources", "--api-group", "gateway.networking.k8s.io", "-o", "name",
                prints: .exactly(
                    """
                    gatewayclasses.gateway.networking.k8s.io
                    gateways.gateway.networking.k8s.io
                    referencegrants.gateway.networking.k8s.io
                    tcproutes.gateway.networking.k8s.io

                    """)),
            Step(
                "api-versions",
                prints: .parts([
                    "gateway.apoxy.dev/v1alpha2\n", "gateway.networking.k8s.io/v1\n", "route.openshift.io/v1\n",
                ])),
            Step("get", "--raw", "/readyz", prints: .exactly("ok")),
        ])
    }
}
