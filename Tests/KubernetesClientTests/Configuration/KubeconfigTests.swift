import Diagnostics
import KubernetesClient
import TestSupport
import Testing

/// What a kubeconfig may hold, and what is refused as kubectl refuses it.
struct KubeconfigTests {
    @Test(arguments: [
        ("clusters: [", "/k:1:12: this is no valid YAML; a text with special characters stands in quotes"),
        ("a: *b\n", "/k:1:4: an alias stands for nothing here; put a text that begins with '*' in quotes"),
        ("- a\n- b\n", "/k:1:1: a kubeconfig is a mapping"),
        ("hello\n", "/k:1:1: a kubeconfig is a mapping"),
        ("kind: Pod\n", "/k:1:7: the kind of a kubeconfig is 'Config'"),
        ("apiVersion: v2\n", "/k:1:13: the apiVersion of a kubeconfig is 'v1'"),
        ("apiVersion: 1.0\n", "/k:1:13: 'apiVersion' is a text; put it in quotes"),
        ("contexts: {}\n", "/k:1:11: 'contexts' is a list"),
        ("contexts: [a]\n", "/k:1:12: 'an element of contexts' is a mapping"),
        ("preferences: a\n", "/k:1:14: 'preferences' is a mapping"),
        ("current-context: 5\n", "/k:1:18: 'current-context' is a text; put it in quotes"),
        ("users:\n- name: 7\n", "/k:2:9: 'name' is a text; put it in quotes"),
        ("users:\n- name: a\n- name: a\n", "/k:3:9: the name 'a' stands twice in 'users'"),
        ("users:\n- user: {}\n- user: {}\n", "/k:3:3: two entries of 'users' have no 'name'"),
        ("users: [{name: a, user: {token: 5}}]\n", "/k:1:33: 'token' is a text; put it in quotes"),
        (
            "users: [{name: a, user: {exec: {args: [5]}}}]\n",
            "/k:1:40: 'an element of args' is a text; put it in quotes"
        ),
        ("users: [{name: a, user: {exec: {env: {A: b}}}}]\n", "/k:1:38: 'env' is a list"),
        ("users: [{name: a, user: {as-user-extra: {b: c}}}]\n", "/k:1:45: 'b' is a list"),
        (
            "clusters: [{name: c, cluster: {insecure-skip-tls-verify: 'true'}}]\n",
            "/k:1:58: 'insecure-skip-tls-verify' is true or false"
        ),
        (
            "clusters: [{name: c, cluster: {certificate-authority-data: '***'}}]\n",
            "/k:1:60: 'certificate-authority-data' is no base64"
        ),
        ("current-context: a\n", "/k:1:18: there is no context 'a' in /k"),
        ("contexts:\n- name: a\n", "no current context is set in /k"),
        ("current-context: a\ncontexts:\n- name: a\n", "/k:3:9: the context 'a' names no cluster"),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: c}]\n",
            "/k:3:19: the cluster 'c' has no 'server'"
        ),
        (
            "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]\nclusters: [{name: cc}]\n",
            "/k:2:41: the context 'a' names the cluster 'c', which does not exist"
        ),
    ])
    func brokenKubeconfigs(text: String, message: String) throws {
        var fixture = ClusterFixture(files: ["/k": text])
        fixture.overrides.kubeconfig = "/k"
        #expect(try fixture.problem() == message)
    }

    @Test(arguments: [
        ("server: 'ftp://x'", "", "3:40: 'ftp://x' is no server URL: the scheme 'ftp' is neither 'https' nor 'http'"),
        (
            "server: x, certificate-authority: no.crt", "",
            "3:66: 'certificate-authority' names the file '/home/me/.kube/no.crt', which does not exist"
        ),
        (
            "server: 'https://x', proxy-url: 'ftp://p'", "",
            "3:64: the proxy's URL cannot be used: the scheme 'ftp' is not supported"
        ),
        (
            "server: 'https://x', certificate-authority: /ca, certificate-authority-data: QQ==", "",
            "3:76: 'certificate-authority' and 'certificate-authority-data' exclude each other"
        ),
        (
            "server: 'https://x', certificate-authority: /ca, insecure-skip-tls-verify: true", "",
            "3:76: 'certificate-authority' and 'insecure-skip-tls-verify' exclude each other"
        ),
        (
            "server: 'https://x', certificate-authority: /none", "",
            "3:76: 'certificate-authority' holds no PEM certificate"
        ),
        ("server: 'https://x'", "token: a, username: b", "4:33: 'token' and 'username' exclude each other"),
        ("server: 'http://x'", "token: a, password: b", "4:33: 'token' and 'password' exclude each other"),
        ("server: 'https://x'", "tokenFile: /t, username: b", "4:37: 'tokenFile' and 'username' exclude each other"),
        ("server: 'https://x'", "tokenFile: /empty", "4:37: the token file '/empty' is empty"),
        ("server: 'https://x'", "tokenFile: /no", "4:37: the token file '/no' does not exist"),
        (
            "server: 'https://x'", "tokenFile: /lines",
            "4:37: the token in '/lines' has a line break or another control character in it"
        ),
        (
            "server: 'https://x'", #"token: "a\nb""#,
            "4:33: the token of user 'u' of /home/me/.kube/config has a line break or another control character in it"
        ),
        (
            "server: 'https://x'", #"as: "a\nb""#,
            "what 'as' and its like say has a line break or another control character in it"
        ),
        ("server: 'https://x'", "as-groups: [a]", "a group, UID or attribute is impersonated without a user"),
        ("server: 'https://x'", "password: b", "4:36: 'password' has no 'username' to go with it"),
        (
            "server: 'http://x'", "client-certificate-data: QQ==",
            "4:51: 'client-certificate-data' has no key to go with it"
        ),
        (
            "server: 'https://x'", "client-certificate: /ca, client-certificate-data: QQ==, client-key: /ca",
            "4:46: 'client-certificate' and 'client-certificate-data' exclude each other"
        ),
        (
            "server: 'https://x'", "client-certificate: /ca, client-key: /ca",
            "4:63: 'client-key' holds no PEM private key that can be read without a password"
        ),
        (
            "server: 'https://x'", "client-certificate: /t, client-key: /ca",
            "4:46: 'client-certificate' holds no PEM certificate, or a damaged one"
        ),
        ("server: 'http://x'", "exec: {}", "4:32: the plugin of the user 'u' has no 'command'"),
        ("server: 'http://x'", "exec: {command: a}", "4:32: the plugin of the user 'u' has no 'apiVersion'"),
        (
            "server: 'http://x'", "exec: {command: a, apiVersion: client.authentication.k8s.io/v1}",
            "4:32: the plugin of the user 'u' has no 'interactiveMode': Never, IfAvailable or Always"
        ),
        (
            "server: 'http://x'",
            "exec: {command: a, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Now}",
            "4:107: the plugin of the user 'u' has an unknown 'interactiveMode': Never, IfAvailable and Always are known"
        ),
        (
            "server: 'http://x'",
            "exec: {command: a, apiVersion: client.authentication.k8s.io/v1beta1, env: [{value: v}]}",
            "4:32: the plugin of the user 'u' has a variable without a 'name' in 'env'"
        ),
        (
            "server: 'https://n:p@x'", "",
            "3:40: the server's URL has a user name in it, and the user has no credentials"
        ),
    ])
    func whatKubectlRefuses(cluster: String, user: String, message: String) throws {
        var fixture = ClusterFixture(cluster: cluster, user: user)
        fixture.files["/ca"] = TestCertificates.authority
        fixture.files["/t"] = "token"
        fixture.files["/empty"] = " \n"
        fixture.files["/lines"] = "one\ntwo"
        fixture.files["/none"] = "-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n"
        let isPlaced = message.first?.isNumber == true
        #expect(try fixture.problem() == (isPlaced ? "/home/me/.kube/config:" : "") + message)
    }

    /// As kubectl reads them; the judge of the conformance suite has many more.
    @Test(arguments: [
        "# nothing else\n---\n", "unknown: {a: [1]}", "preferences: {colors: true}", "? kind\n: Config", "kind: ''",
        "current-context: y\ncurrent-context: x", "...\nkind: Pod", "---\nkind: Pod", "---\nbroken: [",
    ])
    func whatIsReadAllTheSame(more: String) throws {
        #expect("\(try ClusterFixture(more: more).find().server)" == "https://a:6443")
    }

    @Test(arguments: [
        ("user: nobody", "there is no user 'nobody' in the kubeconfig"),
        ("cluster: nobody", "there is no cluster 'nobody' in the kubeconfig"),
        ("context: nobody", "there is no context 'nobody' in /home/me/.kube/config"),
        ("label: nobody", "there is no context 'nobody' in /home/me/.kube/config"),
    ])
    func namesThatDoNotExist(flag: String, message: String) throws {
        var fixture = ClusterFixture()
        fixture.overrides.server = "https://b"
        switch flag {
        case "user: nobody": fixture.overrides.user = "nobody"
        case "cluster: nobody": fixture.overrides.cluster = "nobody"
        case "context: nobody": fixture.overrides.context = "nobody"
        default: fixture.overrides.labelledContext = "nobody"
        }
        #expect(try fixture.problem() == message)
    }

    @Test func namesThatAreNearAreSuggested() {
        var fixture = ClusterFixture()
        fixture.overrides.context = "xx"
        let error = #expect(throws: ClusterConfigurationError.self) { try fixture.outcome() }
        #expect(error?.help == "Did you mean 'x'? The contexts are x.")
    }

    @Test func aUserWhoDoesNotExistIsNobodyOverPlainHTTP() throws {
        var fixture = ClusterFixture(cluster: "server: 'http://a'")
        fixture.files["/home/me/.kube/config"]?.replace("user: u}", with: "user: v}")
        #expect(try fixture.find().credentials.summary == "no credentials")
        fixture.overrides.server = "https://a"
        #expect(
            try fixture.problem()
                == "/home/me/.kube/config:2:50: the context 'x' names the user 'v', which does not exist")
        fixture.overrides.token = Secret("t")
        #expect(try fixture.find().credentials.summary == "a token")
    }

    @Test func aClusterThatDoesNotExistIsNotMissedWhereAFlagNamesTheServer() throws {
        var fixture = ClusterFixture(user: "token: t")
        fixture.files["/home/me/.kube/config"]?.replace("cluster: c,", with: "cluster: d,")
        #expect(
            try fixture.problem()
                == "/home/me/.kube/config:2:41: the context 'x' names the cluster 'd', which does not exist")
        fixture.overrides.server = "https://b"
        let configuration = try fixture.find()
        #expect(configuration.description == "https://b (--server)")
        #expect(configuration.credentials.summary == "a token")
        // One that a flag names has to be there.
        fixture.overrides.cluster = "e"
        #expect(try fixture.problem() == "there is no cluster 'e' in the kubeconfig")
    }

    @Test func noLineOfAKubeconfigIsDrawn() throws {
        let fixture = ClusterFixture(user: "token: [s3cret]")
        let error = try #require(#expect(throws: ClusterConfigurationError.self) { try fixture.outcome() })
        let diagnostic = try #require(error.diagnostic)
        #expect(
            TextRenderer().render(diagnostic)
                == "/home/me/.kube/config:4:33: error: 'token' is a text; put it in quotes [kubeconfig-invalid]\n")
    }
}
