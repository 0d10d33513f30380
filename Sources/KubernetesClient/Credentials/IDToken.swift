internal import Nodes

/// The token of the auth-provider `oidc`, the one that kubectl still has.
///
/// It is used while it is valid. To renew it, its issuer would have to be asked; that is left to kubectl.
enum IDToken {
    private static let help =
        "Run kubectl with this user once, which renews it, or use a plugin such as 'kubectl oidc-login'."

    /// Throws for every other provider, for one that is not configured as kubectl wants it, and for a token that is
    /// expired or damaged.
    static func token(
        of provider: ProviderEntry, _ userOrigin: String, now: Double = WallClock.now
    ) throws(ClusterConfigurationError) -> Secret {
        func refused(_ reason: String, _ help: String) -> ClusterConfigurationError {
            ClusterConfigurationError(
                .unsupportedCredentials, "\(userOrigin) uses the auth-provider '\(provider.name)', \(reason)",
                help: help, at: provider.range)
        }
        func field(_ name: String) -> String? {
            provider.configuration[name].flatMap { $0.reveal().isEmpty ? nil : $0.reveal() }
        }
        guard provider.name == "oidc" else {
            throw refused(
                "which Kubernetes has removed",
                "Use a plugin ('exec') such as gke-gcloud-auth-plugin or kubelogin, or a token or client certificate.")
        }
        for name in ["idp-issuer-url", "client-id"] where field(name) == nil {
            throw refused("and its configuration has no '\(name)'", "kubectl refuses this too.")
        }
        guard let token = field("id-token") else { throw refused("and there is no 'id-token'", help) }
        guard let expiry = expiry(of: token) else { throw refused("and its 'id-token' is damaged", help) }
        guard now + 10 < Double(expiry) else { throw refused("and its 'id-token' has expired", help) }
        guard !HeaderText.isUnsendable(token) else { throw refused("and its 'id-token' is damaged", help) }
        return Secret(token)
    }

    /// When a JSON web token expires, in seconds since 1970.
    private static func expiry(of token: String) -> Int? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        var claims = String(parts[1]).replacing("-", with: "+").replacing("_", with: "/")
        claims += String(repeating: "=", count: (4 - claims.utf8.count % 4) % 4)
        guard let bytes = Base64.decode(claims), let value = try? JSONReader.value(bytes)["exp"] else { return nil }
        switch value {
        case .int(let seconds): return Int(exactly: seconds)
        case .double(let seconds): return Int(exactly: seconds.rounded(.down))
        default: return nil
        }
    }
}
