import Diagnostics
import GatewayAPI
import Testing
import Values

@testable import Manifests

/// Routes of v1alpha2 on their way to v1, which allows one rule.
struct RouteMigrationTests {
    private static func conversions(
        _ text: String, channel: GatewayAPITarget.Channel = .experimental, splits: Bool = false, gateway: String? = nil
    ) async throws -> [Conversion] {
        var reading = ManifestOptions()
        reading.keepsComments = true
        let set = await ManifestSet.load([.text(SourceFile(name: "f.yaml", text: text))], reading)
        try #require(set.isValid, "\(TextRenderer().render(set.diagnostics))")
        var options = ConversionOptions()
        options.gateway = gateway.flatMap { GatewayName($0) }
        options.migration = RouteMigration(
            to: GatewayAPITarget(release: .v1_6, channel: channel, version: .v1alpha2), splits: splits)
        return set.conversions(options)
    }

    private static let object = """
        # The database.
        apiVersion: gateway.networking.k8s.io/v1alpha2
        kind: TCPRoute
        metadata:
          name: pg
          namespace: db
          labels: {team: data}
        spec:
          parentRefs: [{name: gw, sectionName: tcp}]
          rules:
          # Serves.
          - backendRefs: [{name: pg, port: 5432}]
          # Never did.
          - name: spare
            backendRefs:
            - name: pg-b  # b
              port: 5432
            - {name: pg-c, port: 5433}
        # The end.

        """

    private static let first = """
        # The database.
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata:
          name: pg
          labels:
            team: data
        spec:
          namespace: db
          parentRefs:
          - name: gw
            sectionName: tcp
          rules:
          # Serves.
          - backendRefs:
            - name: pg
              port: 5432
        # The end.

        """

    @Test func theFirstRuleStays() async throws {
        let conversion = try #require(try await Self.conversions(Self.object).first)
        #expect(conversion.manifests.map(\.text) == [Self.first])
        #expect(conversion.manifests.map(\.lostComments) == [2])
        #expect(
            TextRenderer().render(conversion.findings) == """
                f.yaml:14:5: warning: rules[1] (pg-b:5432 and pg-c:5433) is left out: it served nothing, the first rule takes every connection [lost-in-conversion]
                  14 |   - name: spare
                     |     ^^^^^^^^^^^
                  help: with --split it becomes a route of its own, for a listener of its own

                """)
    }

    @Test(
        arguments: [
            (nil, ""), ("gw", "  parentRefs:\n  - name: gw\n    sectionName: pg-2\n"),
        ] as [(String?, String)])
    func otherRulesBecomeRoutes(gateway: String?, parents: String) async throws {
        let conversion = try #require(
            try await Self.conversions(Self.object, splits: true, gateway: gateway).first)
        let second = """
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata:
              name: pg-2
              labels:
                team: data
            spec:
              namespace: db
            \(parents)  rules:
              # Never did.
              - name: spare
                backendRefs:
                - name: pg-b # b
                  port: 5432
                - name: pg-c
                  port: 5433

            """
        #expect(conversion.manifests.map(\.text) == [Self.first, second])
        #expect(conversion.manifests.map(\.lostComments) == [0, 0])
        #expect(conversion.manifests.map(\.needsListener) == [false, true])
        #expect(
            conversion.findings.map(\.message) == [
                "rules[1] (pg-b:5432 and pg-c:5433) becomes the route 'pg-2', for a listener of its own: it served "
                    + "nothing, the first rule takes every connection"
            ])
        // All of it is what v1 takes.
        var options = ManifestOptions()
        options.target = GatewayAPITarget(release: .v1_6, channel: .standard, version: .v1)
        let text = conversion.manifests.map(\.text).joined(separator: "---\n")
        let set = await ManifestSet.load([.text(SourceFile(name: "v1.yaml", text: text))], options)
        #expect(set.isValid && set.routes.count == 2)
    }

    @Test func aNameThatIsTakenIsRefused() async throws {
        let other = """
            ---
            apiVersion: kubernetes.openmcf.org/v1
            kind: KubernetesTcpRoute
            metadata: {name: pg-2}
            spec: {namespace: db, rules: [{backendRefs: [{name: a, port: 1}]}]}

            """
        let findings = try await Self.conversions(Self.object + other, splits: true).flatMap(\.findings)
        #expect(
            findings.filter { $0.severity == .error }.map(\.message) == [
                "there is a route db/pg-2 already, whose name this rule would get"
            ])
    }

    private static func route(_ spec: String) -> String {
        """
        apiVersion: kubernetes.openmcf.org/v1
        kind: KubernetesTcpRoute
        metadata: {name: pg}
        spec: {namespace: db, rules: [{backendRefs: [{name: a, port: 1}]}], \(spec)}

        """
    }

    /// The standard channel has no default Gateways: who is served through them would lose everything unnoticed.
    @Test func defaultGatewaysAreRefusedOnStandard() async throws {
        let text = Self.route("useDefaultGateways: All")
        let refused = try #require(try await Self.conversions(text, channel: .standard).first)
        #expect(
            TextRenderer().render(refused.findings) == """
                f.yaml:4:69: error: useDefaultGateways is not in the standard channel of v1.6: the API server would drop it [unknown-field]
                  4 | spec: {namespace: db, rules: [{backendRefs: [{name: a, port: 1}]}], useDefaultGateways: All}
                    |                                                                     ^^^^^^^^^^^^^^^^^^
                  help: name the Gateways under 'parentRefs:' before the channel changes, or stay with --gateway-api v1.6/experimental

                """)
        let kept = try #require(try await Self.conversions(text).first)
        #expect(kept.findings.isEmpty)
        #expect(kept.manifests.first?.value["spec"]?["useDefaultGateways"] == "All")
    }

    /// `None` says what the standard channel does anyway.
    @Test func noDefaultGatewaysAreLeftOutOnStandard() async throws {
        let conversion = try #require(
            try await Self.conversions(Self.route("useDefaultGateways: None"), channel: .standard).first)
        #expect(conversion.findings.map(\.message) == ["useDefaultGateways is left out: without it there are none"])
        #expect(conversion.findings.map(\.severity) == [.warning])
        #expect(conversion.manifests.first?.value["spec"]?["useDefaultGateways"] == nil)
    }

    /// Listeners of one Gateway that differ in the port alone are one to the standard channel.
    @Test func whatElseV1RefusesIsTold() async throws {
        let findings = try await Self.conversions(
            Self.route("parentRefs: [{name: gw, port: 1}, {name: gw, port: 2}]"), channel: .standard
        ).flatMap(\.findings)
        #expect(findings.map(\.severity) == [.error])
    }
}
