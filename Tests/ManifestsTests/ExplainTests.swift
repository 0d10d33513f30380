import GatewayAPI
import Manifests
import Schemas
import Testing

/// Which releases have a field, as it follows from the schemas.
struct ExplainTests {
    private static let newest = GatewayAPITarget.standard
    private static let stable = GatewayAPITarget(release: .v1_6, channel: .standard, version: .v1)
    private static let old = GatewayAPITarget(release: .v1_1, channel: .experimental, version: .v1alpha2)

    @Test(arguments: [
        ("spec.rules.backendRefs", newest, true, "since v0.8"), ("spec.rules.name", newest, true, "since v1.2"),
        ("spec.rules.name", old, false, "since v1.2"),
        ("spec.use_default_gateways", newest, true, "since v1.4, in the experimental channel only"),
        ("spec.useDefaultGateways", stable, false, "since v1.4, in the experimental channel only"),
        ("spec.namespace.value_from.field_path", stable, true, "since v0.8"),
    ])
    func availability(path: String, target: GatewayAPITarget, isInTarget: Bool, text: String) throws {
        let (field, availability) = try ManifestSchema.field(path.split(separator: ".").map(String.init), target)
        #expect(!field.summary.isEmpty)
        #expect(availability.isInTarget == isInTarget)
        #expect(availability.text == text)
        #expect(availability.isEverywhere == (text == "since v0.8"))
    }

    @Test func everyFieldIsDescribed() {
        for target in GatewayAPITarget.served {
            for field in ManifestSchema.explained(target).everything {
                #expect(field.summary.hasSuffix("."), "\(field.path)")
            }
        }
    }

    @Test func unknownFieldIsLookedForInTheTarget() {
        let unknown = #expect(throws: UnknownField.self) { try ManifestSchema.field(["spec", "nope"], Self.stable) }
        #expect(unknown?.parent.fields.contains { $0.name == "useDefaultGateways" } == false)
    }
}
