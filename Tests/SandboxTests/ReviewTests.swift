import GatewayAPI
import Testing
import Values

@testable import Sandbox

/// Questions about access, and what definitions show.
struct ReviewTests {
    private static let authorization = "/apis/authorization.k8s.io/v1"

    @Test func aSandboxWithoutUsersAllowsEverything() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = #"{"spec":{"resourceAttributes":{"verb":"delete","resource":"services"}}}"#
            let answer = await api.send("POST", Self.authorization + "/selfsubjectaccessreviews", body)
            #expect(answer.code == 201)
            #expect(answer["status"] == ["allowed": true])
            #expect(answer["metadata.name"] == nil)
            #expect(answer["metadata.creationTimestamp"] == nil)
            let who = await api.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}")
            #expect(
                who["status.userInfo"] == [
                    "username": "admin", "uid": "1", "groups": ["system:masters", "system:authenticated"],
                ])
            #expect(await api.send("GET", Self.authorization + "/selfsubjectaccessreviews").code == 405)
            #expect(await api.send("GET", Self.authorization + "/selfsubjectaccessreviews/x").code == 404)
        }
    }

    @Test(arguments: [
        ("selfsubjectaccessreviews", "{}", "spec.resourceAttributes"),
        (
            "selfsubjectaccessreviews", #"{"resourceAttributes":{},"nonResourceAttributes":{}}"#,
            "spec.nonResourceAttributes"
        ),
        ("subjectaccessreviews", #"{"resourceAttributes":{}}"#, "spec.user"),
        (
            "namespaces/default/localsubjectaccessreviews",
            #"{"user":"x","resourceAttributes":{"namespace":"other"}}"#, "spec.resourceAttributes.namespace"
        ),
    ])
    func whatIsNoQuestion(_ path: String, _ spec: String, _ field: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", "\(Self.authorization)/\(path)", #"{"spec":\#(spec)}"#)
            #expect(answer["details.causes"]?.array?.compactMap { $0["field"]?.string } == [field])
            #expect(answer.message.hasPrefix(#".authorization.k8s.io "" is invalid: \#(field): Invalid value: "#))
        }
    }

    @Test(arguments: [
        ([User.masters], AccessRules.Action.resource(verb: "delete", group: "", resource: "services"), true),
        ([User.authenticated], .resource(verb: "get", group: "", resource: "services"), false),
        (
            [User.authenticated],
            .resource(verb: "create", group: "authorization.k8s.io", resource: "selfsubjectaccessreviews"), true
        ),
        (
            [User.authenticated],
            .resource(verb: "create", group: "authorization.k8s.io", resource: "subjectaccessreviews"), false
        ),
        ([User.authenticated], .path(verb: "get", path: "/openapi/v3/api/v1"), true),
        ([User.authenticated], .path(verb: "post", path: "/version"), false),
        ([User.unauthenticated], .path(verb: "get", path: "/version"), true),
        ([User.unauthenticated], .path(verb: "get", path: "/apis"), false), ([], .path(verb: "get", path: "/"), false),
    ])
    func whoMayDoWhat(_ groups: [String], _ action: AccessRules.Action, _ isAllowed: Bool) {
        #expect(AccessRules.decision(on: action, by: groups).isAllowed == isAllowed)
    }

    /// Whose a token is, on a server that knows tokens and on one that asks for none.
    @Test(arguments: [
        (
            true, "secret",
            #"{"authenticated":true,"user":{"username":"ann","uid":"1","groups":["dev","system:authenticated"]}}"#
        ),
        (true, "other", #"{"error":"invalid bearer token","user":{}}"#), (false, "secret", #"{"user":{}}"#),
    ])
    func whoseATokenIs(_ hasUsers: Bool, _ token: String, _ status: String) async throws {
        try await withTemporaryFolder { folder in
            var options = fixedOptions()
            if hasUsers {
                options.tokens = try TokenUsers(
                    Array("secret,ann,1,dev\nroot,root,2,system:masters\n".utf8), path: "users.csv")
            }
            let api = try await TestAPI.open(folder, options: options)
            let path = "/apis/authentication.k8s.io/v1/tokenreviews"
            let root = [("Authorization", "Bearer root")]
            let answer = await api.send("POST", path, #"{"spec":{"token":"\#(token)"}}"#, headers: root)
            #expect(answer.code == 201)
            #expect(answer["status"].map { JSONWriter.text($0) } == status)
            #expect(answer["metadata.managedFields[0].fieldsV1"] == ["f:spec": ["f:token": [:]]])
            let empty = await api.send("POST", path, #"{"spec":{}}"#, headers: root)
            #expect(empty.code == 400)
            #expect(empty.message == "token is required for TokenReview in authentication")
        }
    }

    @Test func theRulesOfOneself() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let path = Self.authorization + "/selfsubjectrulesreviews"
            #expect(await api.send("POST", path, #"{"spec":{}}"#).message == "no namespace on request")
            let answer = await api.send("POST", path, #"{"spec":{"namespace":"default"}}"#)
            #expect(
                answer["status.resourceRules"]?[0] == ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]])
            #expect(answer["spec"] == [:])
        }
    }

    @Test func definitionsAreThereToBeRead() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
            let name = "tcproutes.gateway.networking.k8s.io"
            let definition = await api.send("GET", "\(path)/\(name)")
            #expect(definition["metadata.annotations"]?["gateway.networking.k8s.io/bundle-version"] == "v1.6.1")
            #expect(definition["metadata.annotations"]?["gateway.networking.k8s.io/channel"] == "experimental")
            #expect(definition["spec.versions[1].deprecated"] == true)
            #expect(definition["spec.versions[0].schema.openAPIV3Schema.properties.spec.type"] == "object")
            #expect(
                await api.send("GET", path)["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } == [
                    "gatewayclasses.gateway.networking.k8s.io", "gateways.gateway.networking.k8s.io",
                    "referencegrants.gateway.networking.k8s.io", "routes.route.openshift.io",
                    "tcproutes.gateway.apoxy.dev", name,
                ])
            #expect(
                await api.send("DELETE", "\(path)/\(name)").message
                    == "customresourcedefinitions.apiextensions.k8s.io \"\(name)\" is forbidden: "
                    + "the sandbox serves a fixed set of definitions")
            #expect(await api.send("DELETE", path + "/absent.example.com").code == 404)
            #expect(await api.send("GET", "\(path)/\(name)").code == 200)
            #expect(
                await api.send("GET", path + "?fieldSelector=spec.group%3Dx").message
                    == #""spec.group" is not a known field selector: only "metadata.name", "metadata.namespace""#)
        }
    }

    /// What a release serves, and what its definition lists.
    @Test(arguments: [
        ("v1.6/experimental", ["v1", "v1alpha2"], [true, true]), ("v1.6/standard", ["v1", "v1alpha2"], [true, false]),
        ("v1.3/experimental", ["v1alpha2"], [true]),
    ])
    func releases(_ text: String, _ versions: [String], _ served: [Bool]) async throws {
        try await withTemporaryFolder { folder in
            var options = fixedOptions()
            options.gatewayAPI = try #require(GatewayAPITarget.parse(text))
            let api = try await TestAPI.open(folder, options: options)
            let definition = await api.send(
                "GET", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tcproutes.gateway.networking.k8s.io")
            let listed = definition["spec.versions"]?.array ?? []
            #expect(listed.compactMap { $0["name"]?.string } == versions)
            #expect(listed.map { $0["served"] } == served.map { .bool($0) })
            #expect(listed.map { $0["storage"] } == [.bool(true)] + versions.dropFirst().map { _ in .bool(false) })
            for (version, isServed) in zip(versions, served) {
                let routes = "/apis/gateway.networking.k8s.io/\(version)/namespaces/default/tcproutes"
                #expect(await api.send("GET", routes).code == (isServed ? 200 : 404))
                guard isServed else { continue }
                var wanted = route("r-" + version)
                wanted.set("apiVersion", .string("gateway.networking.k8s.io/" + version))
                wanted.withMember("spec") { $0?.set("useDefaultGateways", "All") }
                let made = await api.send("POST", routes, JSONWriter.text(wanted))
                let knowsField = text == "v1.6/experimental"
                #expect(made["spec.useDefaultGateways"] == (knowsField ? "All" : nil))
                #expect(made["apiVersion"]?.string == "gateway.networking.k8s.io/" + version)
            }
        }
    }
}
