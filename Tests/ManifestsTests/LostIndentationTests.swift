import Diagnostics
import Testing
import Values

@testable import Manifests

/// A manifest whose lines lost the blanks before them: one error says so, whatever else follows from it.
struct LostIndentationTests {
    private static let head = "apiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesTcpRoute\n"

    private static let manifest =
        head + """
            metadata:
              name: db
              labels:
                team: db
            spec:
              namespace: app
              parentRefs:
              - name: gw
                namespace: gateways
                sectionName: tcp
              rules:
              - backendRefs:
                - name: svc
                  port: 5432

            """

    /// The manifest with other blanks before the lines from one to another, counted from 1.
    private static func manifest(_ lines: ClosedRange<Int>, indentedBy change: (Int) -> Int) -> String {
        manifest.split(separator: "\n").enumerated().map { number, line in
            guard lines.contains(number + 1) else { return String(line) }
            let text = line.drop { $0 == " " }
            return String(repeating: " ", count: change(line.count - text.count)) + text
        }.joined(separator: "\n") + "\n"
    }

    static let messages = [
        MessageCase(
            "of all lines", manifest(1...16) { _ in 0 },
            """
            f.yaml:4:1: error: metadata and spec are empty, and their fields stand beside them: the indentation was lost [lost-indentation]
              4 | name: db
                | ^^^^
              help: indent 'name' and 'labels' below 'metadata:'; indent 'namespace', 'parentRefs' and 'rules' below 'spec:'

            """),
        MessageCase(
            "in snake_case", manifest(1...16) { _ in 0 }.replacing("parentRefs", with: "parent_refs"),
            """
            f.yaml:4:1: error: metadata and spec are empty, and their fields stand beside them: the indentation was lost [lost-indentation]
              4 | name: db
                | ^^^^
              help: indent 'name' and 'labels' below 'metadata:'; indent 'namespace', 'parent_refs' and 'rules' below 'spec:'

            """),
        MessageCase(
            "of one level", manifest(8...16) { $0 - 2 },
            """
            f.yaml:8:1: error: spec is empty, and its fields stand beside it: the indentation was lost [lost-indentation]
              8 | namespace: app
                | ^^^^^^^^^
              help: indent 'namespace', 'parentRefs' and 'rules' below 'spec:'

            """),
        MessageCase(
            "of the metadata", manifest(4...6) { $0 - 2 },
            """
            f.yaml:4:1: error: metadata is empty, and its fields stand beside it: the indentation was lost [lost-indentation]
              4 | name: db
                | ^^^^
              help: indent 'name' and 'labels' below 'metadata:'

            """),
        MessageCase(
            "of a list in a list", manifest(15...16) { $0 - 2 },
            """
            f.yaml:16:5: error: backendRefs is empty, and its fields stand beside it: the indentation was lost [lost-indentation]
              16 |     port: 5432
                 |     ^^^^
              help: write the elements of 'backendRefs' below it, each with '- ' before its first field

            """),
        MessageCase(
            "of an element without a dash",
            manifest.replacing("    - name: svc\n      port", with: "    name: svc\n    port"),
            """
            f.yaml:16:5: error: backendRefs is empty, and its fields stand beside it: the indentation was lost [lost-indentation]
              16 |     port: 5432
                 |     ^^^^
              help: write the elements of 'backendRefs' below it, each with '- ' before its first field

            """),
        MessageCase(
            "beside other mistakes",
            manifest(8...16) { $0 - 2 }.replacing("5432", with: "0").replacing("name: db", with: "name: Db"),
            """
            f.yaml:8:1: error: spec is empty, and its fields stand beside it: the indentation was lost [lost-indentation]
              8 | namespace: app
                | ^^^^^^^^^
              help: indent 'namespace', 'parentRefs' and 'rules' below 'spec:'

            """),
        // Not lost.
        MessageCase("nothing", manifest, ""),
        MessageCase("two blanks more", manifest(8...16) { $0 + 2 }, ""),
        MessageCase(
            "an empty spec", head + "metadata: {name: db}\nspec:\n",
            """
            f.yaml:4:6: error: spec is missing from the manifest [required-field]
              4 | spec:
                |      ^
              help: spec: What the route forwards and where it lives.

            """),
        MessageCase(
            "an empty spec and a field that nothing has", head + "metadata: {name: db}\nspec:\nreplicas: 2\n",
            """
            f.yaml:4:6: error: spec is missing from the manifest [required-field]
              4 | spec:
                |      ^
              help: spec: What the route forwards and where it lives.

            f.yaml:5:1: error: a KubernetesTcpRoute has no field 'replicas' [unknown-field]
              5 | replicas: 2
                | ^^^^^^^^
              help: known fields are apiVersion, kind, metadata, spec, status

            """),
    ]

    @Test(arguments: messages)
    func message(_ example: MessageCase) async {
        #expect(await example.rendered() == example.expected)
    }

    /// Between braces the blanks mean nothing.
    @Test func notInJSON() async {
        let text = """
            {"apiVersion": "kubernetes.openmcf.org/v1", "kind": "KubernetesTcpRoute", "metadata": {"name": "db"},
             "spec": null, "namespace": "app"}
            """
        let set = await ManifestSet.load([.text(SourceFile(name: "f.json", text: text))], ManifestOptions())
        #expect(set.diagnostics.map(\.code) == [.requiredField, .unknownField])
    }

    /// The same in an item of a list, in a stack input, and in one of several documents.
    @Test func wherever() async {
        let lost = Self.manifest(8...16) { $0 - 2 }
        func indented(_ first: String, _ other: String) -> String {
            first + lost.split(separator: "\n").joined(separator: "\n" + other) + "\n"
        }
        for input in [
            ManifestInput.text(SourceFile(name: "f.yaml", text: Self.manifest + "---\n" + lost)),
            .text(SourceFile(name: "f.yaml", text: "apiVersion: v1\nkind: List\nitems:\n" + indented("- ", "  "))),
            .stackInput(.text(SourceFile(name: "f.yaml", text: "target:\n" + indented("  ", "  ")))),
        ] {
            let set = await ManifestSet.load([input], ManifestOptions())
            #expect(set.diagnostics.filter { $0.severity == .error }.map(\.code) == [.lostIndentation])
            #expect(set.diagnostics.first { $0.severity == .error }?.path == "spec")
        }
    }
}
