import GatewayAPI
import Schemas
import Testing
import Values

@testable import Sandbox

/// OpenShift's Routes.
struct RouteTests {
    static let modern = "/apis/route.openshift.io/v1/namespaces/default/routes"
    static let old = "/oapi/v1/namespaces/default/routes"

    private static func route(_ members: String = "", apiVersion: String = "route.openshift.io/v1") -> String {
        #"{"apiVersion":"\#(apiVersion)","kind":"Route","metadata":{"name":"web"},"spec":{"to":{"name":"web"}\#(members)}}"#
    }

    @Test(arguments: [
        (#","host":"*.example.test""#, ["spec.host"]), (#","path":"a""#, ["spec.path"]),
        (#","wildcardPolicy":"Subdomain""#, ["<nil>", "<nil>", "<nil>"]),
        (#","host":"a.test","port":{"targetPort":0}"#, ["<nil>", "<nil>"]),
        (#","host":"a.test","port":{"targetPort":true}"#, ["spec.port.targetPort", "<nil>"]),
        (
            #","host":"a.test","tls":{"termination":"passthrough","certificate":"x"}"#,
            ["spec.tls.certificate", "<nil>", "<nil>", "<nil>"]
        ),
        (#","host":"a.test","tls":{"termination":"edge","destinationCACertificate":""}"#, []),
        (
            #","tls":{"termination":"passthrough","insecureEdgeTerminationPolicy":"Allow"}"#, ["spec.tls"]
        ),
        (
            #","httpHeaders":{"actions":{"request":[{"name":"Cookie","action":{"type":"Delete"}}]}}"#,
            ["spec.httpHeaders.actions.request[0].name"]
        ),
        (#","alternateBackends":[{"name":"b"},{"name":"b"}]"#, ["spec.alternateBackends[1]"]),
    ])
    func whatIsWrongIsNamed(_ members: String, _ fields: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.modern, Self.route(members))
            #expect(
                (answer["details.causes"]?.array ?? []).compactMap { $0["field"]?.string } == fields, "\(answer.text)")
        }
    }

    @Test(arguments: [
        ("plain text", true), ("%[req.hdr(Host),lower]", true), ("100%%", true), ("%{+Q}[ssl_c_der,base64]", true),
        ("%[res.hdr(Host)]", false), ("%[bad()]", false), ("%", false), ("[x]", false), ("%[req.hdr()]", false),
    ])
    func headerValues(_ value: String, _ isAccepted: Bool) {
        let header: Value = [["name": "X", "action": ["type": "Set", "set": ["value": .string(value)]]]]
        #expect(OpenShiftRouteRules.headerValues("request").findings(header).isEmpty == isAccepted)
    }

    /// One object under two paths, each of which says it in its own words.
    @Test func oldPaths() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.send("GET", Self.old + "/web").message == #"routes "web" not found"#)
            let made = await api.send("POST", Self.old, Self.route(apiVersion: "v1"))
            #expect(made.code == 201)
            #expect(made["apiVersion"] == "v1")
            #expect(
                made["spec"] == ["to": ["kind": "Service", "name": "web", "weight": 100], "wildcardPolicy": "None"])
            #expect(await api.send("GET", Self.modern + "/web")["apiVersion"] == "route.openshift.io/v1")
            #expect(
                await api.send("GET", Self.modern + "/other").message
                    == #"routes.route.openshift.io "other" not found"#)
            let list = await api.send("GET", "/oapi/v1/routes")
            #expect(list["kind"] == "RouteList")
            #expect(list["apiVersion"] == "v1")
            #expect(list["items"]?[0]?["apiVersion"] == "v1")
            #expect(await api.send("GET", "/oapi/v1/watch/routes?timeoutSeconds=0").code == 200)
            #expect(await api.send("POST", Self.old, Self.route()).code == 400)
            let patch = #"{"spec":{"host":"a.test"}}"#
            #expect(
                await api.send("PATCH", Self.old + "/web", patch, contentType: "application/strategic-merge-patch+json")
                    .code == 415)
            #expect(
                await api.send("PATCH", Self.old + "/web", patch, contentType: "application/merge-patch+json")[
                    "spec.host"] == "a.test")
            #expect(await api.send("GET", "/api/v1/namespaces/default/routes").code == 404)
            let gone = await api.send("DELETE", Self.old + "/web")
            #expect(gone["status"] == "Success")
            #expect(gone["details.group"] == nil)
        }
    }

    /// The body says where a Route goes that is sent to no namespace.
    @Test func withoutANamespaceInThePath() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(
                await api.send("POST", "/oapi/v1/routes", Self.route(apiVersion: "v1")).message
                    == "an empty namespace may not be set during creation")
            let located = Self.route(apiVersion: "v1").replacing(
                #""name":"web"},"spec""#, with: #""name":"web","namespace":"default"},"spec""#)
            #expect(await api.send("POST", "/oapi/v1/routes", located).code == 201)
            #expect(
                await api.send("POST", "/apis/route.openshift.io/v1/routes", Self.route()).text
                    == "404 page not found\n")
        }
    }
}
