internal import Values

/// The proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name for a server, by the rules of Go's
/// `ProxyFromEnvironment`, which are kubectl's.
package struct ProxyVariables: Sendable {
    private let secure: ProxyURL?
    private let plain: ProxyURL?
    private let exceptions: ProxyExceptions
    /// A program that a web server runs by CGI has headers of requests in its variables, `Proxy` among them.
    private let isCGI: Bool

    /// Reads the variables in capitals, and in small letters where those are empty.
    package init(_ variables: [String: String]) {
        func value(_ name: String) -> String {
            [name, name.lowercased()].lazy.compactMap { variables[$0] }.first { !$0.isEmpty } ?? ""
        }
        secure = Self.proxy(value("HTTPS_PROXY"))
        plain = Self.proxy(value("HTTP_PROXY"))
        exceptions = ProxyExceptions(value("NO_PROXY"))
        isCGI = !(variables["REQUEST_METHOD"] ?? "").isEmpty
    }

    /// The proxy for a server, nil where it is to be reached directly.
    ///
    /// This machine itself is never reached through a proxy. Throws `invalidProxy` for `HTTP_PROXY` in a CGI program.
    package func proxy(for server: ServerURL) throws(ClusterConfigurationError) -> ProxyURL? {
        guard let proxy = server.isSecure ? secure : plain else { return nil }
        if !server.isSecure, isCGI {
            throw ClusterConfigurationError(
                .invalidProxy,
                "HTTP_PROXY is not used where REQUEST_METHOD is set: a web server's client may have set it",
                help: "Name the proxy as 'proxy-url' in the kubeconfig, or unset REQUEST_METHOD.")
        }
        return exceptions.hold(host: server.host, port: server.port) ? nil : proxy
    }

    /// Whether `NO_PROXY` keeps a server from a proxy that it would be reached through.
    func isExcepted(_ server: ServerURL) -> Bool {
        (server.isSecure ? secure : plain) != nil && !server.isOnThisMachine
            && exceptions.hold(host: server.host, port: server.port)
    }

    /// A variable that is no URL is left alone, as Go leaves it; of other schemes, all but SOCKS are taken for HTTP.
    private static func proxy(_ text: String) -> ProxyURL? {
        guard !text.isEmpty else { return nil }
        var parts = try? AddressText(text)
        if parts.map({ $0.scheme.isEmpty || !$0.hasAuthority }) ?? true { parts = try? AddressText("http://" + text) }
        guard let parts else { return nil }
        let kinds: [String: ProxyURL.Kind] = ["https": .https, "socks5": .socks5, "socks5h": .socks5]
        return try? ProxyURL(kinds[parts.scheme] ?? .http, parts)
    }
}

/// The hosts of `NO_PROXY`.
private struct ProxyExceptions {
    private enum Pattern {
        case address(IPAddress, port: String)
        case network(IPAddress, prefix: Int)
        /// A suffix that begins with a dot.
        case domain(String, port: String, includesItself: Bool)
    }

    private var patterns: [Pattern] = []
    private var holdsAll = false

    init(_ text: String) {
        for part in text.split(separator: ",") {
            let item = part.trimmingWhitespace().lowercased()
            if item == "*" { holdsAll = true }
            if let pattern = Self.pattern(item) { patterns.append(pattern) }
        }
    }

    func hold(host: String, port: Int) -> Bool {
        if host == "localhost" { return true }
        let address = IPAddress(host: host)
        if address?.isLoopback == true || holdsAll { return true }
        let name = host.lowercased()
        return patterns.contains { pattern in
            switch pattern {
            case .address(let other, let only): address == other && (only.isEmpty || only == String(port))
            case .network(let network, let prefix): address?.isIn(network, prefix: prefix) == true
            case .domain(let suffix, let only, let includesItself):
                address == nil && (name.hasSuffix(suffix) || includesItself && name == suffix.dropFirst())
                    && (only.isEmpty || only == String(port))
            }
        }
    }

    private static func pattern(_ item: String) -> Pattern? {
        if let slash = item.lastIndex(of: "/"), let network = IPAddress(host: String(item[..<slash])),
            let prefix = Int(item[item.index(after: slash)...]), (0...network.bytes.count * 8).contains(prefix)
        {
            return .network(network, prefix: prefix)
        }
        var (host, port) = split(item)
        guard !host.isEmpty else { return nil }
        if let address = IPAddress(host: host) { return .address(address, port: port) }
        if host.hasPrefix("*.") { host.removeFirst() }
        let includesItself = !host.hasPrefix(".")
        return .domain(includesItself ? "." + host : host, port: port, includesItself: includesItself)
    }

    /// A host and what follows its only colon, or the colon after its brackets; brackets without a port stay, as in Go,
    /// and are no address then.
    private static func split(_ item: String) -> (host: String, port: String) {
        guard let colon = item.lastIndex(of: ":") else { return (item, "") }
        let host = item[..<colon]
        let port = String(item[item.index(after: colon)...])
        if host.hasPrefix("["), host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), port) }
        return host.contains(":") ? (item, "") : (String(host), port)
    }
}
