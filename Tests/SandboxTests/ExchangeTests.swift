import Documents
import Testing
import Values

@testable import Sandbox

/// Conversations with the API: what a client sends, one request after the other, and what it must be answered.
///
/// They need nothing from outside the repository. Each step names the code and those fields of the answer that matter.
struct ExchangeTests {
    struct Step: Sendable {
        let method: String
        let target: String
        var body = ""
        var type = "application/json"
        let code: Int
        /// Paths of the answer and the JSON that stands there; empty for fields that must be missing.
        var fields: [String: String] = [:]
    }

    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let steps: [Step]

        var testDescription: String { name }
    }

    @Test(arguments: scenarios)
    func answersAsExpected(_ scenario: Scenario) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            for (index, step) in scenario.steps.enumerated() {
                let answer = await api.send(step.method, step.target, step.body, contentType: step.type)
                let place = "step \(index + 1), \(step.method) \(step.target): \(answer.text)"
                #expect(answer.code == step.code, "\(place)")
                for (path, expected) in step.fields {
                    let found = try answer.value[FieldPath(parsing: path)].map { JSONWriter.text($0) } ?? ""
                    #expect(found == expected, "\(path) in \(place)")
                }
            }
        }
    }

    private static let routes = TestAPI.routes
    private static let merge = "application/merge-patch+json"
    private static let operations = "application/json-patch+json"
    private static let apply = "application/apply-patch+yaml"

    /// A TCPRoute with one backend.
    private static func route(_ metadata: String, port: Int = 5432, version: String = "v1alpha2") -> String {
        """
        {"apiVersion":"gateway.networking.k8s.io/\(version)","kind":"TCPRoute","metadata":{\(metadata)},\
        "spec":{"rules":[{"backendRefs":[{"name":"db","port":\(port)}]}]}}
        """
    }

    private static func namespace(_ name: String) -> String {
        #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)"}}"#
    }

    static let scenarios = [writing, invalid, patching, applying, deleting, listing, namespaces, placement]

    private static let writing = Scenario(
        name: "create, get, replace, conflict",
        steps: [
            Step(
                method: "POST", target: routes, body: route(#""name":"db""#), code: 201,
                fields: [
                    "metadata.generation": "1", "metadata.resourceVersion": "\"6\"",
                    "metadata.namespace": "\"default\"", "metadata.creationTimestamp": "\"2026-01-01T00:00:00Z\"",
                    "metadata.managedFields[0].manager": "\"tester\"",
                    "metadata.managedFields[0].operation": "\"Update\"",
                    "spec.rules[0].backendRefs[0].weight": "1", "spec.rules[0].backendRefs[0].kind": "\"Service\"",
                    "spec.rules[0].backendRefs[0].group": "\"\"",
                ]),
            Step(
                method: "POST", target: routes, body: route(#""name":"db""#), code: 409,
                fields: ["reason": "\"AlreadyExists\"", "details.name": "\"db\"", "details.kind": "\"tcproutes\""]),
            Step(
                method: "POST", target: routes, body: route(#""name":"new","resourceVersion":"1""#), code: 500,
                fields: ["message": "\"resourceVersion should not be set on objects to be created\""]),
            Step(
                method: "GET", target: "\(TestAPI.routesV1)/db", code: 200,
                fields: ["apiVersion": "\"gateway.networking.k8s.io/v1\"", "metadata.resourceVersion": "\"6\""]),
            Step(
                method: "PUT", target: "\(routes)/db", body: route(#""name":"db","resourceVersion":"5""#, port: 1),
                code: 409, fields: ["reason": "\"Conflict\""]),
            Step(
                method: "PUT", target: "\(routes)/db", body: route(#""name":"db""#, port: 1), code: 422,
                fields: ["details.causes[0].field": "\"metadata.resourceVersion\""]),
            Step(
                method: "PUT", target: "\(routes)/db",
                body: route(#""name":"db","resourceVersion":"6","uid":"another""#, port: 1), code: 409,
                fields: ["reason": "\"Conflict\""]),
            Step(
                method: "PUT", target: "\(routes)/other", body: route(#""name":"db","resourceVersion":"6""#, port: 1),
                code: 400,
                fields: ["message": "\"the name of the object (db) does not match the name on the URL (other)\""]),
            Step(
                method: "PUT", target: "\(routes)/db", body: route(#""name":"db","resourceVersion":"6""#, port: 1),
                code: 200, fields: ["metadata.generation": "2", "metadata.resourceVersion": "\"7\""]),
            // What changes nothing is no write.
            Step(
                method: "PUT", target: "\(routes)/db", body: route(#""name":"db","resourceVersion":"7""#, port: 1),
                code: 200, fields: ["metadata.generation": "2", "metadata.resourceVersion": "\"7\""]),
            Step(method: "GET", target: "\(routes)/none", code: 404, fields: ["reason": "\"NotFound\""]),
        ])

    private static let invalid = Scenario(
        name: "what no server stores",
        steps: [
            Step(
                method: "POST", target: routes, body: route(#""name":"db""#, port: 65536), code: 422,
                fields: [
                    "reason": "\"Invalid\"", "details.causes[0].field": "\"spec.rules[0].backendRefs[0].port\"",
                    "details.causes[0].reason": "\"FieldValueInvalid\"",
                ]),
            Step(
                method: "POST", target: routes, body: route(#""name":"Not_A_Name""#), code: 422,
                fields: ["details.causes[0].field": "\"metadata.name\""]),
            Step(
                method: "POST", target: "\(routes)?fieldValidation=Strict",
                body: route(#""name":"db","colour":"red""#), code: 400, fields: ["reason": "\"BadRequest\""]),
            Step(method: "POST", target: routes, body: "{", code: 400, fields: ["reason": "\"BadRequest\""]),
            Step(
                method: "POST", target: routes, body: route(#""name":"db""#, version: "v1"), code: 400,
                fields: ["reason": "\"BadRequest\""]),
            Step(method: "POST", target: routes, body: "x", type: "text/plain", code: 415),
            Step(method: "GET", target: routes, code: 200, fields: ["items": "[]"]),
        ])

    private static let patching = Scenario(
        name: "merge patch and JSON patch",
        steps: [
            Step(method: "POST", target: routes, body: route(#""name":"db""#), code: 201),
            Step(
                method: "PATCH", target: "\(routes)/db", body: #"{"metadata":{"labels":{"a":"b"}}}"#, type: merge,
                code: 200, fields: ["metadata.labels": #"{"a":"b"}"#, "metadata.generation": "1"]),
            Step(
                method: "PATCH", target: "\(routes)/db", body: #"{"metadata":{"labels":{"a":null}}}"#, type: merge,
                code: 200, fields: ["metadata.labels": ""]),
            Step(
                method: "PATCH", target: "\(routes)/db", body: #"{"metadata":{"resourceVersion":"6"}}"#, type: merge,
                code: 409, fields: ["reason": "\"Conflict\""]),
            Step(
                method: "PATCH", target: "\(routes)/db",
                body: #"[{"op":"replace","path":"/spec/rules/0/backendRefs/0/port","value":1}]"#, type: operations,
                code: 200, fields: ["spec.rules[0].backendRefs[0].port": "1", "metadata.generation": "2"]),
            Step(
                method: "PATCH", target: "\(routes)/db", body: #"[{"op":"remove","path":"/spec/none"}]"#,
                type: operations, code: 422, fields: ["reason": "\"Invalid\""]),
            Step(
                method: "PATCH", target: "\(routes)/db?dryRun=All", body: #"{"metadata":{"labels":{"a":"b"}}}"#,
                type: merge, code: 200, fields: ["metadata.labels": #"{"a":"b"}"#]),
            Step(method: "GET", target: "\(routes)/db", code: 200, fields: ["metadata.labels": ""]),
            Step(method: "PATCH", target: "\(routes)/db", body: "{}", type: "application/json", code: 415),
        ])

    private static let applying = Scenario(
        name: "server-side apply",
        steps: [
            Step(method: "PATCH", target: "\(routes)/db", body: route(#""name":"db""#), type: apply, code: 422),
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=one",
                body: route(#""name":"db","uid":"x""#), type: apply, code: 409, fields: ["reason": "\"Conflict\""]),
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=one",
                body: route(#""name":"db","resourceVersion":"1""#), type: apply, code: 201,
                fields: [
                    "metadata.managedFields[0].manager": "\"one\"",
                    "metadata.managedFields[0].operation": "\"Apply\"", "metadata.resourceVersion": "\"6\"",
                ]),
            // Version 1 means that there must be none; no object ever has it.
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=one",
                body: route(#""name":"db","resourceVersion":"1""#), type: apply, code: 409,
                fields: ["reason": "\"Conflict\"", "details.causes": ""]),
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=two", body: route(#""name":"db""#, port: 1),
                type: apply, code: 409,
                fields: [
                    "reason": "\"Conflict\"", "details.causes[0].reason": "\"FieldManagerConflict\"",
                    "details.causes[0].message": #""conflict with \"one\"""#,
                    "details.causes[0].field": "\".spec.rules\"",
                ]),
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=two&force=true",
                body: route(#""name":"db""#, port: 1), type: apply, code: 200,
                fields: ["spec.rules[0].backendRefs[0].port": "1", "metadata.generation": "2"]),
            // Once more the same is no write.
            Step(
                method: "PATCH", target: "\(routes)/db?fieldManager=two",
                body: route(#""name":"db""#, port: 1), type: apply, code: 200,
                fields: ["metadata.resourceVersion": "\"7\""]),
        ])

    private static let deleting = Scenario(
        name: "delete, preconditions, finalizers",
        steps: [
            Step(
                method: "POST", target: routes, body: route(#""name":"db","finalizers":["example.com/hold"]"#),
                code: 201),
            Step(
                method: "DELETE", target: "\(routes)/db", body: #"{"preconditions":{"uid":"another"}}"#, code: 409,
                fields: ["reason": "\"Conflict\""]),
            Step(
                method: "DELETE", target: "\(routes)/db", body: #"{"preconditions":{"resourceVersion":"5"}}"#,
                code: 409, fields: ["reason": "\"Conflict\""]),
            Step(
                method: "DELETE", target: "\(routes)/db", code: 200,
                fields: [
                    "kind": "\"TCPRoute\"", "metadata.deletionTimestamp": "\"2026-01-01T00:00:00Z\"",
                    "metadata.generation": "2",
                ]),
            Step(method: "GET", target: "\(routes)/db", code: 200),
            Step(
                method: "PATCH", target: "\(routes)/db", body: #"{"metadata":{"finalizers":null}}"#, type: merge,
                code: 200),
            Step(method: "GET", target: "\(routes)/db", code: 404),
            Step(method: "POST", target: routes, body: route(#""name":"db""#), code: 201),
            Step(
                method: "DELETE", target: "\(routes)/db", code: 200,
                fields: ["kind": "\"Status\"", "status": "\"Success\"", "details.name": "\"db\""]),
            Step(method: "DELETE", target: "\(routes)/db", code: 404, fields: ["reason": "\"NotFound\""]),
        ])

    private static let listing = Scenario(
        name: "lists, selectors, deletion of a collection",
        steps: [
            Step(method: "POST", target: routes, body: route(#""name":"a","labels":{"t":"x"}"#), code: 201),
            Step(method: "POST", target: routes, body: route(#""name":"b""#), code: 201),
            Step(
                method: "GET", target: routes, code: 200,
                fields: [
                    "kind": "\"TCPRouteList\"", "metadata.resourceVersion": "\"7\"",
                    "items[0].metadata.name": "\"a\"", "items[1].metadata.name": "\"b\"",
                ]),
            Step(
                method: "GET", target: "\(routes)?labelSelector=t%3Dx", code: 200,
                fields: ["items[0].metadata.name": "\"a\"", "items[1]": ""]),
            Step(
                method: "GET", target: "\(routes)?fieldSelector=metadata.name%3Db", code: 200,
                fields: ["items[0].metadata.name": "\"b\"", "items[1]": ""]),
            Step(
                method: "GET", target: "\(routes)?limit=1", code: 200,
                fields: ["items[1]": "", "metadata.remainingItemCount": "1"]),
            Step(method: "GET", target: "\(routes)?continue=x", code: 400, fields: ["reason": "\"BadRequest\""]),
            Step(
                method: "DELETE", target: "\(routes)?labelSelector=t%3Dx", code: 200,
                fields: ["items[0].metadata.name": "\"a\"", "items[1]": ""]),
            Step(
                method: "GET", target: routes, code: 200,
                fields: ["items[0].metadata.name": "\"b\"", "items[1]": ""]),
        ])

    private static let namespaces = Scenario(
        name: "namespaces and what is in them",
        steps: [
            Step(
                method: "POST", target: "/api/v1/namespaces", body: namespace("team"), code: 201,
                fields: [
                    "metadata.labels": #"{"kubernetes.io/metadata.name":"team"}"#, "status.phase": "\"Active\"",
                    "spec.finalizers": #"["kubernetes"]"#, "metadata.generation": "",
                ]),
            Step(
                method: "POST", target: "/api/v1/namespaces", body: namespace("a.b"), code: 422,
                fields: ["details.causes[0].field": "\"metadata.name\""]),
            Step(
                method: "POST", target: "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/team/tcproutes",
                body: route(#""name":"db""#), code: 201),
            // A namespace may be changed without saying which version, but not what it holds on to.
            Step(
                method: "PUT", target: "/api/v1/namespaces/team",
                body: #"{"metadata":{"name":"team"},"spec":{"finalizers":[]}}"#, code: 200,
                fields: ["spec.finalizers": #"["kubernetes"]"#]),
            Step(
                method: "DELETE", target: "/api/v1/namespaces/default", code: 403,
                fields: ["reason": "\"Forbidden\""]),
            Step(method: "DELETE", target: "/api/v1/namespaces", code: 405),
            Step(
                method: "DELETE", target: "/api/v1/namespaces/team", code: 200,
                fields: ["status.phase": "\"Terminating\""]),
            // What is in it goes a moment later, and then it.
            Step(
                method: "GET", target: "/api/v1/namespaces/team", code: 200,
                fields: ["status.phase": "\"Terminating\""]),
        ])

    private static let placement = Scenario(
        name: "objects belong into a namespace that exists",
        steps: [
            Step(
                method: "POST", target: "/apis/gateway.networking.k8s.io/v1/namespaces/none/tcproutes",
                body: route(#""name":"db""#, version: "v1"), code: 404,
                fields: ["details.kind": "\"namespaces\"", "details.name": "\"none\""]),
            Step(
                method: "POST", target: routes, body: route(#""name":"db","namespace":"kube-system""#), code: 400,
                fields: [
                    "message":
                        "\"the namespace of the provided object does not match the namespace sent on the request\""
                ]),
        ])
}
