/// The address of an API server, taken apart: `https://host:port/path`.
package struct ServerURL: Sendable, Hashable {
    package let scheme: String
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// The path in front of `/api` and `/apis`, without a final slash; empty for most servers.
    package let basePath: String

    /// Reads a server's address; without a scheme it is `https`, as for kubectl with a cluster entry.
    ///
    /// Throws `ClusterConfigurationError` for every other scheme, a missing host, a bad port, credentials in the URL,
    /// a query and a fragment.
    package init(parsing text: String) throws(ClusterConfigurationError) {
        func invalid(_ reason: String) -> ClusterConfigurationError {
            ClusterConfigurationError(
                .invalidServer, "'\(text)' is no server URL: \(reason)",
                help: "Write it like 'https://10.0.0.1:6443'.")
        }
        var rest = text[...]
        scheme = try Self.scheme(takenFrom: &rest, invalid)
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw invalid("it has a query, a fragment or a space")
        }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        var path = rest[slash...]
        while path.hasSuffix("/") { path.removeLast() }
        basePath = String(path)
        // The text is not repeated here: it holds a password.
        guard !authority.contains("@") else {
            throw ClusterConfigurationError(
                .invalidServer, "the server URL has a user name in it",
                help: "Put credentials into the kubeconfig's 'users'.")
        }
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { throw invalid("'[' is not closed") }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            authority = authority[authority.index(after: close)...]
        } else {
            let colon = authority.firstIndex(of: ":") ?? authority.endIndex
            host = String(authority[..<colon])
            authority = authority[colon...]
        }
        guard !host.isEmpty else { throw invalid("it names no host") }
        if authority.isEmpty {
            port = scheme == "https" ? 443 : 80
        } else {
            guard authority.hasPrefix(":"), let number = Int(authority.dropFirst()), (1...65535).contains(number) else {
                throw invalid("its port is no number from 1 to 65535")
            }
            port = number
        }
    }

    private static func scheme(
        takenFrom rest: inout Substring, _ invalid: (String) -> ClusterConfigurationError
    ) throws(ClusterConfigurationError) -> String {
        var characters = rest.prefix { $0.isLetter || $0.isNumber }
        guard rest[characters.endIndex...].hasPrefix("://") else { return "https" }
        rest = rest[characters.endIndex...].dropFirst(3)
        characters = Substring(characters.lowercased())
        guard characters == "http" || characters == "https" else {
            throw invalid("the scheme '\(characters)' is neither 'https' nor 'http'")
        }
        return String(characters)
    }

    package var isSecure: Bool { scheme == "https" }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    package var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    /// `host:port`, without the scheme's own port.
    package var authority: String { port == (isSecure ? 443 : 80) ? urlHost : "\(urlHost):\(port)" }
}

extension ServerURL: CustomStringConvertible {
    package var description: String { "\(scheme)://\(authority)\(basePath)" }
}
