import Synchronization
import TestSupport
import Testing
import Values

/// Manifests from `https://` addresses, and from servers on this machine.
struct URLSourceTests {
    private static let manifest = Repository.read("examples/tcproute.yaml") ?? ""

    /// A server with a manifest at `/route.yaml`, and everything that goes wrong elsewhere.
    private static func reply(to request: SeenRequest) -> Reply {
        switch request.uri {
        case "/route.yaml", "/route.yaml?token=geheim": .answer(200, manifest, ["content-type": "text/plain"])
        case "/moved": .answer(302, "", ["location": "/route.yaml"])
        case "/down": .answer(301, "", ["location": "http://127.0.0.1:1/route.yaml"])
        case "/round": .answer(302, "", ["location": "/round"])
        case "/page": .answer(200, "\n<!DOCTYPE HTML><html></html>", ["content-type": "text/html"])
        case "/group/-/blob/main/route.yaml": .answer(404, "", [:])
        case "/login": .answer(401, "no", [:])
        case "/broken": .answer(200, manifest.replacing("5432", with: "\"5432\""), [:])
        case "/large": .answer(200, String(repeating: "#", count: (32 << 20) + 1), [:])
        case "/cut": .cutOff
        case "/reset": .reset
        default: .answer(404, "", [:])
        }
    }

    private static func withServer(
        secure: Bool = false, _ body: (ScriptedServer, Workspace) async throws -> Void
    ) async throws {
        try await ScriptedServer.run(answering: reply, secure ? .loopback : .init()) { try await body($0, Workspace()) }
    }

    @Test func aManifestFromAServer() async throws {
        try await Self.withServer(secure: true) { server, workspace in
            try workspace.write("authority.pem", TestCertificate.loopback.pem)
            let trust = ["SSL_CERT_FILE": workspace.folder + "/authority.pem"]
            for path in ["/route.yaml", "/moved"] {
                let run = try await workspace.inProcess("render", "-f", server.url + path, environment: trust)
                #expect(run.status == 0, "\(run.testDescription)")
                #expect(run.output.contains("name: postgres-route"))
            }
            #expect(server.requests.first?.headers["user-agent"]?.hasPrefix("openmcf/") == true)
            #expect(server.requests.first?.headers["authorization"] == nil)

            let run = try await workspace.inProcess("validate", "-q", server.url + "/route.yaml")
            #expect(
                run.output == """
                    \(server.url)/route.yaml: error: cannot trust the server: its certificate, issued by \
                    'CN=openmcf test loopback', is not signed by an authority that this system knows [unreadable-url]
                      help: SSL_CERT_FILE names a file with the certificates to trust

                    """)
            #expect(run.status == 3)
        }
    }

    @Test(arguments: [
        (
            "/down",
            """
            URL/down: error: the server redirects to http://127.0.0.1:1/route.yaml, which is not https [unreadable-url]
              help: only https:// addresses are followed from there

            """
        ),
        ("/round", "URL/round: error: the server redirects more than 5 times [unreadable-url]\n"),
        (
            "/page",
            """
            URL/page: error: this is a web page, not a manifest [unreadable-url]
              help: take the address of the raw file; a page to sign in also looks like this

            """
        ),
        (
            "/nope",
            """
            URL/nope: error: the server answered 404 Not Found [unreadable-url]
              help: check the address

            """
        ),
        (
            "/group/-/blob/main/route.yaml",
            """
            URL/group/-/blob/main/route.yaml: error: the server answered 404 Not Found [unreadable-url]
              help: the file itself is at URL/group/-/raw/main/route.yaml

            """
        ),
        (
            "/login",
            """
            URL/login: error: the server answered 401 Unauthorized [unreadable-url]
              help: it needs credentials; download it with a program that has them, and pipe it to '-f -'

            """
        ),
        (
            "/broken",
            """
            URL/broken:16:17: error: port must be an integer, not the string '5432' (quoted, so it is text) [wrong-type]
              16 |           port: "5432"
                 |                 ^^^^^^
              help: write 5432 without quotes

            """
        ),
        ("/large", "URL/large: error: the manifest is larger than 32 MiB [unreadable-url]\n"),
        (
            "/cut",
            """
            URL/cut: error: the connection broke before the manifest was there [unreadable-url]
              help: try again

            """
        ),
        (
            "/reset",
            """
            URL/reset: error: the connection broke before the manifest was there [unreadable-url]
              help: try again

            """
        ),
    ])
    func problems(path: String, expected: String) async throws {
        try await Self.withServer(secure: true) { server, workspace in
            try workspace.write("authority.pem", TestCertificate.loopback.pem)
            let run = try await workspace.inProcess(
                "validate", "-q", "-f", server.url + path,
                environment: ["SSL_CERT_FILE": workspace.folder + "/authority.pem"])
            #expect(run.output == expected.replacing("URL", with: server.url))
            #expect(run.status == 3)
        }
    }

    /// What must stay secret is sent, but not written anywhere.
    @Test func credentialsAreNotShown() async throws {
        try await Self.withServer { server, workspace in
            let address = server.url.replacing("http://", with: "http://user:gehe%69m@")
            var run = try await workspace.inProcess(
                "plan", "--offline", "-o", "json", address + "/route.yaml?token=geheim")
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(!(run.output + run.errors).contains("gehe"))
            #expect(try run.json["changes"]?.array?.first?["source"]?["file"]?.string == server.url + "/route.yaml")
            #expect(server.lines == ["GET /route.yaml?token=geheim"])
            #expect(server.requests.first?.headers["authorization"] == "Basic dXNlcjpnZWhlaW0=")
            for place in ["/nope", "/page?token=geheim", "/round"] {
                run = try await workspace.inProcess("validate", "-v", address + place)
                #expect(run.status == 3)
                #expect(!(run.output + run.errors).contains("gehe"), "\(run.testDescription)")
            }
        }
    }

    @Test func plainHTTPIsForThisMachine() async throws {
        try await Self.withServer { server, workspace in
            let local = server.url.replacing("127.0.0.1", with: "LocalHost")
            var run = try await workspace.inProcess("validate", "-q", local + "/route.yaml")
            #expect(run.status == 0, "\(run.testDescription)")
            run = try await workspace.inProcess("validate", "-q", "http://example.invalid/route.yaml")
            #expect(
                run.output == """
                    http://example.invalid/route.yaml: error: manifests are not read over plain http, which anybody on \
                    the way can change [unreadable-url]
                      help: use https://; http:// is for servers on this machine

                    """)
            #expect(run.status == 3)
        }
    }

    @Test(arguments: [
        ("ftp://user:secret@example.invalid/a.yaml", "ftp://example.invalid/a.yaml"),
        ("https://user:secret@/a.yaml", "https://…"), ("https://user:sec/ret@example.invalid/", "https://…"),
        ("https://:secret@example.invalid:port/a.yaml", "https://…"),
        ("git::https://user:secret@example.invalid/a", "git::https://example.invalid/a"),
        ("https:/user:secret@example.invalid/a", "https:/example.invalid/a"),
    ])
    func addressesThatAreNotRead(address: String, name: String) async throws {
        let run = try await Workspace().inProcess("validate", "-q", address)
        #expect(run.output.hasPrefix("\(name): error: "), "\(run.testDescription)")
        #expect(!run.output.contains("sec"))
        #expect(run.status == 3)
    }

    @Test func noServer() async throws {
        let port = try #require(ClosedPort())
        let url = "https://127.0.0.1:\(port.number)/a.yaml"
        let run = try await Workspace().inProcess("validate", "-q", url)
        #expect(
            run.output == """
                \(url): error: cannot reach the server: connection refused [unreadable-url]
                  help: check the address, and whether this machine may connect to it

                """)
    }

    /// A URL is asked once: also when it is given twice, and when the manifests are judged again for the cluster.
    @Test func aURLIsReadOnce() async throws {
        try await Self.withServer { server, workspace in
            let url = server.url + "/route.yaml"
            let run = try await workspace.inProcess("apply", "--sandbox", "-f", url, url)
            #expect(run.status == 0, "\(run.testDescription)")
            #expect(server.lines == ["GET /route.yaml"])
        }
    }
}
