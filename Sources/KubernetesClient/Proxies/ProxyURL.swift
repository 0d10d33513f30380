/// A proxy to reach a server through; no description shows its password.
package struct ProxyURL: Sendable, Hashable {
    /// The protocol that the proxy speaks; the raw value is the URL's scheme.
    package enum Kind: String, Sendable { case http, https, socks5 }

    /// How to speak to the proxy.
    package let kind: Kind
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    /// 1 to 65535; the scheme's own (80, 443, 1080) where the URL names none.
    package let port: Int
    /// The user name and password in the URL; no description shows them.
    package let user: URLUser?

    /// Reads the `proxy-url` of a kubeconfig: `http`, `https` or `socks5`, as kubectl takes it.
    package init(parsing text: String) throws(ClusterConfigurationError) {
        let parts: AddressText
        do {
            parts = try AddressText(text)
        } catch {
            throw Self.invalid(error.reason)
        }
        guard let kind = Kind(rawValue: parts.scheme) else {
            throw Self.invalid(
                parts.scheme.isEmpty || !parts.hasAuthority
                    ? "it has no scheme" : "the scheme '\(parts.scheme)' is not supported")
        }
        do { try self.init(kind, parts) } catch { throw Self.invalid(error.reason) }
    }

    init(_ kind: Kind, _ parts: AddressText) throws(AddressText.Problem) {
        guard !parts.host.isEmpty else { throw AddressText.Problem(reason: "it names no host") }
        let ports: [Kind: Int] = [.http: 80, .https: 443, .socks5: 1080]
        guard let port = parts.port.isEmpty ? ports[kind] : Int(parts.port), (1...65535).contains(port) else {
            throw AddressText.Problem(reason: "its port is no number from 1 to 65535")
        }
        self.kind = kind
        host = parts.host
        self.port = port
        user = parts.user
    }

    private static func invalid(_ reason: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .invalidProxy, "the proxy's URL cannot be used: \(reason)",
            help: "Write it like 'http://host:3128'; 'https' and 'socks5' are the other schemes.")
    }
}

extension ProxyURL: CustomStringConvertible {
    package var description: String { "\(kind.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
