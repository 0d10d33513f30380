internal import Values

/// The address of an API server, taken apart: `https://host:port/path`.
package struct ServerURL: Sendable, Hashable {
    /// `https` or `http`.
    package let scheme: String
    /// A name, an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    /// 1 to 65535; the scheme's own (443, 80) where the address names none.
    package let port: Int
    /// The path in front of `/api` and `/apis`, percent-encoded and without a final slash; empty for most servers.
    let basePath: String
    /// The user name and password in the URL; no description shows them.
    package let user: URLUser?
    /// The address as a credential plugin is told it: as it was given, but without a query behind a path.
    let pluginText: Secret

    /// Reads a server's address as kubectl does: without a scheme it is `http`, and a query counts for nothing.
    ///
    /// Throws `ClusterConfigurationError` for every other scheme, a missing host, and a bad port.
    package init(parsing text: String) throws(ClusterConfigurationError) {
        do {
            try self.init(address: text)
        } catch {
            let shown = Self.shown(text).map { "'\($0)' is no server URL" } ?? "the server URL cannot be used"
            throw ClusterConfigurationError(
                .invalidServer, "\(shown): \(error.reason)", help: "Write it like 'https://10.0.0.1:6443'.")
        }
    }

    private init(address text: String) throws(AddressText.Problem) {
        let parts = try Self.parts(of: text)
        guard parts.scheme == "https" || parts.scheme == "http" else {
            throw AddressText.Problem(reason: "the scheme '\(parts.scheme)' is neither 'https' nor 'http'")
        }
        guard !parts.host.isEmpty else { throw AddressText.Problem(reason: "it names no host") }
        guard !Self.isShortenedAddress(parts.host) else {
            throw AddressText.Problem(reason: "'\(parts.host)' is neither a name nor an address of four numbers")
        }
        pluginText = Secret(parts.path.utf8.count > 1 ? String(text.prefix { $0 != "?" && $0 != "#" }) : text)
        scheme = parts.scheme
        host = parts.host
        user = parts.user
        if parts.port.isEmpty {
            port = scheme == "https" ? 443 : 80
        } else {
            guard let number = Int(parts.port), (1...65535).contains(number) else {
                throw AddressText.Problem(reason: "its port is no number from 1 to 65535")
            }
            port = number
        }
        basePath = Self.cleaned(parts.path)
    }

    /// What is no URL, or has no host, is read once more as a host and a port.
    private static func parts(of text: String) throws(AddressText.Problem) -> AddressText {
        let problem: AddressText.Problem
        do throws(AddressText.Problem) {
            let parts = try AddressText(text)
            if !parts.scheme.isEmpty, parts.hasAuthority { return parts }
            problem = AddressText.Problem(reason: "it names no host")
        } catch { problem = error }
        guard !text.contains(":/") else { throw problem }
        let parts = try AddressText("http://" + text)
        guard parts.path.isEmpty || parts.path == "/" else {
            throw AddressText.Problem(reason: "it is neither a URL nor a host with a port")
        }
        return parts
    }

    /// Whether a system's resolver would take a text for an address that it is no full form of, such as `127.1`.
    private static func isShortenedAddress(_ host: String) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count <= 4, numbers.allSatisfy(isNumber) else { return false }
        return numbers.count != 4 || !numbers.allSatisfy { UInt8($0) != nil && ($0 == "0" || !$0.hasPrefix("0")) }
    }

    private static func isNumber(_ text: Substring) -> Bool {
        let isHexadecimal = text.hasPrefix("0x") || text.hasPrefix("0X")
        let digits = isHexadecimal ? text.dropFirst(2) : text
        return !text.isEmpty && digits.allSatisfy { $0.isASCII && (isHexadecimal ? $0.isHexDigit : $0.isNumber) }
    }

    /// What Go's `net/url` leaves as it is in a path.
    private static let pathCharacters = "-._~$&+,/:;=@"

    /// A path without empty, `.` and `..` segments, encoded as Go encodes it.
    private static func cleaned(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        return segments.map { "/" + PercentCoding.encode($0, keeping: pathCharacters) }.joined()
    }

    /// The part of an address that may be shown; nil for one that may hold a password.
    private static func shown(_ text: String) -> String? {
        text.contains("@") ? nil : String(text.prefix { $0 != "?" && $0 != "#" })
    }

    /// Whether requests go through TLS.
    package var isSecure: Bool { scheme == "https" }

    /// Whether nothing that is sent to it leaves this machine.
    package var isOnThisMachine: Bool { host == "localhost" || IPAddress(host: host)?.isLoopback == true }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    package var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    /// `host:port`, without the scheme's own port.
    package var authority: String { port == (isSecure ? 443 : 80) ? urlHost : "\(urlHost):\(port)" }
}

extension ServerURL: CustomStringConvertible {
    package var description: String { "\(scheme)://\(authority)\(basePath)" }
}
