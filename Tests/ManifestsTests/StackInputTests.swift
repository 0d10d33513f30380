import Diagnostics
import GatewayAPI
import Manifests
import Testing
import Values

/// Stack inputs: the manifest stands under `target`, and problems are shown where they are in the file.
struct StackInputTests {
    private static func load(_ text: String) async -> ManifestSet {
        await ManifestSet.load([.stackInput(.text(SourceFile(name: "i.yaml", text: text)))], ManifestOptions())
    }

    private static let good = """
        provider_config: &config {cluster_endpoint: "https://x"}
        target: &target
          apiVersion: kubernetes.openmcf.org/v1
          kind: KubernetesTcpRoute
          metadata: {name: db}
          spec:
            namespace: {value: ns}
            rules:
            - backendRefs: &backends
              - {name: a, port: 1}
            - name: second
              backendRefs: *backends

        """

    private static let json = """
        {"x": 1, "target": {"apiVersion": "kubernetes.openmcf.org/v1", "kind": "KubernetesTcpRoute", "metadata":
        {"name": "db"}, "spec": {"namespace": "ns", "rules": [{"backendRefs": [{"name": "a", "port": 1}]}, {"name":
        "second", "backendRefs": [{"name": "a", "port": 1}]}]}}, "y": [1, {}]}
        """

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n").map { "  " + $0 + "\n" }.joined()
    }

    @Test(arguments: [
        good, "\u{FEFF}" + good, good.replacing("\n", with: "\r\n"), json,
        // The target comes through an alias, or through a merge.
        "inner:\n" + indented(good) + "target: *target\n", "<<:\n" + indented(good),
    ])
    func theTargetIsRead(_ text: String) async {
        let set = await Self.load(text)
        #expect(set.diagnostics.filter { $0.severity == .error }.map { TextRenderer().render($0) } == [])
        let rendered = set.routes.first?.rendered(.v1alpha2)
        #expect(rendered?["metadata"]?["name"] == "db")
        let path: FieldPath = "spec.rules[1].backendRefs[0].name"
        #expect(rendered?[path] == "a")
    }

    @Test func severalDocuments() async {
        let set = await Self.load(Self.good + "---\n" + Self.good.replacing("name: db", with: "name: mail") + "---\n")
        #expect(set.routes.map(\.name) == ["db", "mail"])
        #expect(set.isValid)
    }

    @Test(arguments: [
        (
            good.replacing("{value: ns}", with: "5"),
            """
            i.yaml:7:16: error: namespace must be a string, not the integer 5 [wrong-type]
              7 |     namespace: 5
                |                ^
              help: put quotes around it to make it a string

            """
        ),
        (
            good.replacing("  kind: KubernetesTcpRoute\n", with: ""),
            """
            i.yaml:3:3: error: kind is missing [required-field]
              3 |   apiVersion: kubernetes.openmcf.org/v1
                |   ^^^^^^^^^^
              help: openmcf reads 'kind: KubernetesTcpRoute' with 'apiVersion: kubernetes.openmcf.org/v1', and TCPRoutes

            """
        ),
        (
            "targt:\n  kind: X\n",
            """
            i.yaml:1:1: error: the stack input has no 'target' [required-field]
              1 | targt:
                | ^^^^^
              help: did you mean 'target' instead of 'targt'?

            """
        ),
        (
            "apiVersion: a\nkind: X\n",
            """
            i.yaml:1:1: error: the stack input has no 'target' [required-field]
              1 | apiVersion: a
                | ^^^^^^^^^^
              help: this is a manifest itself; give it with -f

            """
        ),
        (
            "credentials: {}\n",
            """
            i.yaml:1:1: error: the stack input has no 'target' [required-field]
              1 | credentials: {}
                | ^^^^^^^^^^^
              help: put the manifest under 'target:'

            """
        ),
        (
            "a: 1\ntarget:\n",
            """
            i.yaml:2:1: error: target is empty [required-field]
              2 | target:
                | ^^^^^^
              help: put the manifest below it

            """
        ),
        (
            "target: [a]\n",
            """
            i.yaml:1:9: error: a manifest must be a mapping, but this document is a list [not-a-mapping]
              1 | target: [a]
                |         ^^^
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """
        ),
        (
            "- target\n",
            """
            i.yaml:1:1: error: a stack input must be a mapping, but this document is a list [not-a-mapping]
              1 | - target
                | ^^^^^^^^
              help: its key 'target' holds the manifest

            """
        ),
        (
            "",
            """
            i.yaml: error: the file is empty [no-manifests]
              help: a manifest starts with 'apiVersion: kubernetes.openmcf.org/v1'

            """
        ),
    ])
    func problems(text: String, expected: String) async {
        let set = await Self.load(text)
        #expect(TextRenderer().render(set.diagnostics.filter { $0.severity == .error }) == expected)
    }

    @Test(arguments: [(good, true), ("target: 1\nkind: X\n", false), ("kind: X\n", false), ("[", false), ("", false)])
    func pastedTexts(text: String, isStackInput: Bool) {
        #expect(ManifestInput.pasted(SourceFile(name: "<clipboard>", text: text)).isStackInput == isStackInput)
    }
}
