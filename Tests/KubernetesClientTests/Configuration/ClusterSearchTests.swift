import KubernetesClient
import TestSupport
import Testing

/// Where a cluster is looked for, and how several files are merged.
struct ClusterSearchTests {
    @Test func theCurrentContext() throws {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: prod
            clusters:
            - name: prod
              cluster:
                server: https://prod.example.com:6443/
                certificate-authority: pki/ca.crt
                tls-server-name: api.internal
            users:
            - name: admin
              user: {token: s3cret, client-certificate: ../admin.crt, client-key: /keys/admin.key}
            contexts:
            - name: prod
              context: {cluster: prod, user: admin, namespace: db}
            """
        let cluster = try ClusterFixture(files: [
            "/home/me/.kube/config": text, "/home/me/.kube/pki/ca.crt": TestCertificates.authority,
            "/home/me/admin.crt": TestCertificates.loopback, "/keys/admin.key": TestCertificates.loopbackKey,
        ]).find()
        #expect("\(cluster)" == "https://prod.example.com:6443 (context prod of /home/me/.kube/config)")
        #expect(cluster.contextName == "prod")
        #expect(cluster.defaultNamespace == "db")
        #expect(cluster.tlsServerName == "api.internal")
        #expect(
            cluster.certificateAuthority.map { String(decoding: $0, as: UTF8.self) } == TestCertificates.authority
                + "\n")
        #expect(cluster.certificateAuthorityOrigin == "/home/me/.kube/pki/ca.crt")
        #expect(cluster.credentials.clientKey?.reveal() == TestCertificates.loopbackKey + "\n")
        #expect(cluster.credentials.origin == "user 'admin' of /home/me/.kube/config")
        guard case .fixed(let token) = cluster.credentials.token else { throw ClusterFixture.Nothing(places: []) }
        #expect(token.reveal() == "s3cret")
        #expect(!cluster.skipsTLSVerification)
        #expect(cluster.warnings + cluster.notes == [])
    }

    @Test func theFirstFileToNameSomethingWins() throws {
        let first = """
            contexts:
            - {name: both, context: {cluster: near, user: u}}
            clusters:
            - {name: near, cluster: {server: "https://first"}}
            users:
            - {name: empty}
            """
        let second = """
            current-context: both
            contexts:
            - {name: both, context: {cluster: far}}
            clusters:
            - {name: near, cluster: {server: "https://second", certificate-authority: ca.crt}}
            users:
            - {name: u, user: {tokenFile: t}}
            - {name: empty, user: {token: late}}
            """
        var fixture = ClusterFixture(
            files: ["/a/one": first, "/b/two": second, "/b/t": "token"],
            variables: ["KUBECONFIG": "/a/one:/missing::/b/two:/a/one", "HOME": "/home/me"])
        let cluster = try fixture.find()
        #expect("\(cluster)" == "https://first (context both of /a/one)")
        #expect(cluster.certificateAuthorityOrigin == nil)
        #expect(cluster.credentials.summary == "the token in '/b/t'")
        fixture.overrides.user = "empty"
        #expect(try fixture.find().credentials.summary == "no credentials")
    }

    @Test(arguments: [
        ("relative/config", "/here/relative/ca.crt"), ("config", "/here/ca.crt"), ("/config", "/ca.crt"),
        ("./x/../config", "/here/ca.crt"),
    ])
    func pathsAreRelativeToTheirFile(kubeconfig: String, authority: String) throws {
        let text =
            "contexts: [{context: {cluster: c}}]\n"
            + "clusters: [{name: c, cluster: {server: 'https://a', certificate-authority: ca.crt}}]"
        var fixture = ClusterFixture(files: [kubeconfig: text, authority: TestCertificates.authority])
        fixture.overrides.kubeconfig = kubeconfig
        #expect(try fixture.find().certificateAuthorityOrigin == authority)
    }

    @Test(
        arguments: [
            (["KUBECONFIG": "/typo"], nil, "the kubeconfig '/typo' does not exist"),
            (["KUBECONFIG": "/typo:/other"], nil, "the kubeconfigs '/typo', '/other' do not exist"),
            (["KUBECONFIG": ":"], nil, "KUBECONFIG names no file"),
            ([:], "/nowhere", "the kubeconfig '/nowhere' does not exist"),
            (["KUBECONFIG": "/empty"], nil, "the kubeconfig names no cluster"),
            ([:], "/empty", "the kubeconfig names no cluster"),
        ] as [([String: String], String?, String)])
    func aKubeconfigThatIsAskedForHasToBeThere(
        variables: [String: String], flag: String?, message: String
    ) throws {
        // In a pod too.
        var fixture = ClusterFixture(
            files: Self.podFiles.merging(["/empty": "kind: Config\n"]) { $1 },
            variables: Self.podVariables.merging(variables) { $1 })
        fixture.overrides.kubeconfig = flag
        #expect(try fixture.problem() == message)
    }

    private static let podVariables = [
        "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/root",
    ]
    private static let podFiles = [
        "/var/run/secrets/kubernetes.io/serviceaccount/token": "t",
        "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt": TestCertificates.authority,
        "/var/run/secrets/kubernetes.io/serviceaccount/namespace": "jobs\n",
    ]

    @Test func aPodUsesItsServiceAccount() throws {
        var fixture = ClusterFixture(files: Self.podFiles, variables: Self.podVariables)
        fixture.variables["KUBERNETES_MASTER"] = "http://elsewhere"
        let cluster = try fixture.find()
        #expect("\(cluster)" == "https://[fd00::1] (the pod's service account)")
        #expect(cluster.defaultNamespace == "jobs")
        #expect(cluster.credentials.summary == "the token in '/var/run/secrets/kubernetes.io/serviceaccount/token'")
        #expect(cluster.certificateAuthorityOrigin == "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt")
        fixture.overrides.token = Secret("mine")
        fixture.overrides.impersonatedUser = "jane"
        #expect(try fixture.find().credentials.summary == "a token")
        #expect(try fixture.find().impersonation.user == "jane")
    }

    @Test func aServerIsEnough() throws {
        var fixture = ClusterFixture(files: Self.podFiles, variables: Self.podVariables)
        fixture.overrides.server = "https://b:6443"
        // A label of a manifest needs no kubeconfig then.
        fixture.overrides.labelledContext = "prod"
        let cluster = try fixture.find()
        #expect("\(cluster)" == "https://b:6443 (--server)")
        #expect(cluster.credentials.summary == "no credentials")
    }

    @Test func theVariableOfAServer() throws {
        var fixture = ClusterFixture(files: [:])
        fixture.variables["KUBERNETES_MASTER"] = "http://10.0.0.1:8080"
        #expect("\(try fixture.find())" == "http://10.0.0.1:8080 (KUBERNETES_MASTER)")
        // It stands for the server that a cluster's entry does not name.
        fixture.files["/home/me/.kube/config"] =
            "current-context: x\ncontexts: [{name: x, context: {cluster: c, namespace: db}}]\nclusters: [{name: c}]\n"
        #expect("\(try fixture.find())" == "http://10.0.0.1:8080 (KUBERNETES_MASTER)")
        #expect(try fixture.find().defaultNamespace == "db")
    }

    @Test(arguments: [
        [:], ["/home/me/.kube/config": "apiVersion: v1\nkind: Config\nclusters: null\nusers: []\n"],
    ])
    func whereNothingIsConfiguredThePlacesAreListed(files: [String: String]) throws {
        guard case .nothing(let places) = try ClusterFixture(files: files).outcome() else {
            throw ClusterFixture.Nothing(places: [])
        }
        #expect(
            places == [
                "KUBECONFIG: not set",
                "/home/me/.kube/config: " + (files.isEmpty ? "no such file" : "names no cluster"),
                "the pod's service account: KUBERNETES_SERVICE_HOST is not set, so this is no pod",
            ])
    }
}
