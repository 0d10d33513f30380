internal import Diagnostics
internal import FoundationEssentials
internal import KubernetesClient
internal import Manifests
internal import Values

/// An address that a manifest may be read from: `https`, or `http` on this machine.
struct ManifestURL: Sendable {
    let url: URL
    /// The address as messages, plans and JSON name it: without user, password, query and fragment, which may be
    /// secret.
    let name: String

    /// Whether a source is meant as a URL of whatever scheme.
    static func isURL(_ source: String) -> Bool {
        guard let colon = source.utf8.firstIndex(of: UInt8(ascii: ":")), source[colon...].hasPrefix("://") else {
            return false
        }
        return colon > source.startIndex
            && source[..<colon].utf8.allSatisfy { $0.isASCIILetterOrDigit || "+-.".utf8.contains($0) }
    }

    init(_ text: String) throws(DiagnosticError) {
        guard let url = URL(string: text), let name = Self.name(of: url) else {
            // The text is not repeated: what cannot be taken apart may hold a password.
            let scheme = text.prefix { $0 != ":" }
            throw DiagnosticError(url: "\(scheme)://…", "this is no URL that can be read")
        }
        try self.init(url, name)
    }

    private init(_ url: URL, _ name: String) throws(DiagnosticError) {
        self.url = url
        self.name = name
        switch url.scheme?.lowercased() {
        case "https": break
        case "http" where isLoopback: break
        case "http":
            throw DiagnosticError(
                url: name, "manifests are not read over plain http, which anybody on the way can change",
                help: "use https://; http:// is for servers on this machine")
        default:
            throw DiagnosticError(
                url: name, "manifests are read from https:// addresses and from files",
                help: "download it first, and give the file")
        }
    }

    /// An address as messages name it; nil where it cannot be taken apart, so that it may hold a password anywhere.
    static func name(of address: String) -> String? { URL(string: address).flatMap(name) }

    private static func name(of url: URL) -> String? {
        guard let scheme = url.scheme, let host = url.host(percentEncoded: true), !host.isEmpty, hasLegalPort(url)
        else { return nil }
        let bare = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme.lowercased())://\(bare)\(url.port.map { ":\($0)" } ?? "")\(url.path(percentEncoded: true))"
    }

    /// Whether the port is one, where there is any: of a number that is too large `URL` knows nothing.
    private static func hasLegalPort(_ url: URL) -> Bool {
        let text = url.absoluteString
        guard let slashes = text.firstRange(of: "://") else { return false }
        let authority = text[slashes.upperBound...].prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        guard let colon = host.lastIndex(of: ":"), !host[colon...].contains("]") else { return true }
        let digits = host[host.index(after: colon)...]
        return digits.isEmpty || UInt16(digits).map { $0 > 0 } ?? false
    }

    private var host: String { url.host(percentEncoded: false)?.lowercased() ?? "" }

    private var isLoopback: Bool {
        if host == "localhost" || host == "::1" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// User and password of the URL; nil where it has none.
    var user: URLUser? {
        url.user(percentEncoded: false).map {
            URLUser(name: $0, password: Secret(url.password(percentEncoded: false) ?? ""))
        }
    }

    /// The server, and what to ask it for: path and query.
    func request() throws(DiagnosticError) -> (server: ServerURL, target: String) {
        let query = url.query(percentEncoded: true).map { "?" + $0 } ?? ""
        let path = url.path(percentEncoded: true)
        do {
            return (try ServerURL(parsing: String(name.dropLast(path.count))), (path.isEmpty ? "/" : path) + query)
        } catch {
            throw DiagnosticError(url: name, "this is no URL that can be read", help: error.help)
        }
    }

    /// Where a redirect leads; the credentials go with it on the same server only.
    func redirected(to location: String) throws(DiagnosticError) -> ManifestURL {
        guard let target = URL(string: location, relativeTo: url)?.absoluteURL, let name = Self.name(of: target) else {
            throw DiagnosticError(url: self.name, "the server redirects to something that is no URL")
        }
        guard url.scheme?.lowercased() != "https" || target.scheme?.lowercased() == "https" else {
            throw DiagnosticError(
                url: self.name, "the server redirects to \(name), which is not https",
                help: "only https:// addresses are followed from there")
        }
        return try ManifestURL(target, name)
    }

    /// Whether both are the same scheme, host and port.
    func isSameServer(as other: ManifestURL) -> Bool {
        url.scheme?.lowercased() == other.url.scheme?.lowercased() && host == other.host && url.port == other.url.port
    }

    /// Where the file itself is, for a page that shows it; nil where that is not known.
    var rawAddress: String? {
        let parts = url.path(percentEncoded: true).split(separator: "/")
        if host == "github.com", parts.count > 4, parts[2] == "blob" {
            let path = (parts[..<2] + parts[3...]).joined(separator: "/")
            return "https://raw.githubusercontent.com/\(path)"
        }
        // GitLab, also on other hosts, has `/-/blob/` in the addresses of its pages.
        if let dash = parts.firstIndex(of: "-"), dash + 1 < parts.count, parts[dash + 1] == "blob" {
            return name.replacing("/-/blob/", with: "/-/raw/", maxReplacements: 1)
        }
        return nil
    }
}

extension DiagnosticError {
    /// An address that nothing can be read from.
    ///
    /// - Parameter name: the address as messages name it.
    init(url name: String, _ message: String, help: String? = nil) {
        self.init(Diagnostic(.unreadableURL, message, at: .file(name), help: help))
    }
}
