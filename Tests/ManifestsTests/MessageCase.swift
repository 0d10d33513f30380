import Diagnostics
import GatewayAPI
import Manifests
import Testing

/// A manifest, and what is said of it; notes that every run gives are left out.
struct MessageCase: Sendable, CustomTestStringConvertible {
    let name: String
    let target: String?
    let manifest: String
    let expected: String
    var testDescription: String { name }

    init(_ name: String, target: String? = nil, _ manifest: String, _ expected: String) {
        (self.name, self.target, self.manifest, self.expected) = (name, target, manifest, expected)
    }

    func rendered() async -> String {
        var options = ManifestOptions()
        let isV1 = target?.hasSuffix("/v1") == true
        if let target, let parsed = GatewayAPITarget.parse(isV1 ? String(target.dropLast(3)) : target) {
            let version: GatewayAPITarget.APIVersion = isV1 ? .v1 : .v1alpha2
            options.target = GatewayAPITarget(release: parsed.release, channel: parsed.channel, version: version)
        }
        let set = await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: manifest))], options)
        return TextRenderer().render(set.diagnostics.filter { $0.code != .deprecatedVersion && $0.code != .notApplied })
    }
}
