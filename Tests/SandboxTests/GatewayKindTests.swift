import Testing
import Values

@testable import Sandbox

/// GatewayClass, Gateway and ReferenceGrant as custom resources.
struct GatewayKindTests {
    static let group = "/apis/gateway.networking.k8s.io"
    static let gateways = group + "/v1/namespaces/default/gateways"
    static let listener = #"{"name":"db","port":5432,"protocol":"TCP"}"#

    static func gateway(_ listeners: String, version: String = "v1") -> String {
        """
        {"apiVersion":"gateway.networking.k8s.io/\(version)","kind":"Gateway","metadata":{"name":"edge"},\
        "spec":{"gatewayClassName":"tcp","listeners":[\(listeners)]}}
        """
    }

    @Test func aGatewayIsBornPending() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send("POST", Self.gateways, Self.gateway(Self.listener))
            #expect(made["status.conditions"]?.array?.compactMap { $0["type"]?.string } == ["Accepted", "Programmed"])
            #expect(made["spec.listeners[0].allowedRoutes.namespaces.from"] == "Same")
            let status =
                #"{"status":{"conditions":[],"addresses":[{"value":"10.0.0.1"}]},"spec":{"gatewayClassName":"x"}}"#
            let written = await api.patch(Self.gateways + "/edge/status", status)
            #expect(written["status.addresses[0].type"] == "IPAddress")
            #expect(written["spec.gatewayClassName"] == "tcp")
            #expect(written["metadata.generation"] == 1)
            // Without a status it is as it was at first.
            let reset = await api.patch(Self.gateways + "/edge/status", #"{"status":null}"#)
            #expect(reset["status.conditions[0].reason"] == "Pending")
        }
    }

    /// The status that a Gateway is born with is not stored before somebody writes.
    @Test func theFirstWriteCountsAlsoWithoutEffect() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send("POST", Self.gateways, Self.gateway(Self.listener))
            let nothing = #"{"spec":{"gatewayClassName":"tcp"}}"#
            #expect(await api.patch(Self.gateways + "/edge?dryRun=All", nothing).version == made.version)
            let first = await api.patch(Self.gateways + "/edge", nothing)
            #expect(first.version == "7")
            #expect(first["metadata.generation"] == 1)
            #expect(first["metadata.managedFields"] == made["metadata.managedFields"])
            #expect(await api.patch(Self.gateways + "/edge", nothing).version == "7")
            // A route has no status before its controllers write one.
            let route = await api.create(route())
            #expect(await api.patch(TestAPI.routes + "/db", #"{"metadata":{"name":"db"}}"#).version == route.version)
        }
    }

    /// Owners stand in the order of their times, which an apply without effect does not change.
    @Test func anApplyAfterOthersWithoutEffectIsNoWrite() async throws {
        try await withTemporaryFolder { folder in
            var options = fixedOptions()
            let count = Counter()
            options.clock = { 1_767_225_600 + count.next() }
            let api = try await TestAPI.open(folder, options: options)
            _ = await api.apply(route(labels: ["a": "b"]), as: "one")
            let label: Value = [
                "apiVersion": "gateway.networking.k8s.io/v1alpha2", "kind": "TCPRoute",
                "metadata": ["name": "db", "labels": ["c": "d"]],
            ]
            let second = await api.apply(label, as: "two")
            #expect(second.code == 200)
            #expect(await api.apply(route(labels: ["a": "b"]), as: "one").version == second.version)
        }
    }

    @Test func versionsAreOneObject() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let beta = Self.gateways.replacing("/v1/", with: "/v1beta1/")
            let made = await api.send("POST", beta, Self.gateway(Self.listener, version: "v1beta1"))
            #expect(made["apiVersion"] == "gateway.networking.k8s.io/v1beta1")
            let found = await api.send("GET", Self.gateways + "/edge")
            #expect(found["apiVersion"] == "gateway.networking.k8s.io/v1")
            #expect(found.version == made.version)
            let grants = Self.group + "/v1beta1/namespaces/default/referencegrants"
            let grant = """
                {"apiVersion":"gateway.networking.k8s.io/v1beta1","kind":"ReferenceGrant","metadata":{"name":"g"},"spec":\
                {"from":[{"group":"gateway.networking.k8s.io","kind":"TCPRoute","namespace":"a"}],"to":[{"group":"","kind":"Service"}]}}
                """
            #expect(await api.send("POST", grants, grant).code == 201)
            let newer = grants.replacing("v1beta1", with: "v1")
            #expect(await api.send("GET", newer + "/g")["apiVersion"] == "gateway.networking.k8s.io/v1")
            #expect(await api.send("GET", newer + "/g/status").code == 404)
        }
    }

    @Test func theControllerOfAClassStays() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let classes = Self.group + "/v1/gatewayclasses"
            _ = await api.send("POST", classes, JSONWriter.text(ObjectLoaderTests.gatewayClass))
            #expect(
                await api.patch(classes + "/tcp", #"{"spec":{"controllerName":"example.com/other"}}"#).message
                    == #"GatewayClass.gateway.networking.k8s.io "tcp" is invalid: spec.controllerName: Invalid value: "example.com/other": Value is immutable"#
            )
            #expect(await api.patch(classes + "/tcp", #"{"spec":{"description":"d"}}"#).code == 200)
            #expect(await api.send("GET", classes + "?fieldSelector=metadata.namespace=x").code == 400)
        }
    }

    @Test(arguments: [
        (
            listener + "," + listener,
            [
                "spec.listeners: Listener name must be unique within the Gateway",
                "spec.listeners: Combination of port, protocol and hostname must be unique for each listener",
                #"spec.listeners[1]: {"name":"db"}"#,
            ]
        ),
        (
            #"{"name":"db","port":0,"protocol":"TCP"}"#,
            ["spec.listeners[0].port: 0: spec.listeners[0].port in body should be greater than or equal to 1"]
        ),
        (
            #"{"name":"s","port":1,"protocol":"TCP","hostname":"a.b"}"#,
            ["spec.listeners: hostname must not be specified for protocols ['TCP', 'UDP']"]
        ),
        (
            #"{"name":"s","port":1}"#,
            [
                "spec.listeners[0].protocol: ",
                "<nil>: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
            ]
        ),
    ])
    func whatIsWrongIsNamed(_ listeners: String, _ expected: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.gateways, Self.gateway(listeners))
            let causes = (answer["details.causes"]?.array ?? []).map { cause in
                let message = cause["message"]?.string ?? ""
                let problem = message.split(separator: ": ", maxSplits: 1).dropFirst().joined()
                return "\(cause["field"]?.string ?? ""): \(problem)"
            }
            #expect(causes == expected)
        }
    }

    /// What is no address of the type IPAddress breaks the definition's alternatives, and no rule is looked at then.
    @Test(arguments: ["", "localhost"])
    func anAddressIsOne(_ text: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send(
                "POST", Self.gateways, Self.gateway(Self.listener + #"],"addresses":[{"value":"\#(text)"}"#))
            let causes = (answer["details.causes"]?.array ?? []).map { cause in
                (cause["field"]?.string ?? "") + " " + (cause["message"]?.string ?? "")
            }
            #expect(
                causes == [
                    #"<nil> Invalid value: "": "spec.addresses[0]" must validate one and only one schema (oneOf). Found none valid"#,
                    #"<nil> Invalid value: "": "spec.addresses[0].value" must validate at least one schema (anyOf)"#,
                    #"spec.addresses[0].value Invalid value: "\#(text)": spec.addresses[0].value in body must be of type ipv4: "\#(text)""#,
                    "<nil> Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
                ])
        }
    }

    @Test func aFinalizerIsNotAddedToWhatGoes() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.gateways, Self.gateway(Self.listener))
            _ = await api.patch(Self.gateways + "/edge", #"{"metadata":{"finalizers":["a.b/c"]}}"#)
            _ = await api.send("DELETE", Self.gateways + "/edge")
            let added = await api.patch(Self.gateways + "/edge", #"{"metadata":{"finalizers":["a.b/c","a.b/d"]}}"#)
            #expect(added.code == 422)
            #expect(added["details.causes[0].field"] == "metadata.finalizers")
            let again = await api.send("POST", Self.gateways, Self.gateway(Self.listener))
            #expect(
                again.message
                    == #"object is being deleted: gateways.gateway.networking.k8s.io "edge" already exists"#)
        }
    }

    /// A watch of a table says once what the columns are; what leaves a selection is shown as it was.
    @Test func tablesShowConditions() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.gateways, Self.gateway(Self.listener))
            let table = await api.send("GET", Self.gateways, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(table["rows[0].cells"] == ["edge", "tcp", .null, "Unknown", "90s"])
            let none = await api.send(
                "GET", Self.gateways + "?includeObject=Nope", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(none.code == 400)
        }
    }

    @Test(arguments: [
        ("limit=many", 400), ("limit=-1", 200), ("continue=garbage", 400), ("resourceVersion=abc", 400),
        ("timeoutSeconds=x", 400), ("resourceVersionMatch=Exact", 422), ("sendInitialEvents=true", 422),
        ("resourceVersion=1&resourceVersionMatch=Other", 422), ("watch=true&resourceVersion=abc", 500),
        ("watch=true&sendInitialEvents=true", 422), ("watch=true&resourceVersionMatch=NotOlderThan", 422),
    ])
    func listsCheckTheirParameters(_ query: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.send("GET", Self.gateways + "?" + query).code == code)
        }
    }
}
