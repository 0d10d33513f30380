import Documents
import Testing
import Values

@testable import Sandbox

struct TCPRouteTests {
    @Test func createStoresDefaultsAndOwners() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let created = await api.create(route(labels: ["app": "db"]))
            #expect(created.code == 201)
            #expect(
                created.text == """
                    {"apiVersion":"gateway.networking.k8s.io/v1alpha2","kind":"TCPRoute","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z","generation":1,"labels":{"app":"db"},"managedFields":[{"apiVersion":"gateway.networking.k8s.io/v1alpha2","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{".":{},"f:rules":{}}},"manager":"tester","operation":"Update","time":"2026-01-01T00:00:00Z"}],"name":"db","namespace":"default","resourceVersion":"6","uid":"00000000-0000-4000-8000-100000000005"},"spec":{"rules":[{"backendRefs":[{"group":"","kind":"Service","name":"db","port":5432,"weight":1}]}]}}

                    """)
            #expect(created.warnings.count == 1)
            let read = await api.send("GET", TestAPI.routes + "/db")
            #expect(read.text == created.text)
            let newer = await api.send("GET", TestAPI.routesV1 + "/db")
            #expect(newer["apiVersion"] == "gateway.networking.k8s.io/v1")
            #expect(newer.warnings == [])
        }
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let change: @Sendable (inout Value) -> Void
        let parameters: String
        let code: Int
        let message: String
        var testDescription: String { message }

        init(
            _ code: Int, _ message: String, parameters: String = "", _ change: @escaping @Sendable (inout Value) -> Void
        ) {
            self.change = change
            self.parameters = parameters
            self.code = code
            self.message = message
        }
    }

    @Test(arguments: [
        Refusal(
            422,
            #"TCPRoute.gateway.networking.k8s.io "db" is invalid: spec.rules: Invalid value: 0: spec.rules in body should have at least 1 items"#
        ) {
            $0.set("spec", ["rules": []])
        },
        Refusal(
            422,
            #"TCPRoute.gateway.networking.k8s.io "db" is invalid: spec.rules[0].backendRefs[0]: Invalid value: Must have port for Service reference"#
        ) {
            $0.set("spec", ["rules": [["backendRefs": [["name": "a"]]]]])
        },
        Refusal(
            422,
            #"TCPRoute.gateway.networking.k8s.io "db" is invalid: [spec.rules[0].backendRefs[0].port: Invalid value: "float64": spec.rules[0].backendRefs[0].port in body must be of type int32: "float64", <nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.rules[0].backendRefs[0].port, <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation]"#
        ) {
            $0.set("spec", ["rules": [["backendRefs": [["name": "a", "port": .double(1.5)]]]]])
        },
        Refusal(
            400,
            #"TCPRoute in version "v1alpha2" cannot be handled as a TCPRoute: strict decoding error: unknown field "spec.hosts""#,
            parameters: "?fieldValidation=Strict"
        ) {
            $0.withMember("spec") { $0?.set("hosts", ["x"]) }
        },
        Refusal(
            400,
            #"TCPRoute in version "v1alpha2" cannot be handled as a TCPRoute: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string"#
        ) {
            $0.set("metadata", ["name": "db", "labels": ["a": 1]])
        },
        Refusal(
            400,
            "the API version in the data (v1) does not match the expected API version (gateway.networking.k8s.io/v1alpha2)"
        ) {
            $0.set("apiVersion", "v1")
        },
        Refusal(400, "the namespace of the provided object does not match the namespace sent on the request") {
            $0.set("metadata", ["name": "db", "namespace": "other"])
        },
        Refusal(
            422,
            #"CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All""#,
            parameters: "?dryRun=Some"
        ) { _ in },
    ])
    func createRefuses(_ refusal: Refusal) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var object = route()
            refusal.change(&object)
            let answer = await api.create(object, refusal.parameters)
            #expect(answer.code == refusal.code)
            #expect(answer.message == refusal.message)
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 404)
        }
    }

    @Test func versionOneAllowsOneRuleButKeepsWhatIsThere() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var two = route()
            let rule: Value = ["backendRefs": [["name": "a", "port": 1]]]
            two.set("spec", ["rules": [rule, rule]])
            #expect(await api.create(two).code == 201)
            let path = TestAPI.routesV1 + "/db"
            let merge = "application/merge-patch+json"
            let label = await api.send("PATCH", path, #"{"metadata":{"labels":{"a":"b"}}}"#, contentType: merge)
            #expect(label.code == 200)
            let edit = await api.send(
                "PATCH", path,
                #"{"spec":{"rules":[{"backendRefs":[{"name":"a","port":1}]},{"backendRefs":[{"name":"b","port":1}]}]}}"#,
                contentType: merge)
            #expect(edit.code == 422)
            #expect(edit.message.contains("spec.rules: Too many: 2: must have at most 1 items"))
        }
    }

    @Test func conflictNamesFieldAndManager() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.apply(route(), as: "alice").code == 201)
            let refused = await api.apply(route(port: 1), as: "bob")
            #expect(refused.code == 409)
            #expect(refused.message == #"Apply failed with 1 conflict: conflict with "alice": .spec.rules"#)
            #expect(refused["details.causes[0].field"] == ".spec.rules")
            let forced = await api.apply(route(port: 1), as: "bob", "&force=true")
            #expect(forced.code == 200)
            #expect(forced["metadata.generation"] == 2)
            #expect(forced["metadata.managedFields"]?.array?.count == 1)
        }
    }

    @Test func anUnchangedApplyKeepsTheVersion() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let first = await api.apply(route(), as: "m")
            let second = await api.apply(route(), as: "m")
            #expect((first.code, second.code) == (201, 200))
            #expect(first.text == second.text)
        }
    }

    @Test(arguments: [
        (#"{"uid":"00000000-0000-4000-8000-100000000005"}"#, 200),
        (#"{"uid":"00000000-0000-4000-8000-999999999999"}"#, 422),
        (#"{"resourceVersion":"1"}"#, 409), (#"{"resourceVersion":"6"}"#, 200), (#"{"resourceVersion":"06"}"#, 200),
        (#"{"uid":"00000000-0000-4000-8000-999999999999","resourceVersion":"1"}"#, 409),
    ])
    func applyHonoursIdentity(_ metadata: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.apply(route(), as: "m")
            var change = route(port: 1)
            let identity = try JSONReader.value(Array(metadata.utf8)).object ?? [:]
            change.withMember("metadata") { member in
                for (name, value) in identity { member?.set(name, value) }
            }
            #expect(await api.apply(change, as: "m").code == code)
        }
    }

    @Test func applyWithTheIdentityOfAGoneObjectIsAConflict() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var change = route()
            change.withMember("metadata") { $0?.set("uid", "00000000-0000-4000-8000-999999999999") }
            let answer = await api.apply(change, as: "m")
            #expect(answer.code == 409)
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 404)
        }
    }

    @Test func statusHasItsOwnEndpoint() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let created = await api.create(route())
            let status =
                #"{"spec":{"rules":[]},"status":{"parents":[{"parentRef":{"name":"gw"},"controllerName":"example.com/c","conditions":[{"type":"Accepted","status":"True","reason":"Accepted","message":"","lastTransitionTime":"2026-01-01T00:00:00Z"}]}]}}"#
            let merge = "application/merge-patch+json"
            let written = await api.send("PATCH", TestAPI.routes + "/db/status", status, contentType: merge)
            #expect(written.code == 200)
            #expect(written["metadata.generation"] == 1)
            #expect(written.version != created.version)
            #expect(written["spec"] == created["spec"])
            #expect(written["status.parents[0].parentRef.kind"] == "Gateway")
            #expect(written["metadata.managedFields[1].subresource"] == "status")
            let ignored = await api.send(
                "PATCH", TestAPI.routes + "/db", #"{"status":{"parents":[]}}"#, contentType: merge)
            #expect(ignored.version == written.version)
        }
    }

    @Test func deletionHonoursFinalizersAndPreconditions() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var held = route()
            held.withMember("metadata") { $0?.set("finalizers", ["example.com/hold"]) }
            _ = await api.create(held)
            let wrong = #"{"preconditions":{"uid":"00000000-0000-0000-0000-000000000000"}}"#
            #expect(await api.send("DELETE", TestAPI.routes + "/db", wrong).code == 409)
            let marked = await api.send("DELETE", TestAPI.routes + "/db")
            #expect(marked["metadata.deletionTimestamp"] == "2026-01-01T00:00:00Z")
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 200)
            let freed = await api.send(
                "PATCH", TestAPI.routes + "/db", #"{"metadata":{"finalizers":null}}"#,
                contentType: "application/merge-patch+json")
            #expect(freed.code == 200)
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 404)
            #expect(await api.send("DELETE", TestAPI.routes + "/db").code == 404)
        }
    }

    @Test func listsSelectAndPage() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            for (name, label) in [("a", "x"), ("b", "y"), ("c", "x")] {
                _ = await api.create(route(name, labels: ["k": label]))
            }
            func names(_ answer: Answered) -> [String] {
                answer["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } ?? []
            }
            #expect(names(await api.send("GET", TestAPI.routes + "?labelSelector=k%3Dx")) == ["a", "c"])
            #expect(names(await api.send("GET", TestAPI.routes + "?fieldSelector=metadata.name!=a")) == ["b", "c"])
            let first = await api.send("GET", TestAPI.routes + "?limit=2")
            #expect(names(first) == ["a", "b"])
            #expect(first["metadata.remainingItemCount"] == 1)
            let token = first["metadata.continue"]?.string ?? ""
            let second = await api.send("GET", TestAPI.routes + "?limit=2&continue=\(token)")
            #expect(names(second) == ["c"])
            #expect(second["metadata.continue"] == "")
            #expect(await api.send("GET", TestAPI.routes + "?continue=x").code == 400)
            let empty = await api.send("GET", "/apis/gateway.networking.k8s.io/v1/namespaces/none/tcproutes")
            #expect((empty.code, names(empty)) == (200, []))
        }
    }

    @Test func dryRunsWriteNothing() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.create(route(), "?dryRun=All").code == 201)
            #expect(await api.send("GET", TestAPI.routes + "/db").code == 404)
            let created = await api.create(route())
            #expect(created.version == "6")
            let dry = await api.apply(route(port: 1), as: "m", "&force=true&dryRun=All")
            #expect(dry["spec.rules[0].backendRefs[0].port"] == 1)
            #expect(await api.send("DELETE", TestAPI.routes + "/db?dryRun=All").code == 200)
            #expect(await api.send("GET", TestAPI.routes + "/db").text == created.text)
        }
    }

    @Test func tablesShowNameAndAge() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.create(route())
            let table = await api.send(
                "GET", TestAPI.routes, accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
            #expect(table["kind"] == "Table")
            #expect(table["rows[0].cells"] == ["db", "90s"])
            #expect(table["rows[0].object.kind"] == "PartialObjectMetadata")
        }
    }

    @Test func yamlIsReadAndWritten() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = """
                apiVersion: gateway.networking.k8s.io/v1alpha2
                kind: TCPRoute
                metadata: {name: db}
                spec:
                  rules:
                  - backendRefs: [{name: db, port: 5432}]
                """
            let created = await api.send(
                "POST", TestAPI.routes, body, contentType: "application/yaml", accept: "application/yaml")
            #expect(created.code == 201)
            #expect(created.contentType == "application/yaml")
            #expect(
                created.text.hasSuffix(
                    "    - group: \"\"\n      kind: Service\n      name: db\n      port: 5432\n      weight: 1\n"))
        }
    }
}
