/// Who to be: at most one of a token, a name and password, a plugin; a client certificate goes with each.
package struct Credentials: Sendable {
    /// The bearer token; with one, a name and password are not used.
    package var token: TokenSource?
    /// The name for basic authentication.
    package var userName: String?
    /// The password that goes with `userName`.
    package var password: Secret?
    /// The program that hands out a token or a certificate when a request needs one.
    package var plugin: CredentialPlugin?
    /// PEM text: the certificate, then those between it and its authority.
    package var clientCertificate: [UInt8]?
    /// PEM text.
    package var clientKey: Secret?
    /// Where they stand, for messages, such as "user 'admin' of /home/me/.kube/config".
    package var origin: String?

    package init(token: TokenSource? = nil) { self.token = token }

    /// Whether there is nothing to authenticate with.
    package var isEmpty: Bool { token == nil && userName == nil && clientCertificate == nil && plugin == nil }

    /// All that is used, such as "a token and a client certificate".
    package var kind: String {
        var kinds: [String] = []
        switch token {
        case .fixed: kinds.append("a token")
        case .file(let path, _): kinds.append("the token in '\(path)'")
        case nil: break
        }
        if token == nil, userName != nil { kinds.append("a user name and password") }
        if let plugin { kinds.append("the plugin '\(plugin.command)'") }
        if clientCertificate != nil { kinds.append("a client certificate") }
        return kinds.isEmpty ? "no credentials" : kinds.joined(separator: " and ")
    }

    /// What is used, for messages.
    package var summary: String {
        switch token {
        case .fixed: "a token"
        case .file(let path, _): "the token in '\(path)'"
        case nil:
            if userName != nil {
                "a user name and password"
            } else if clientCertificate != nil {
                "a client certificate"
            } else if let plugin {
                "what the plugin '\(plugin.command)' handed out"
            } else {
                "no credentials"
            }
        }
    }
}

/// A bearer token, or the file that always holds the current one.
package enum TokenSource: Sendable {
    case fixed(Secret)
    /// Read again every minute and after a 401: such tokens are replaced while a command runs. The other token is for
    /// when the file cannot be read or is empty.
    case file(String, otherwise: Secret? = nil)
}
