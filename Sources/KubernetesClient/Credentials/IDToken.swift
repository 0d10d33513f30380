internal import Documents
internal import Values

/// The token of the auth-provider `oidc`, the one that kubectl still has.
///
/// It is used while it is valid. To renew it, its issuer would have to be asked; that is left to kubectl.
enum IDToken {
    private static let help =
        "Run kubectl with this user once, which renews it, or use a plugin such as 'kubectl oidc-login'."

    /// Throws for every other provider, and for one that is not configured as kubectl wants it, also where its token is
    /// not needed.
    static func check(_ provider: ProviderEntry, _ userOrigin: String) throws(ClusterConfigurationError) {
        guard provider.name == "oidc" else {
            throw provider.refusal(
                userOrigin, "which Kubernetes has removed",
                "Use a plugin ('exec') such as gke-gcloud-auth-plugin or kubelogin, or a token or client certificate.")
        }
        for name in ["idp-issuer-url", "client-id"] where provider.field(name) == nil {
            throw provider.refusal(
                userOrigin, "and its configuration has no '\(name)'", "kubectl refuses this too.")
        }
    }

    /// The token of a provider that was checked; throws where there is none, or it is expired or damaged.
    static func token(
        of provider: ProviderEntry, _ userOrigin: String, now: Double = WallClock.now
    ) throws(ClusterConfigurationError) -> Secret {
        func refused(_ reason: String) -> ClusterConfigurationError { provider.refusal(userOrigin, reason, help) }
        guard let token = provider.field("id-token") else { throw refused("and there is no 'id-token'") }
        guard let expiry = expiry(of: token) else { throw refused("and its 'id-token' is damaged") }
        guard now + 10 < Double(expiry) else { throw refused("and its 'id-token' has expired") }
        guard !HeaderText.isUnsendable(token) else { throw refused("and its 'id-token' is damaged") }
        return Secret(token)
    }

    /// When a JSON web token expires, in seconds since 1970.
    private static func expiry(of token: String) -> Int? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        guard let bytes = Base64.decodeURLSafe(String(parts[1])), let value = try? JSONReader.value(bytes)["exp"] else {
            return nil
        }
        switch value {
        case .int(let seconds): return Int(exactly: seconds)
        case .double(let seconds): return Int(exactly: seconds.rounded(.down))
        default: return nil
        }
    }
}

extension ProviderEntry {
    /// A text of its configuration; nil where it is missing or empty.
    fileprivate func field(_ name: String) -> String? {
        configuration[name].flatMap { $0.reveal().isEmpty ? nil : $0.reveal() }
    }

    fileprivate func refusal(_ userOrigin: String, _ reason: String, _ help: String) -> ClusterConfigurationError {
        ClusterConfigurationError(
            .unsupportedCredentials, "\(userOrigin) uses the auth-provider '\(name)', \(reason)", help: help, at: range)
    }
}
