import KubernetesClient
import Testing

struct ClusterSearchTests {
    private static let config = """
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters:
        - name: prod
          cluster:
            server: https://prod.example.com:6443/
            certificate-authority: pki/ca.crt
            tls-server-name: api.internal
        - name: dev
          cluster: {server: "http://127.0.0.1:8080", proxy-url: "socks5://proxy:1081"}
        users:
        - name: admin
          user: {token: s3cret, client-certificate-data: Q0VSVA==, client-key: /keys/admin.key}
        - name: robot
          user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: aws-iam-authenticator, installHint: Install it.}}
        - name: old
          user: {auth-provider: {name: gcp}}
        - name: file
          user: {tokenFile: token.txt, token: ignored}
        - name: half
          user: {client-certificate-data: Q0VSVA==}
        contexts:
        - name: prod
          context: {cluster: prod, user: admin, namespace: db}
        - name: dev
          context: {cluster: dev}
        - name: robot
          context: {cluster: prod, user: robot}
        - name: old
          context: {cluster: prod, user: old}
        - name: file
          context: {cluster: dev, user: file}
        - name: half
          context: {cluster: dev, user: half}
        - name: dangling
          context: {cluster: prood, user: admin}
        - name: nobody
          context: {cluster: dev, user: admins}
        """

    private static let files = [
        "/home/me/.kube/config": config, "/home/me/.kube/pki/ca.crt": "CA", "/keys/admin.key": "KEY",
    ]

    private func find(
        _ files: [String: String] = Self.files, _ variables: [String: String] = ["HOME": "/home/me"],
        kubeconfig: String? = nil, context: String? = nil
    ) throws -> ClusterSearch.Outcome {
        let environment = ClusterEnvironment(variables: variables) { path throws(ClusterConfigurationError) in
            files[path].map { Array($0.utf8) }
        }
        return try ClusterSearch.find(kubeconfig: kubeconfig, context: context, in: environment)
    }

    private func found(_ outcome: ClusterSearch.Outcome) throws -> ClusterConfiguration {
        guard case .found(let configuration) = outcome else { throw Nothing() }
        return configuration
    }

    private struct Nothing: Error {}

    @Test func theCurrentContext() throws {
        let cluster = try found(find())
        #expect("\(cluster)" == "https://prod.example.com:6443 (context prod of /home/me/.kube/config)")
        #expect(cluster.contextName == "prod")
        #expect(cluster.defaultNamespace == "db")
        #expect(cluster.tlsServerName == "api.internal")
        #expect(cluster.certificateAuthority == Array("CA".utf8))
        #expect(cluster.certificateAuthorityOrigin == "/home/me/.kube/pki/ca.crt")
        #expect(cluster.credentials.clientCertificate == Array("CERT".utf8))
        #expect(cluster.credentials.clientKey?.reveal() == "KEY")
        guard case .fixed(let token) = cluster.credentials.token else { throw Nothing() }
        #expect(token.reveal() == "s3cret")
        #expect(!cluster.skipsTLSVerification)
    }

    @Test func anotherContext() throws {
        let cluster = try found(find(context: "dev"))
        #expect("\(cluster.server)" == "http://127.0.0.1:8080")
        #expect(cluster.credentials.summary == "no credentials")
        let proxy = try ProxyURL(parsing: "socks5://proxy:1081")
        #expect(cluster.proxy == proxy)
        #expect(cluster.certificateAuthority == nil)
    }

    @Test func aTokenFileComesBeforeAToken() throws {
        let cluster = try found(find(context: "file"))
        guard case .file(let path) = cluster.credentials.token else { throw Nothing() }
        #expect(path == "/home/me/.kube/token.txt")
    }

    @Test(arguments: [
        (
            "prd", "there is no context 'prd' in /home/me/.kube/config",
            "Did you mean 'prod'? The contexts are dangling, dev, file, half, nobody, old, prod, robot."
        ),
        (
            "dangling",
            "/home/me/.kube/config:37:22: the context 'dangling' names the cluster 'prood', which does not exist",
            "Did you mean 'prod'? The clusters are dev, prod."
        ),
        (
            "nobody", "/home/me/.kube/config:39:33: the context 'nobody' names the user 'admins', which does not exist",
            "Did you mean 'admin'? The users are admin, file, half, old, robot."
        ),
        (
            "robot",
            "/home/me/.kube/config:16:16: the user 'robot' gets its credentials from the plugin 'aws-iam-authenticator', "
                + "which this version of openmcf does not run",
            "Use a context whose user has a token, tokenFile or client certificate; for example, put the output of "
                + "'kubectl create token' into the kubeconfig. Install it."
        ),
        (
            "old",
            "/home/me/.kube/config:18:25: the user 'old' uses the auth-provider 'gcp', which Kubernetes has removed",
            "Use a context whose user has a token, tokenFile or client certificate."
        ),
        (
            "half", "/home/me/.kube/config:21:9: the user 'half' has no 'client-key' to go with the other half",
            "A kubeconfig that cannot be read stops the command, so that no other cluster is taken instead."
        ),
    ])
    func contextsThatCannotBeUsed(context: String, message: String, help: String) {
        let error = #expect(throws: ClusterConfigurationError.self) { try find(context: context) }
        #expect(error?.description == message)
        #expect(error?.help == help)
    }

    @Test(arguments: [
        ("clusters: [", "/k:1:"),
        ("- a\n- b\n", "/k:1:1: a kubeconfig is a mapping"),
        ("kind: Pod\n", "/k:1:7: kind is 'Config' in a kubeconfig, not 'Pod'"),
        ("contexts: {}\n", "/k:1:11: 'contexts' is a list"),
        ("contexts:\n- context: {}\n", "/k:2:3: an entry of 'contexts' has no 'name'"),
        ("users:\n- name: 7\n", "/k:2:9: 'name' is a text; put it in quotes"),
        ("users:\n- name: a\n- name: a\n", "/k:3:9: the name 'a' stands twice in 'users'"),
        ("current-context: a\ncurrent-context: b\n", "/k:2:1: the key 'current-context' is repeated in this mapping"),
        ("current-context: a\n", "/k:1:18: there is no context 'a' in /k"),
        ("contexts:\n- name: a\n", "no current context is set in /k"),
        ("current-context: a\ncontexts:\n- name: a\n", "/k:3:9: the context 'a' names no cluster"),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c}]\n",
            "/k:3:19: the cluster 'c' has no 'server'"
        ),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\n"
                + "clusters: [{name: c, cluster: {server: 'ftp://x'}}]\n",
            "/k:3:40: 'ftp://x' is no server URL: the scheme 'ftp' is neither 'https' nor 'http'"
        ),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\n"
                + "clusters: [{name: c, cluster: {server: x, certificate-authority: no.crt}}]\n",
            "/k:3:66: 'certificate-authority' names the file '/no.crt', which does not exist"
        ),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\n"
                + "clusters: [{name: c, cluster: {server: x, certificate-authority-data: '***'}}]\n",
            "/k:3:71: 'certificate-authority-data' is no base64"
        ),
    ])
    func brokenKubeconfigs(text: String, message: String) {
        let error = #expect(throws: ClusterConfigurationError.self) {
            try find(["/k": text], ["KUBERNETES_SERVICE_HOST": "10.0.0.1"], kubeconfig: "/k")
        }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }

    @Test func severalFilesAreMerged() throws {
        let first = """
            contexts:
            - {name: both, context: {cluster: near, user: u}}
            clusters:
            - {name: near, cluster: {server: "https://first"}}
            """
        let second = """
            current-context: both
            contexts:
            - {name: both, context: {cluster: far}}
            clusters:
            - {name: near, cluster: {server: "https://second"}}
            users:
            - {name: u, user: {tokenFile: t}}
            """
        let files = ["/a/one": first, "/b/two": second]
        let cluster = try found(find(files, ["KUBECONFIG": "/a/one:/missing:/b/two:/a/one", "HOME": "/home/me"]))
        #expect("\(cluster)" == "https://first (context both of /a/one)")
        guard case .file(let path) = cluster.credentials.token else { throw Nothing() }
        #expect(path == "/b/t")
    }

    @Test func aMissingKubeconfigThatWasAskedForIsAnError() {
        let error = #expect(throws: ClusterConfigurationError.self) { try find(kubeconfig: "/nowhere") }
        #expect(error?.message == "the kubeconfig '/nowhere' does not exist")
    }

    private static let podVariables = [
        "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/root",
    ]
    private static let podFiles = [
        "/var/run/secrets/kubernetes.io/serviceaccount/token": "t",
        "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt": "CA",
        "/var/run/secrets/kubernetes.io/serviceaccount/namespace": "jobs\n",
    ]

    @Test func aPodUsesItsServiceAccount() throws {
        let cluster = try found(find(Self.podFiles, Self.podVariables))
        #expect("\(cluster)" == "https://[fd00::1] (the pod's service account)")
        #expect(cluster.defaultNamespace == "jobs")
        #expect(cluster.credentials.summary == "the token in '/var/run/secrets/kubernetes.io/serviceaccount/token'")
    }

    @Test func aPodWithAKubeconfigThatIsMissingDoesNot() throws {
        let variables = Self.podVariables.merging(["KUBECONFIG": "/typo"]) { $1 }
        guard case .nothing(let places) = try find(Self.podFiles, variables) else { throw Nothing() }
        #expect(places == ["/typo (KUBECONFIG): no such file"])
    }

    @Test func whereNothingIsConfiguredThePlacesAreListed() throws {
        guard case .nothing(let places) = try find([:]) else { throw Nothing() }
        #expect(
            places == [
                "KUBECONFIG: not set", "/home/me/.kube/config: no such file",
                "the pod's service account: KUBERNETES_SERVICE_HOST is not set, so this is no pod",
            ])
    }

    @Test func anEmptyKubeconfigNamesNoCluster() throws {
        guard case .nothing(let places) = try find(["/k": "kind: Config\n"], kubeconfig: "/k") else { throw Nothing() }
        #expect(places == ["/k (--kubeconfig): names no cluster"])
    }
}

struct ServerURLTests {
    @Test(arguments: [
        ("https://10.0.0.1:6443", "https://10.0.0.1:6443", "10.0.0.1", 6443),
        ("https://api.example.com/", "https://api.example.com", "api.example.com", 443),
        ("HTTP://localhost:80/k8s/", "http://localhost/k8s", "localhost", 80),
        ("https://[fd00::1]:6443", "https://[fd00::1]:6443", "fd00::1", 6443),
        ("api:6443", "https://api:6443", "api", 6443),
    ])
    func valid(text: String, url: String, host: String, port: Int) throws {
        let parsed = try ServerURL(parsing: text)
        #expect("\(parsed)" == url)
        #expect(parsed.host == host)
        #expect(parsed.port == port)
    }

    @Test(arguments: [
        ("", "'' is no server URL: it names no host"),
        ("https://", "'https://' is no server URL: it names no host"),
        ("tcp://a", "'tcp://a' is no server URL: the scheme 'tcp' is neither 'https' nor 'http'"),
        ("https://a:0", "'https://a:0' is no server URL: its port is no number from 1 to 65535"),
        ("https://a?b", "'https://a?b' is no server URL: it has a query, a fragment or a space"),
        ("https://[::1", "'https://[::1' is no server URL: '[' is not closed"),
        ("https://me:s3cret@a", "the server URL has a user name in it"),
    ])
    func invalid(text: String, message: String) {
        let error = #expect(throws: ClusterConfigurationError.self) { try ServerURL(parsing: text) }
        #expect(error?.message == message)
    }
}
