import TestSupport
import Testing
import Values

/// How a field is named, what happens to names that are none, and what other forms the answer has.
struct ExplainTests {
    /// Every way to write a path leads to the same field.
    @Test(arguments: [
        "spec.rules[0].backendRefs", "spec.rules.0.backendRefs[]", "spec.rules.backend_refs",
        "KubernetesTcpRoute.spec.rules.backendRefs", "tcproutes.spec.rules[*].backendRefs",
    ])
    func spelling(path: String) async throws {
        let run = try await Workspace().inProcess("explain", path)
        #expect(run.output.contains("\nFIELD:      spec.rules.backendRefs <[]object> -required-\n"))
    }

    @Test(arguments: [
        (
            "spec.rules.backendRef",
            """
            error: spec.rules has no field 'backendRef'
              help: did you mean 'spec.rules.backendRefs'?
                    known fields are name, backendRefs

            """
        ),
        (
            "port",
            """
            error: a KubernetesTcpRoute has no field 'port'
              help: there is spec.parentRefs.port and spec.rules.backendRefs.port
                    known fields are apiVersion, kind, metadata, spec, status

            """
        ),
        ("spec.rules.name.x", "error: spec.rules.name has no field 'x': it is of type string\n"),
        (
            "spec..rules",
            """
            error: 'spec..rules' is no path of a field: a step of the path is empty
              help: write it as in spec.rules.backendRefs

            """
        ),
    ])
    func unknownField(path: String, errors: String) async throws {
        let run = try await Workspace().inProcess("explain", path)
        #expect(run.errors == errors)
        #expect(run.output == "")
        #expect(run.status == 64)
    }

    @Test func otherReleases() async throws {
        let workspace = try Workspace()
        var run = try await workspace.succeed("explain", "spec.useDefaultGateways", "--gateway-api", "v1.6/standard")
        #expect(
            run.output == """
                KIND:       KubernetesTcpRoute
                VERSION:    kubernetes.openmcf.org/v1
                FOR:        Gateway API v1.6/standard, TCPRoute v1

                FIELD:      spec.useDefaultGateways <string>
                AVAILABLE:  not for v1.6/standard, where an API server would drop it; since
                            v1.4, in the experimental channel only

                DESCRIPTION:
                    Attaches the route to the cluster's default Gateways as well (experimental
                    channel, GEP-3793).

                ALLOWED:
                    All, None

                """)
        run = try await workspace.succeed("explain", "spec.rules", "--api-version", "v1")
        #expect(run.output.contains("\nALLOWED:\n    1 element\n"))
        run = try await workspace.succeed("explain", "spec.rules.name", "--gateway-api", "v1.1")
        #expect(run.output.contains("AVAILABLE:  not for v1.1/experimental, where an API server would drop it; since"))
        run = try await workspace.inProcess("explain", "spec", "--gateway-api", "v1.5/standard")
        #expect(run.status == 64)
    }

    @Test func width() async throws {
        let workspace = try Workspace()
        for (columns, limit) in [("50", 50), ("300", 100), ("1", 70), ("x", 80)] {
            let run = try await workspace.inProcess(
                "explain", "spec.parentRefs.namespace", environment: ["COLUMNS": columns])
            let widest = run.output.split(separator: "\n").map(\.count).max() ?? 0
            #expect(widest <= limit, "\(run.testDescription)")
            if columns == "300" { #expect(widest > 90) }
        }
    }

    @Test func json() async throws {
        let workspace = try Workspace()
        var json = try await workspace.succeed("explain", "spec.rules.backendRefs.port", "-o", "json").json
        #expect(json["formatVersion"] == "1.0")
        #expect(json["target"] == ["gatewayAPI": "v1.6/experimental", "version": "v1alpha2"])
        #expect(
            json["field"] == [
                "path": "spec.rules.backendRefs.port", "type": "integer", "required": false,
                "description": "Port of the backend; required for a Service.",
                "constraints": ["minimum": 1, "maximum": 65535, "format": "int32"], "limits": ["1 to 65535"],
            ])
        json = try await workspace.succeed(
            "explain", "spec.rules.name", "-o", "json", "--gateway-api", "v1.1"
        ).json
        #expect(json["available"]?["inTarget"] == false)
        #expect(json["available"]?["gatewayAPI"]?.array?.first == "v1.2/experimental")
        json = try await workspace.succeed("explain", "-o", "json").json
        #expect(json["field"]?["fields"]?.array?.count == 5)
        #expect(json["field"]?["fields"]?.array?[3]["fields"] == nil)
        json = try await workspace.succeed("explain", "-o", "json", "--recursive").json
        #expect(json["field"]?["fields"]?.array?[3]["fields"]?.array?.count == 5)
        json = try await workspace.inProcess("explain", "nope", "-o", "json").json
        #expect(json["error"]?["message"] == "a KubernetesTcpRoute has no field 'nope'")
    }
}
