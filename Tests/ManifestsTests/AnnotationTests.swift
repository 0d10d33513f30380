import Diagnostics
import Manifests
import Testing
import Values

/// What an API server takes as annotations, and what not.
struct AnnotationTests {
    private static func diagnostics(_ annotations: String) async -> [Diagnostic] {
        let text = """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: db, annotations: \(annotations)}
            spec:
              namespace: ns
              parentRefs: [{name: gw}]
              rules: [{backendRefs: [{name: db, port: 1}]}]

            """
        return await RenderingTests.load(text).diagnostics.filter { $0.severity != .note }
    }

    @Test func prefixesMayHaveCapitals() async {
        #expect(await Self.diagnostics("{Example.COM/Foo: x}").isEmpty)
        #expect(await Self.diagnostics("{Example..COM/Foo: x}").map(\.code) == [.pattern])
    }

    /// All count together, and so does the one that marks the stack when the route is applied.
    @Test func largeOnes() async {
        let stack = "openmcf.org/stack".utf8.count + 36
        let most = (256 << 10) - stack - 2
        let text = String(repeating: "x", count: most - 10)
        #expect(await Self.diagnostics("{a: \(text), b: 0123456789z}").map(\.code) == [.textLength])
        #expect(await Self.diagnostics("{a: \(text), b: 012345678z}").isEmpty)
        let found = await Self.diagnostics("{a: \(text), b: 0123456789z}")
        #expect(
            found.map(\.message) == [
                "annotations has 262145 bytes, keys and openmcf's own included; an object takes 262144"
            ])
        #expect(found.map(\.path) == ["metadata.annotations"])
    }
}
