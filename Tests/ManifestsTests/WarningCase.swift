import Diagnostics
import GatewayAPI
import Manifests
import Testing

/// The spec of a route in the namespace `ns`, and what is said of it beside the notes that every run gives.
struct WarningCase: Sendable, CustomTestStringConvertible {
    let name: String
    let target: String?
    let spec: String
    let expected: String
    var testDescription: String { name }

    init(_ name: String, target: String? = nil, _ spec: String, _ expected: String = "") {
        (self.name, self.target, self.spec, self.expected) = (name, target, spec, expected)
    }

    /// The lines of a manifest up to `spec.namespace`; the case begins on line 7.
    static func manifest(_ spec: String) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: db}
        spec:
          namespace: ns

        """ + spec.split(separator: "\n").map { "  \($0)\n" }.joined()
    }

    func rendered() async -> String {
        await MessageCase(name, target: target, Self.manifest(spec), expected).rendered()
    }
}
