import KubernetesClient
import Testing

struct ServerURLTests {
    @Test(arguments: [
        ("https://10.0.0.1:6443", "https://10.0.0.1:6443", "10.0.0.1", 6443),
        ("https://api.example.com/", "https://api.example.com", "api.example.com", 443),
        ("HTTP://LocalHost:80/k8s/", "http://LocalHost/k8s", "LocalHost", 80),
        ("https://[fd00::1]:6443", "https://[fd00::1]:6443", "fd00::1", 6443),
        // Without a scheme kubectl takes http.
        ("api:6443", "http://api:6443", "api", 6443),
        ("10.0.0.1/", "http://10.0.0.1", "10.0.0.1", 80),
        ("https://a:/b//c/../d/", "https://a/b/d", "a", 443),
        ("https://a/b%20c d+e'(f)?token=s3cret#x", "https://a/b%20c%20d+e%27%28f%29", "a", 443),
        ("https://me:s3cret@a", "https://a", "a", 443),
        ("https://0.0.0.0", "https://0.0.0.0", "0.0.0.0", 443),
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
        ("https:/a", "'https:/a' is no server URL: it names no host"),
        ("https://:6443", "'https://:6443' is no server URL: it names no host"),
        ("tcp://a", "'tcp://a' is no server URL: the scheme 'tcp' is neither 'https' nor 'http'"),
        ("https://a:0", "'https://a:0' is no server URL: its port is no number from 1 to 65535"),
        ("https://a:99999", "'https://a:99999' is no server URL: its port is no number from 1 to 65535"),
        ("https://a:https", "'https://a:https' is no server URL: what follows its host is no port"),
        ("https://[::1", "'https://[::1' is no server URL: '[' is not closed"),
        ("https://a b", "'https://a b' is no server URL: a character in its host cannot be there"),
        ("a/b", "'a/b' is no server URL: it is neither a URL nor a host with a port"),
        (
            "https://a/%zz",
            "'https://a/%zz' is no server URL: its path has a '%' that two hexadecimal digits do not follow"
        ),
        // A resolver would take these for addresses; Go does not.
        ("https://127.1", "'https://127.1' is no server URL: '127.1' is neither a name nor an address of four numbers"),
        (
            "https://0x7f.1",
            "'https://0x7f.1' is no server URL: '0x7f.1' is neither a name nor an address of four numbers"
        ),
        // What may hold a password is not repeated.
        ("https://me:s3cret@a:b", "the server URL cannot be used: what follows its host is no port"),
        ("https://a:b?token=s3cret", "'https://a:b' is no server URL: what follows its host is no port"),
        ("https://a\n@s3cret", "the server URL cannot be used: it has a line break or another control character"),
    ])
    func invalid(text: String, message: String) {
        let error = #expect(throws: ClusterConfigurationError.self) { try ServerURL(parsing: text) }
        #expect(error?.message == message)
    }

    @Test func theUserOfAnURL() throws {
        let user = try #require(ServerURL(parsing: "https://me%40x:p%3Aq@a").user)
        #expect(user.name == "me@x")
        #expect(user.password?.reveal() == "p:q")
        #expect(user.basicAuthorization.reveal() == "Basic bWVAeDpwOnE=")
        #expect(try ServerURL(parsing: "https://only@a").user?.basicAuthorization.reveal() == "Basic b25seTo=")
    }

    /// A token and a name in the URL: the name is sent, as Go does it.
    @Test func theUserOfTheServerComesBeforeAToken() throws {
        let cluster = try ClusterFixture(cluster: "server: 'https://n:p@a'", user: "token: t").find()
        #expect(cluster.credentials.summary == "a user name and password")
        #expect(cluster.credentials.userName == "n")
    }
}
