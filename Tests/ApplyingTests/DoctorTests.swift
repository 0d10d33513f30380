import KubernetesClient
import SandboxSupport
import TestSupport
import Testing
import Values

@testable import Applying

/// What a doctor says of clusters that are well, and of each way in which one is not.
struct DoctorTests {
    /// The checks of a cluster, such as `failed tls: …`, with notes and help in lines of their own.
    private static func examine(
        _ answers: DoctorAnswers = DoctorAnswers(), namespaces: [String] = ["db"],
        _ adjust: (inout ClusterConfiguration) -> Void = { _ in }
    ) async throws -> [String] {
        try await answers.cluster().run { server in
            var configuration = ClusterConfiguration(server: try ServerURL(parsing: server.url), origin: "the test")
            adjust(&configuration)
            return try await lines(configuration, namespaces: namespaces).map {
                $0.replacing(server.url, with: "SERVER").replacing("127.0.0.1:\(server.port)", with: "HOST")
            }
        }
    }

    private static func lines(
        _ configuration: ClusterConfiguration, namespaces: [String] = ["db"]
    ) async throws -> [String] {
        try await withKubernetesClient(configuration) { client in
            var list = CheckList()
            try await Doctor(client, namespaces: namespaces, parallelism: 4).examine(&list)
            return list.checks.flatMap { check in
                ["\(check.outcome) \(check.name): \(check.namespace.map { "\($0): " } ?? "")\(check.detail)"]
                    + check.notes.map { "  \($0)" } + (check.help.map { ["  help: \($0)"] } ?? [])
            }
        }
    }

    @Test func cluster() async throws {
        let lines = try await Self.examine(namespaces: ["db", "db"]) { configuration in
            configuration.contextName = "prod"
            configuration.origin = "context prod of /c"
            configuration.kubeconfigs = ["/c", "/d"]
            configuration.missingPlaces = ["/e (KUBECONFIG): no such file"]
            configuration.impersonation.user = "jane"
        }
        #expect(
            lines == [
                "ok configuration: SERVER, from context prod of /c", "  merged from /c, /d",
                "  /e (KUBECONFIG): no such file", "ok credentials: none, acting for 'jane'",
                "ok name: 127.0.0.1 is an address: no name to look up",
                "ok proxy: none: the server is reached directly",
                "ok connection: HOST accepts connections", "ok tls: none: SERVER is plain http, on this machine",
                "ok server: Kubernetes v1.36.2", "ok authentication: the server takes this client for 'jane'",
                "  in the groups dev, system:authenticated",
                "ok api: gateway.networking.k8s.io serves TCPRoute v1 and v1alpha2; v1alpha2 is used",
                "  Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of v1; --api-version v1 uses that, and allows "
                    + "one rule per route",
                "ok bundle: Gateway API v1.6.1, experimental channel", "ok namespace: db: exists",
                "ok permissions: db: get, list, create, patch and delete are allowed",
                "skipped clock: the server's answer has no Date",
            ])
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answers: DoctorAnswers
        /// The check that it is about, with what follows it.
        let lines: [String]
        var namespaces = ["db"]
    }

    private static let admin = """
        Have the cluster's administrator run:
        kubectl create role openmcf -n db --verb=get,list,create,patch,delete \
        --resource=tcproutes.gateway.networking.k8s.io
        kubectl create rolebinding openmcf -n db --role=openmcf 
        """

    static let cases = [
        Case(
            testDescription: "no answer to who somebody is", answers: DoctorAnswers { $0.user = DoctorAnswers.unknown },
            lines: [
                "ok authentication: the server asks for no credentials",
                "  it does not say for whom: it has no SelfSubjectReview, which came with Kubernetes 1.28",
            ]),
        Case(
            testDescription: "nobody in particular",
            answers: DoctorAnswers { $0.user = DoctorAnswers.user("system:anonymous", ["system:unauthenticated"]) },
            lines: [
                "warning authentication: the server takes this client for 'system:anonymous', since it is sent no "
                    + "credentials", "  help: Name a user in the kubeconfig's context, or give --token-file.",
            ]),
        Case(
            testDescription: "not accepted",
            answers: DoctorAnswers { $0.user = .failure(401, "Unauthorized", "Unauthorized") },
            lines: [
                "failed authentication: SERVER asks for credentials, and there are none: Unauthorized",
                "  help: Nothing to authenticate with is configured: the test was used.",
                "skipped api: not looked at, since 'authentication' failed",
                "skipped bundle: not looked at, since 'authentication' failed",
                "skipped namespace: not looked at, since 'authentication' failed",
                "skipped permissions: not looked at, since 'authentication' failed",
            ]),
        Case(
            testDescription: "a login page",
            answers: DoctorAnswers { $0.version = .answer(200, "<html>Sign in</html>", ["content-type": "text/html"]) },
            lines: [
                "failed server: SERVER is no Kubernetes API server: it answered GET /version with a web page",
                "  help: Check the address; it comes from the test. A login page or a proxy may stand in between.",
                "skipped authentication: not looked at, since 'server' failed",
            ]),
        Case(
            testDescription: "no version for this user",
            answers: DoctorAnswers {
                $0.version = .failure(403, "Forbidden", "User \"jane\" cannot get path \"/version\"")
            },
            lines: ["ok server: answers, and does not tell its version"]),
        Case(
            testDescription: "no TCPRoutes",
            answers: DoctorAnswers { $0.groups = .answer(404, "404 page not found\n", [:]) },
            lines: [
                "failed api: SERVER does not serve TCPRoutes (tcproutes.gateway.networking.k8s.io)",
                "  help: install Gateway API v1.6.1, whose experimental channel serves TCPRoute v1alpha2 and v1, and its "
                    + "standard channel v1 alone:\nkubectl apply --server-side -f https://github.com/kubernetes-sigs/"
                    + "gateway-api/releases/download/v1.6.1/experimental-install.yaml",
                "skipped bundle: not looked at, since 'api' failed",
            ]),
        Case(
            testDescription: "an older release",
            answers: DoctorAnswers {
                $0.definition = DoctorAnswers.definition(release: "v1.4.0", channel: "experimental")
            },
            lines: [
                "ok bundle: Gateway API v1.4.0, experimental channel",
                "  --gateway-api v1.4/experimental judges manifests as this cluster does",
            ]),
        Case(
            testDescription: "a release of the future",
            answers: DoctorAnswers { $0.definition = DoctorAnswers.definition(release: "v9.1.0", channel: nil) },
            lines: [
                "ok bundle: Gateway API v9.1.0",
                "  openmcf does not know this release; it knows v0.8/experimental, v1.0/experimental, v1.1/experimental, "
                    + "v1.2/experimental, v1.3/experimental, v1.4/experimental, v1.5/experimental, v1.6/experimental, "
                    + "v1.6/standard",
            ]),
        Case(
            testDescription: "a definition by somebody else",
            answers: DoctorAnswers { $0.definition = DoctorAnswers.definition(release: nil, channel: nil) },
            lines: ["skipped bundle: the CustomResourceDefinition does not say of which release it is"]),
        Case(
            testDescription: "a definition that may not be read",
            answers: DoctorAnswers { $0.definition = .failure(403, "Forbidden", "User \"jane\" cannot get") },
            lines: [
                "skipped bundle: this user may not read the CustomResourceDefinition "
                    + "tcproutes.gateway.networking.k8s.io, and need not for an apply"
            ]),
        Case(
            testDescription: "no definitions", answers: DoctorAnswers { $0.definition = DoctorAnswers.unknown },
            lines: [
                "skipped bundle: the server has no CustomResourceDefinition tcproutes.gateway.networking.k8s.io to look at"
            ]),
        Case(
            testDescription: "a missing namespace", answers: DoctorAnswers(),
            lines: [
                "ok namespace: db: exists", "failed namespace: nowhere: the namespace 'nowhere' does not exist",
                "  help: kubectl create namespace nowhere",
                "ok permissions: db: get, list, create, patch and delete are allowed",
                "ok permissions: nowhere: get, list, create, patch and delete are allowed",
            ], namespaces: ["nowhere", "db"]),
        Case(
            testDescription: "no writing",
            answers: DoctorAnswers {
                $0.deniedVerbs = ["create", "patch", "delete"]
                $0.reason = "RBAC: no role"
            },
            lines: [
                "failed permissions: db: create, patch and delete of tcproutes are not allowed: RBAC: no role",
                "  without delete, destroy and --prune cannot delete", "  help: \(admin)--user=jane",
            ]),
        Case(
            testDescription: "a service account without its list",
            answers: DoctorAnswers {
                $0.user = DoctorAnswers.user("system:serviceaccount:ci:runner", [])
                $0.deniedVerbs = ["list"]
            },
            lines: [
                "warning permissions: db: list of tcproutes is not allowed",
                "  without list, routes are read one by one, which takes longer",
                "  help: \(admin)--serviceaccount=ci:runner",
            ]),
        Case(
            testDescription: "a user whose name a shell would take apart",
            answers: DoctorAnswers {
                $0.user = DoctorAnswers.user("jane; rm", [])
                $0.deniedVerbs = ["get"]
            },
            lines: [
                "failed permissions: db: get of tcproutes is not allowed", "  help: \(admin)'--user=jane; rm'",
            ]),
        Case(
            testDescription: "no answer to what is allowed", answers: DoctorAnswers { $0.hasAccessReview = false },
            lines: ["skipped permissions: db: the server has no SelfSubjectAccessReview to ask"]),
    ]

    @Test(arguments: cases)
    func finding(_ row: Case) async throws {
        let lines = try await Self.examine(row.answers, namespaces: row.namespaces)
        let start = try #require(lines.firstIndex(of: row.lines[0]), "\(lines.joined(separator: "\n"))")
        #expect(Array(lines[start...].prefix(row.lines.count)) == row.lines)
    }

    /// Where nothing answers, everything that needs an answer is skipped for the step that failed.
    @Test func refusedConnection() async throws {
        let port = try #require(ClosedPort())
        let url = "http://127.0.0.1:\(port.number)"
        let lines = try await Self.lines(ClusterConfiguration(server: try ServerURL(parsing: url), origin: "--server"))
        #expect(
            lines.dropFirst(4) == [
                "failed connection: cannot reach \(url): connection refused",
                "  help: Is the API server running, and is that its address? It comes from --server.",
                "skipped tls: not looked at, since 'connection' failed",
                "skipped server: not looked at, since 'connection' failed",
                "skipped authentication: not looked at, since 'connection' failed",
                "skipped api: not looked at, since 'connection' failed",
                "skipped bundle: not looked at, since 'connection' failed",
                "skipped namespace: not looked at, since 'connection' failed",
                "skipped permissions: not looked at, since 'connection' failed",
                "skipped clock: not looked at, since 'connection' failed",
            ])
    }

    @Test func unknownName() async throws {
        let url = "https://no.such.host.invalid"
        let lines = try await Self.lines(ClusterConfiguration(server: try ServerURL(parsing: url), origin: "--server"))
        #expect(
            lines.dropFirst(2).prefix(3) == [
                "failed name: cannot reach \(url): the name 'no.such.host.invalid' cannot be resolved",
                "  help: Is the API server running, and is that its address? It comes from --server.",
                "skipped proxy: not looked at, since 'name' failed",
            ])
    }

    @Test func refusedProxy() async throws {
        let port = try #require(ClosedPort())
        var configuration = ClusterConfiguration(server: try ServerURL(parsing: "https://a.test"), origin: "the test")
        configuration.proxy = try ProxyURL(parsing: "http://me:secret@127.0.0.1:\(port.number)")
        configuration.proxyOrigin = "HTTPS_PROXY"
        let lines = try await Self.lines(configuration)
        #expect(
            lines.dropFirst(2).prefix(4) == [
                "ok name: 127.0.0.1, the proxy's, is an address: no name to look up",
                "failed proxy: cannot reach the proxy http://127.0.0.1:\(port.number): connection refused",
                "  help: Is the proxy running, and is that its address? The proxy comes from HTTPS_PROXY; NO_PROXY names "
                    + "servers to reach without it.", "skipped connection: not looked at, since 'proxy' failed",
            ])
        #expect(!lines.joined().contains("secret"))
    }
}
