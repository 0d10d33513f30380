import KubernetesClient
import Testing

struct ProxyTests {
    @Test(arguments: [
        ("http://proxy:3128", "http://proxy:3128"), ("HTTP://proxy/path", "http://proxy:80"),
        ("https://proxy", "https://proxy:443"), ("socks5://proxy", "socks5://proxy:1080"),
        ("http://me:s3cret@[fd00::1]:1", "http://[fd00::1]:1"),
    ])
    func aProxyOfAKubeconfig(text: String, proxy: String) throws {
        #expect("\(try ProxyURL(parsing: text))" == proxy)
    }

    @Test func theProxysUserIsDecoded() throws {
        let user = try #require(ProxyURL(parsing: "http://alice:p%40ss@p").user)
        #expect(user.name == "alice")
        #expect(user.password?.reveal() == "p@ss")
    }

    @Test(arguments: [
        ("proxy:3128", "it has no scheme"), ("127.0.0.1:3128", "it has no scheme"),
        ("socks5h://proxy", "the scheme 'socks5h' is not supported"), ("http://", "it names no host"),
        ("http://%zz", "its host has a '%' that two hexadecimal digits do not follow"),
        ("http://u:s3cret@bad host:xx", "a character in its host cannot be there"),
        ("http://p:0", "its port is no number from 1 to 65535"),
    ])
    func whatIsNoProxy(text: String, reason: String) {
        let error = #expect(throws: ClusterConfigurationError.self) { try ProxyURL(parsing: text) }
        #expect(error?.message == "the proxy's URL cannot be used: \(reason)")
    }

    private func proxy(_ server: String, _ variables: [String: String]) throws -> String? {
        try ProxyVariables(variables).proxy(for: ServerURL(parsing: server)).map { "\($0)" }
    }

    @Test(arguments: [
        (["HTTPS_PROXY": "http://p:1"], "http://p:1"), (["https_proxy": "http://p:1"], "http://p:1"),
        (["HTTPS_PROXY": "", "https_proxy": "http://p:1"], "http://p:1"),
        (["HTTPS_PROXY": "http://p:1", "https_proxy": "http://q:1"], "http://p:1"),
        (["HTTP_PROXY": "http://p:1", "ALL_PROXY": "http://p:1"], nil),
        (["HTTPS_PROXY": "p:1"], "http://p:1"), (["HTTPS_PROXY": "p"], "http://p:80"),
        (["HTTPS_PROXY": "socks5h://p"], "socks5://p:1080"), (["HTTPS_PROXY": "https://p"], "https://p:443"),
        (["HTTPS_PROXY": "gopher://p:1"], "http://p:1"), (["HTTPS_PROXY": "http://%zz"], nil),
    ])
    func theVariablesForHTTPS(variables: [String: String], expected: String?) throws {
        #expect(try proxy("https://api.test:6443", variables) == expected)
    }

    @Test func theVariablesForHTTP() throws {
        let variables = ["HTTP_PROXY": "http://p:1", "HTTPS_PROXY": "http://q:1"]
        #expect(try proxy("http://api.test", variables) == "http://p:1")
        let inCGI = variables.merging(["REQUEST_METHOD": "GET"]) { $1 }
        #expect(try proxy("https://api.test", inCGI) == "http://q:1")
        let error = #expect(throws: ClusterConfigurationError.self) { try proxy("http://api.test", inCGI) }
        #expect(
            error?.message
                == "HTTP_PROXY is not used where REQUEST_METHOD is set: a web server's client may have set it")
    }

    /// `NO_PROXY`, a server, and whether it is reached directly.
    @Test(arguments: [
        ("", "https://localhost", true), ("", "https://127.1.2.3", true), ("", "https://[::1]", true),
        ("", "https://LOCALHOST", false), ("", "https://0.0.0.0", false),
        ("*", "https://a.test", true), ("b,*", "https://a.test", true), ("*.test", "https://a.test", true),
        ("a.test", "https://a.test", true), ("A.Test", "https://a.test", true),
        (" b , a.test ", "https://a.test", true),
        ("b a.test", "https://a.test", false), ("test", "https://a.test", true), ("est", "https://a.test", false),
        (".a.test", "https://a.test", false), (".test", "https://a.test", true), ("a.*", "https://a.test", false),
        ("a.test:443", "https://a.test", true), ("a.test:6443", "https://a.test", false),
        ("[fd00::1]", "https://[fd00::1]", false), ("[fd00::1]:443", "https://[fd00::1]", true),
        (".test:6443", "https://a.test:6443", true), (",", "https://a.test", false), (":443", "https://a.test", false),
        ("10.0.0.1", "https://10.0.0.1", true), ("10.0.0.1:1", "https://10.0.0.1", false),
        ("10.0.0.1:443", "https://10.0.0.1", true), ("10.0", "https://10.0.0.1", false),
        ("10.0.0.0/8", "https://10.9.8.7", true), ("10.1.2.3/8", "https://10.9.8.7", true),
        ("10.0.0.0/33", "https://10.0.0.1", false), ("0.0.0.0/0", "https://a.test", false),
        ("10.0.0.0/9", "https://10.200.0.1", false), ("::ffff:10.0.0.1", "https://10.0.0.1", true),
        ("fd00::/8", "https://[fd12::1]", true), ("[fd12::1]:443", "https://[fd12::1]", true),
        ("fd12::1", "https://[fd12:0::1]", true), ("10.0.0.0/8", "https://[fd12::1]", false),
    ])
    func exceptions(list: String, server: String, isDirect: Bool) throws {
        let found = try proxy(server, ["HTTPS_PROXY": "http://p:1", "NO_PROXY": list])
        #expect(found == (isDirect ? nil : "http://p:1"))
    }

    @Test func theKubeconfigsProxyComesBeforeTheVariables() throws {
        var fixture = ClusterFixture(cluster: "server: 'https://127.0.0.1', proxy-url: 'http://near:1'")
        fixture.variables["HTTPS_PROXY"] = "http://far:1"
        fixture.variables["NO_PROXY"] = "*"
        #expect(try fixture.find().proxy.map { "\($0)" } == "http://near:1")
        #expect(try fixture.find().proxyOrigin == "'proxy-url' of cluster c in /home/me/.kube/config")
        fixture.files = ClusterFixture(cluster: "server: 'https://a.test'").files
        #expect(try fixture.find().proxy == nil)
        #expect(try fixture.find().proxyOrigin == "NO_PROXY")
        fixture.variables["NO_PROXY"] = nil
        #expect(try fixture.find().proxyOrigin == "HTTPS_PROXY")
        #expect(try fixture.find().proxy.map { "\($0)" } == "http://far:1")
    }
}
