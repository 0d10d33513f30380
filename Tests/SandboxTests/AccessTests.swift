import Testing
import Values

@testable import Sandbox

/// A sandbox that asks who somebody is.
struct AccessTests {
    private static let users = """
        root-secret,root,1,"admins,system:masters"
        guest-secret,guest,2
        """

    private func api(_ folder: String) async throws -> TestAPI {
        var options = fixedOptions()
        options.tokens = try TokenUsers(Array(Self.users.utf8), path: "users.csv")
        return try await TestAPI.open(folder, options: options)
    }

    private static let root = ("Authorization", "Bearer root-secret")
    private static let guest = ("authorization", "bearer guest-secret")

    @Test func mastersMayDoEverything() async throws {
        try await withTemporaryFolder { folder in
            let api = try await api(folder)
            let made = await api.send("POST", TestAPI.routes, JSONWriter.text(route()), headers: [Self.root])
            #expect(made.code == 201)
            #expect(await api.send("DELETE", TestAPI.routes + "/db", headers: [Self.root]).code == 200)
            let who = await api.send(
                "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}", headers: [Self.root])
            #expect(
                who["status.userInfo"] == [
                    "username": "root", "uid": "1", "groups": ["admins", "system:masters", "system:authenticated"],
                ])
        }
    }

    private static let own = "/apis/gateway.networking.k8s.io/v1alpha2/tcproutes"

    /// Method, path, who, code, message.
    @Test(arguments: [
        (
            "GET", TestAPI.routes + "/db", "guest", 403,
            #"tcproutes.gateway.networking.k8s.io "db" is forbidden: User "guest" cannot get resource "tcproutes" "#
                + #"in API group "gateway.networking.k8s.io" in the namespace "default""#
        ),
        (
            "HEAD", own, "guest", 403,
            #"tcproutes.gateway.networking.k8s.io is forbidden: User "guest" cannot list resource "tcproutes" "#
                + #"in API group "gateway.networking.k8s.io" at the cluster scope"#
        ),
        (
            "GET", own + "?watch=1&fieldSelector=metadata.name%3Ddb", "guest", 403,
            #"tcproutes.gateway.networking.k8s.io "db" is forbidden: User "guest" cannot watch resource "tcproutes" "#
                + #"in API group "gateway.networking.k8s.io" at the cluster scope"#
        ),
        (
            "GET", "/api/v1/watch/namespaces/default/services", "guest", 403,
            #"services is forbidden: User "guest" cannot watch resource "services" in API group "" "#
                + #"in the namespace "default""#
        ),
        (
            "DELETE", "/api/v1/namespaces/default/services", "guest", 403,
            #"services is forbidden: User "guest" cannot deletecollection resource "services" in API group "" "#
                + #"in the namespace "default""#
        ),
        (
            "PUT", "/api/v1/namespaces/default/finalize", "guest", 403,
            #"namespaces "default" is forbidden: User "guest" cannot update resource "namespaces/finalize" "#
                + #"in API group "" in the namespace "default""#
        ),
        (
            "GET", "/apis/example.com/v1/widgets", "nobody", 403,
            #"widgets.example.com is forbidden: User "system:anonymous" cannot list resource "widgets" "#
                + #"in API group "example.com" at the cluster scope"#
        ),
        ("GET", "/metrics", "guest", 403, #"forbidden: User "guest" cannot get path "/metrics""#),
        ("GET", "/", "guest", 403, #"forbidden: User "guest" cannot get path "/""#),
        ("GET", "/apis", "nobody", 403, #"forbidden: User "system:anonymous" cannot get path "/apis""#),
        ("GET", "/healthz", "stranger", 401, "Unauthorized"), ("GET", "/apis", "guest", 200, ""),
        ("GET", "/openapi/v3", "guest", 200, ""), ("GET", "/healthz", "nobody", 200, ""),
        ("GET", "/livez", "nobody", 200, ""), ("GET", "/readyz", "nobody", 200, ""),
        ("GET", "/version", "nobody", 200, ""),
    ])
    func whoIsAnsweredWhat(_ method: String, _ path: String, _ who: String, _ code: Int, _ message: String) async throws
    {
        try await withTemporaryFolder { folder in
            let headers = [
                "guest": [Self.guest], "nobody": [("Authorization", "Basic YTpi")],
                "stranger": [("Authorization", "Bearer other")],
            ]
            let answer = try await api(folder).send(method, path, headers: headers[who] ?? [])
            #expect(answer.code == code)
            #expect(answer.message == message)
        }
    }

    @Test func aRefusalIsAStatus() async throws {
        try await withTemporaryFolder { folder in
            let api = try await api(folder)
            let refused = await api.send("GET", "/api/v1/namespaces/default/secrets/x", headers: [Self.guest])
            #expect(refused["reason"] == "Forbidden")
            #expect(refused["details"] == ["name": "x", "kind": "secrets"])
            let unknown = await api.send("GET", "/api", headers: [("Authorization", "Bearer x")])
            #expect(
                unknown.value == [
                    "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                    "message": "Unauthorized", "reason": "Unauthorized", "code": 401,
                ])
        }
    }

    @Test func mastersActInTheNameOfOthers() async throws {
        try await withTemporaryFolder { folder in
            let api = try await api(folder)
            let path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
            let jane = ("Impersonate-User", "jane")
            let who = await api.send(
                "POST", path, "{}", headers: [Self.root, jane, ("Impersonate-Group", "a"), ("Impersonate-Group", "b")])
            #expect(
                who["status.userInfo"] == ["username": "jane", "groups": ["a", "b", "system:authenticated"]])
            let refused = await api.send("GET", "/api/v1/namespaces", headers: [Self.root, jane])
            #expect(
                refused.message
                    == #"namespaces is forbidden: User "jane" cannot list resource "namespaces" in API group "" "#
                    + "at the cluster scope")
            let guest = await api.send("GET", "/api/v1/namespaces", headers: [Self.guest, jane])
            #expect(
                guest.message
                    == #"namespaces is forbidden: User "guest" cannot impersonate-on:user-info:list resource "#
                    + #""namespaces" in API group "" at the cluster scope"#)
            #expect(await api.send("GET", "/api", headers: [Self.root, ("Impersonate-Group", "a")]).code == 400)
        }
    }
}

/// The file that lists users.
struct TokenUsersTests {
    private func read(_ text: String) throws -> TokenUsers { try TokenUsers(Array(text.utf8), path: "users.csv") }

    @Test func columnsAreThoseOfKubeAPIServer() throws {
        let users = try read("\u{FEFF}a,ann,1,\"x,y\"\r\n\r\n\"b\"\"q\",\"bob, jr\",\n#c,carl,3,system:masters,more\n")
        #expect(users.user(showing: "a") == User(name: "ann", uid: "1", groups: ["x", "y", "system:authenticated"]))
        #expect(users.user(showing: "b\"q") == User(name: "bob, jr", groups: ["system:authenticated"]))
        #expect(users.user(showing: "#c")?.groups == ["system:masters", "system:authenticated"])
        #expect(users.user(showing: "c") == nil)
        #expect(users.warnings == [])
    }

    private static let noMaster =
        "users.csv: nobody is in the group system:masters, so nobody may read or write objects"

    @Test(arguments: [
        ("", [noMaster]),
        (",a,1,system:masters\nb,b,2,system:masters", ["users.csv:1: the token is empty, so the line is passed over"]),
        (
            "t,a,1\n\nt,b,2,system:masters", ["users.csv:3: the token of line 1 stands here again; this line counts"]
        ),
        ("t x,a,1", ["users.csv:1: the token has a space in it, so no request can show it", noMaster]),
    ])
    func oddities(_ text: String, _ warnings: [String]) throws {
        #expect(try read(text).warnings == warnings)
    }

    @Test func theLaterOfTwoLinesCounts() throws {
        #expect(try read("t,a,1\nt,b,2").user(showing: "t")?.name == "b")
    }

    @Test(arguments: [
        ("a,b,1\nt", "line 2: a line has a token, a user name and a uid, and this one has one column"),
        ("t,a", "line 1: a line has a token, a user name and a uid, and this one has two columns"),
        ("\"t,a,1\n", "line 1: a column begins with a quotation mark and does not end with one"),
        ("t,\"a\"b,1", "line 1: something follows the closing quotation mark of a column"),
        ("t,a\"b,1", "line 1: a quotation mark stands in a column that does not begin with one"),
    ])
    func whatIsNoSuchFile(_ text: String, _ reason: String) {
        let error = #expect(throws: SandboxError.self) { try read(text) }
        #expect(error?.message == "the tokens in 'users.csv' cannot be read: " + reason)
        #expect(error?.help == "A line is TOKEN,USER,UID or TOKEN,USER,UID,\"GROUP,GROUP\"; there are no comments.")
    }

    @Test func aFileThatIsNotText() {
        let error = #expect(throws: SandboxError.self) { try TokenUsers([0xFF, 0x2C], path: "users.csv") }
        #expect(error?.message == "the tokens in 'users.csv' cannot be read: line 1: it is no UTF-8 text")
    }
}
