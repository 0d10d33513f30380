import Diagnostics
import Manifests
import Testing
import Values
import YAML

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Input made to be expensive costs no more than a fixed amount for each of its bytes.
struct HostileInputTests {
    private static let header = """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: db}

        """

    private static func spec(_ fields: String) -> String { header + "spec:\n  namespace: apps\n" + fields }

    private static func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }

    private static func load(_ text: String) async -> ManifestSet {
        await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], ManifestOptions())
    }

    static let shapes: [(name: String, make: @Sendable (Int) -> String, last: String)] = [
        ("unknown fields", { spec(lines($0) { "  k\($0): 1\n" }) }, "201 more problems in this manifest"),
        ("keys beyond ASCII", { spec(lines($0) { "  é\($0): 1\n" }) }, "201 more problems in this manifest"),
        (
            "parents", { spec("  parentRefs:\n" + lines($0) { _ in "  - {name: gw, port: 0}\n" }) },
            "301 more problems in this manifest"
        ),
        (
            "references", { spec("  parentRefs:\n" + lines($0) { _ in "  - name: {valueFrom: {name: x}}\n" }) },
            "301 more problems in this manifest"
        ),
        (
            "aliases of an element",
            {
                spec("  parentRefs: [&a {name: gw, x: 1}" + String(repeating: ", *a", count: $0 - 1) + "]\n")
            }, "301 more problems in this manifest"
        ),
        ("repeated keys", { spec(lines($0) { _ in "  a: 1\n" }) }, "199 more keys are repeated in this document"),
    ]

    @Test(arguments: shapes.map(\.name))
    func problemsAreCutShort(shape: String) async throws {
        let shape = try #require(Self.shapes.first { $0.name == shape })
        let set = await Self.load(shape.make(1200))
        #expect(!set.isValid)
        #expect(set.diagnostics.count <= 2 * 1001)
        #expect(set.diagnostics.contains { $0.message == shape.last }, "\(set.diagnostics.last?.message ?? "")")
    }

    /// Each route refers to the next one: to follow thousands would overflow the stack.
    @Test func chainsOfReferencesEnd() async {
        func routes(_ count: Int) -> String {
            Self.lines(count) { number in
                let next = "{kind: KubernetesTcpRoute, name: r\(number + 1), fieldPath: spec.namespace}"
                let namespace = number + 1 < count ? "{valueFrom: \(next)}" : "apps"
                return """
                    ---
                    apiVersion: kubernetes.openmcf.org/v1
                    kind: KubernetesTcpRoute
                    metadata: {name: r\(number)}
                    spec:
                      namespace: \(namespace)
                      parentRefs: [{name: gw}]
                      rules: [{backendRefs: [{name: db, port: 5432}]}]

                    """
            }
        }
        let short = await Self.load(routes(33))
        #expect(short.isValid && short.routes.count == 33)
        #expect(short.routes.first?.namespace == "apps")

        let long = await Self.load(routes(100))
        #expect(long.routes.count == 33)
        #expect(long.diagnostics.first?.message == "the reference leads through more than 32 others")
    }

    @Test func suggestionsAndPlacesOfAmbiguousReferencesAreBounded() async {
        let namesakes = Self.lines(50) { _ in
            "---\napiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesNamespace\nmetadata: {name: x}\n"
        }
        let set = await Self.load(Self.header + "spec: {namespace: {valueFrom: {name: x}}}\n" + namesakes)
        let ambiguous = set.diagnostics.first { $0.code.name == "ambiguous-reference" }
        #expect(ambiguous?.message == "KubernetesNamespace 'x' is defined 50 times in the input")
        #expect(ambiguous?.related.count == 10)
    }

    private static func references(_ routes: Int, _ namespaces: Int, to name: (Int) -> String) -> String {
        lines(namespaces) {
            "---\napiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesNamespace\nmetadata: {name: ns-\($0)}\n"
        }
            + lines(routes) {
                "---\n" + header.replacing("db", with: "r\($0)")
                    + "spec: {namespace: {valueFrom: {name: \(name($0))}}, rules: [{backendRefs: [{name: db, port: 1}]}]}\n"
            }
    }

    /// To look each name up among all others would take minutes.
    @Test(.timeLimit(.minutes(1)))
    func thousandsOfReferencesThatLeadNowhere() async {
        let set = await Self.load(Self.references(3000, 3000) { "nope-\($0)" })
        let messages = set.diagnostics.filter { $0.code.name == "unresolved-reference" }
        #expect(messages.count == 3000)
        #expect(
            messages.last?.message
                == "KubernetesNamespace 'nope-2999' is neither in the input nor in the state, so its spec.name is unknown"
        )
    }

    /// Names are compared while there are few references, or few names.
    @Test(arguments: [(10, 900, true), (10, 1001, false), (2500, 100, true), (2501, 100, false)])
    func suggestionsAreBounded(routes: Int, names: Int, isSuggested: Bool) async {
        let set = await Self.load(Self.references(routes, names) { $0 == 0 ? "ms-7" : "nope" })
        let help = set.diagnostics.first { $0.code.name == "unresolved-reference" }?.help
        #expect(
            help
                == (isSuggested
                    ? "did you mean 'ns-7'?" : "give its manifest with another -f, or write the name itself"))
    }

    @Test func environmentsAreBounded() async {
        let namesakes = Self.lines(12) {
            "---\napiVersion: kubernetes.openmcf.org/v1\nkind: KubernetesNamespace\nmetadata: {name: x, env: e\($0)}\n"
        }
        let set = await Self.load(Self.header + "spec: {namespace: {valueFrom: {name: x, env: z}}}\n" + namesakes)
        #expect(
            set.diagnostics.first { $0.code.name == "unresolved-reference" }?.help
                == "the input has KubernetesNamespace 'x' with env e0, env e1, env e2, env e3, env e4, env e5, env e6, "
                + "env e7, env e8, env e9 and 2 more")
    }

    @Test func quotedTextIsShort() async {
        let marks = String(repeating: "\u{301}", count: 10_000)
        let set = await Self.load(Self.header.replacing("db", with: "a" + marks) + "spec: {}\n")
        #expect(set.diagnostics.allSatisfy { $0.message.unicodeScalars.count < 300 })
    }
}
