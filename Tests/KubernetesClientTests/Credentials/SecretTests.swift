import Diagnostics
import KubernetesClient
import TestSupport
import Testing

/// No credential of a kubeconfig is ever told: each field, with every kind of damage.
struct SecretTests {
    private static let marker = "S3NTINEL"

    /// A kubeconfig with a place for one value, written in block style.
    private static let fields: [(name: String, line: String)] = [
        ("token", "    token: VALUE"), ("password", "    username: me\n    password: VALUE"),
        ("username", "    username: VALUE\n    token: t"),
        ("client-key-data", "    client-certificate-data: QQ==\n    client-key-data: VALUE"),
        ("client-certificate-data", "    client-key-data: QQ==\n    client-certificate-data: VALUE"),
        ("exec env", "    exec:\n      command: x\n      env:\n      - name: A\n        value: VALUE"),
        ("exec args", "    exec:\n      command: x\n      args: [VALUE]"),
        ("auth-provider", "    auth-provider:\n      name: gcp\n      config:\n        access-token: VALUE"),
        ("oidc", "    auth-provider:\n      name: oidc\n      config:\n        id-token: VALUE"),
        ("unknown", "    tokne: VALUE"),
    ]

    private static let damages: [(name: String, value: String)] = [
        ("none", "S3NTINEL"), ("line break", #""S3NTINEL\nX: y""#), ("NUL", #""S3NTINEL\0""#),
        ("DEL", #""S3NTINEL\x7f""#), ("non-ASCII", "S3NTINÉL-S3NTINEL"), ("base64", "'<S3NTINEL%%>'"),
        ("encoded", base64("S3NTINEL of a key")), ("list", "[S3NTINEL]"), ("mapping", "{S3NTINEL: S3NTINEL}"),
        ("open quote", "'S3NTINEL"), ("open list", "[S3NTINEL"), ("bad escape", #""S3NTINEL\q""#),
        ("unknown alias", "*S3NTINEL"), ("anchor", "&S3NTINEL"), ("anchored", "&a S3NTINEL"),
        ("tag", "!!int S3NTINEL"), ("own tag", "!S3NTINEL x"), ("reserved", "@S3NTINEL"), ("directive", "%S3NTINEL"),
        ("colon", "S3NTINEL: S3NTINEL"), ("block", "|\n      S3NTINEL\n      S3NTINEL"),
        ("block with a header", "|S3NTINEL\n  x"), ("folded", ">-\n  S3NTINEL\n S3NTINEL"),
        ("outdented", "x\n   S3NTINEL: y"), ("tab", "\tS3NTINEL: x\n\t- S3NTINEL"), ("twice", "x\n    token: S3NTINEL"),
        ("invalid UTF-8", "S3NTINEL\u{FFFE}"), ("merge", "{<<: S3NTINEL}"), ("key", "{[S3NTINEL]: x}"),
        ("number", "0x5E7"), ("bool", "yes # S3NTINEL"), ("flow", "S3NTINEL, token: S3NTINEL}"),
        ("pem", "|\n      -----BEGIN PRIVATE KEY-----\n      S3NTINEL\n      -----END PRIVATE KEY-----"),
    ]

    private func tellsNothing(_ fixture: ClusterFixture, _ what: String) {
        var told = ""
        do throws(ClusterConfigurationError) {
            let outcome = try fixture.outcome()
            dump(outcome, to: &told)
            if case .found(let configuration) = outcome {
                told += "\(configuration) \(configuration.warnings) \(configuration.notes)"
                told += "\(configuration.credentials.summary) \(String(describing: configuration.proxy))"
            }
        } catch {
            told = "\(error) \(error.message) \(error.help ?? "")"
            if var diagnostic = error.diagnostic, let range = diagnostic.range {
                diagnostic.related = [Diagnostic.Related("here", at: range)]
                told += TextRenderer().render(diagnostic)
            }
        }
        for text in [Self.marker, base64(Self.marker), base64("S3NTINEL of a key")] {
            #expect(!told.contains(text), "\(what): \(told)")
        }
    }

    @Test(arguments: fields.map(\.name))
    func fieldsOfAUser(name: String) throws {
        let line = try #require(Self.fields.first { $0.name == name }).line
        for damage in Self.damages {
            for server in ["https://a", "http://a"] {
                let text = """
                    current-context: x
                    contexts: [{name: x, context: {cluster: c, user: u}}]
                    clusters: [{name: c, cluster: {server: "\(server)"}}]
                    users:
                    - name: u
                      user:
                    \(line.replacing("VALUE", with: damage.value))
                    """
                tellsNothing(
                    ClusterFixture(files: ["/home/me/.kube/config": text]), "\(name), \(damage.name), \(server)")
            }
        }
    }

    @Test(arguments: [
        "http://me:S3NTINEL@a", "https://me:S3NTINEL@a", "https://me:S3NTINEL@a:b", "https://S3NTINEL@",
        "https://a?t=S3NTINEL",
        "https://a:b?t=S3NTINEL", "https://a#S3NTINEL", "ftp://me:S3NTINEL@a", "https://me:S3NTINEL@a b",
        "me:S3NTINEL@a",
        #"https://me:S3NTINEL\n@a"#, "https://me:S3NTINEL%zz@a", "https://me:S3NTINEL@[::1",
        "https://me:S3NTINEL@127.1",
    ])
    func addresses(address: String) {
        for cluster in [
            "server: \"\(address)\"", "server: 'https://b', proxy-url: \"\(address)\"",
            "server: 'http://b', proxy-url: \"\(address.replacing("https", with: "socks5"))\"",
        ] {
            tellsNothing(ClusterFixture(cluster: cluster, user: "token: t"), cluster)
        }
        var fixture = ClusterFixture(cluster: "server: 'http://a.test'")
        fixture.overrides.server = address
        tellsNothing(fixture, "--server \(address)")
        fixture.overrides = ClusterOverrides()
        fixture.variables["HTTP_PROXY"] = address
        tellsNothing(fixture, "HTTP_PROXY=\(address)")
        fixture.variables["REQUEST_METHOD"] = "GET"
        tellsNothing(fixture, "HTTP_PROXY=\(address) in CGI")
    }

    @Test(arguments: ["S3NTINEL", "S3NTINEL\nX: y", "S3NTINEL\u{7F}", "“S3NTINEL”"])
    func tokensOfFlagsAndFiles(token: String) {
        var fixture = ClusterFixture(cluster: "server: 'https://a'")
        fixture.files["/t"] = token
        fixture.overrides.tokenFile = "/t"
        tellsNothing(fixture, "--token-file")
        fixture.overrides = ClusterOverrides()
        fixture.overrides.token = Secret(token)
        tellsNothing(fixture, "--token")
        // What the server says of it.
        tellsNothing(ClusterFixture(files: fixture.files, variables: ["KUBECONFIG": "/t"]), "a token for a kubeconfig")
    }
}
