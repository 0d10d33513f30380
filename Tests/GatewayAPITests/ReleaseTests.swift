import GatewayAPI
import Schemas
import Testing
import Values

/// What each release, channel and version of TCPRoute differs in.
struct ReleaseTests {
    /// The differences that users meet, in one line.
    static func facts(_ target: GatewayAPITarget) -> String {
        let spec = TCPRouteSchema.spec(target)
        let rule = spec["rules"]?.items
        let parentRule = spec["parentRefs"]?.rules.first?.message ?? ""
        let status = TCPRouteSchema.object(target).at(["status", "parents"])?.items?.required ?? []
        return [
            "rules \(spec["rules"]?.maxItems ?? 0)", spec["useDefaultGateways"] == nil ? nil : "defaults",
            rule?["name"] == nil ? nil : "names", spec["rules"]?.rules.isEmpty == true ? nil : "unique",
            rule?.required == ["backendRefs"] ? "backends" : nil,
            parentRule.hasPrefix("sectionName or port") ? "ports" : "sections",
            status.contains("conditions") ? "conditions" : nil,
        ].compactMap(\.self).joined(separator: " ")
    }

    @Test(arguments: [
        ("v0.8", "experimental", "v1alpha2", "rules 16 ports"), ("v1.0", "experimental", "v1alpha2", "rules 16 ports"),
        ("v1.1", "experimental", "v1alpha2", "rules 16 ports"),
        ("v1.2", "experimental", "v1alpha2", "rules 16 names unique ports"),
        ("v1.3", "experimental", "v1alpha2", "rules 16 names unique ports"),
        ("v1.4", "experimental", "v1alpha2", "rules 16 defaults names unique backends ports conditions"),
        ("v1.5", "experimental", "v1alpha2", "rules 16 defaults names unique backends ports conditions"),
        ("v1.6", "experimental", "v1alpha2", "rules 16 defaults names unique backends ports conditions"),
        ("v1.6", "experimental", "v1", "rules 1 defaults names backends ports conditions"),
        ("v1.6", "standard", "v1", "rules 1 names backends sections conditions"),
        ("v1.6", "standard", "v1alpha2", "rules 16 names backends sections conditions"),
    ])
    func differences(release: String, channel: String, version: String, facts: String) throws {
        let target = GatewayAPITarget(
            release: try #require(.init(rawValue: release)), channel: try #require(.init(rawValue: channel)),
            version: try #require(.init(rawValue: version)))
        #expect(Self.facts(target) == facts)
        #expect(target.unavailability == nil)
        #expect(target.description == "\(release)/\(channel) \(version)")
    }

    @Test(
        arguments: [
            ("v1.6", "v1.6/experimental"), ("1.6", "v1.6/experimental"), ("v1.6.1", "v1.6/experimental"),
            ("v1.6.1/standard", "v1.6/standard"),
            ("0.8.0/experimental", "v0.8/experimental"), ("v1.6/other", nil), ("v1.7", nil), ("v2.0", nil), ("v1", nil),
            ("", nil), ("v1.6.", nil),
            ("v1.x", nil), ("v1.6/experimental/x", nil), ("v1.6.1.1", nil), ("v1.6/", nil), ("/standard", nil),
            ("v01.6", nil), ("vv1.6", nil), ("v1.-6", nil),
            ("V1.6", nil), ("v1.6.x", nil),
        ] as [(String, String?)])
    func parsing(text: String, expected: String?) {
        let parsed = GatewayAPITarget.parse(text)
        #expect(parsed.map { "\($0.release)/\($0.channel)" } == expected)
    }

    @Test func whatDoesNotExist() {
        func target(
            _ release: GatewayAPITarget.Release, _ channel: GatewayAPITarget.Channel,
            _ version: GatewayAPITarget.APIVersion
        ) -> GatewayAPITarget {
            GatewayAPITarget(release: release, channel: channel, version: version)
        }
        #expect(
            target(.v1_5, .standard, .v1alpha2).unavailability
                == "the standard channel of v1.5 has no TCPRoute; it is in v1.5/experimental")
        #expect(target(.v1_5, .experimental, .v1).unavailability == "TCPRoute v1 came with v1.6; v1.5 has v1alpha2")
        #expect(!target(.v1_6, .standard, .v1alpha2).isServed)
        #expect(target(.v1_6, .standard, .v1).isServed)
        #expect(target(.v0_8, .experimental, .v1alpha2).isServed)
        #expect(GatewayAPITarget.standard == target(.v1_6, .experimental, .v1alpha2))
        #expect(GatewayAPITarget.known.count == 9)
        #expect(GatewayAPITarget.known.allSatisfy { GatewayAPITarget.parse($0) != nil })
    }

    @Test func everyReleaseHasASchema() {
        for release in GatewayAPITarget.Release.allCases {
            for version in GatewayAPITarget.APIVersion.allCases {
                for channel in GatewayAPITarget.Channel.allCases {
                    let schema = TCPRouteSchema.object(
                        GatewayAPITarget(release: release, channel: channel, version: version))
                    #expect(schema.at(["spec", "rules", "backendRefs", "port"])?.maximum == 65535)
                    #expect(schema.at(["spec", "parentRefs", "name"])?.maxLength == 253)
                }
            }
        }
    }
}
