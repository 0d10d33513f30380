/// Says why a request got no answer that can be used, and what to do about it.
struct FailureWords {
    private let configuration: ClusterConfiguration
    private let options: KubernetesClientOptions
    private let request: APIRequest

    init(_ configuration: ClusterConfiguration, _ options: KubernetesClientOptions, _ request: APIRequest) {
        self.configuration = configuration
        self.options = options
        self.request = request
    }

    func error(_ failure: ExchangeFailure) -> KubernetesError {
        switch failure.cause {
        case .connecting(let reason): return error(reason)
        case .silence(let time) where failure.wasSent, .time(let time) where failure.wasSent:
            return error(
                .timedOut, "\(server) accepted the connection and did not answer within \(time.text)",
                "The server may be overloaded; try again. If it never answers, check the address: it comes from "
                    + "\(configuration.origin).")
        case .silence(let time), .time(let time):
            return error(
                .timedOut, "no connection to \(server) became free within \(time.text)",
                "The server may be overloaded; try again, or with a lower --parallelism.")
        case .connectionLost:
            return error(
                .connectionLost, "the connection to \(server) broke before the answer was there",
                "Try again. "
                    + (server.isSecure
                        ? "Something in between may damage what is sent."
                        : "A server that speaks TLS also does this to a client that does not; its address then begins "
                            + "with 'https://'."))
        case .tooLarge:
            let limit = options.limit(of: request)
            return error(
                .tooLarge, "the answer of \(server) has more than \(limit.bytes >> 20) MiB or \(limit.values) values",
                "Check that the address is a Kubernetes API server's; it comes from \(configuration.origin).")
        case .malformedAnswer:
            return error(
                .notKubernetes, "\(server) is no Kubernetes API server: what it sent is no HTTP answer",
                "Check the address; it comes from \(configuration.origin).")
        case .unsendableHeader(let name):
            return error(
                .configuration, "the header '\(name)' cannot be sent: it has a line break or another control character",
                "What it says comes from \(configuration.credentials.origin ?? configuration.origin).")
        case .cancelled: return error(.cancelled, "cancelled while waiting for \(server)", nil)
        }
    }

    private var server: ServerURL { configuration.server }

    private func error(_ code: KubernetesError.Code, _ message: String, _ help: String?) -> KubernetesError {
        KubernetesError(code, message, help: help, server: server.description, request: request.summary)
    }

    // MARK: - No connection

    private func error(_ failure: DialFailure) -> KubernetesError {
        var words = ConnectionWords(server: server.description, proxy: configuration.proxy)
        if let origin = configuration.certificateAuthorityOrigin { words.authority = "the authority in \(origin)" }
        words.clientCertificate = configuration.credentials.clientCertificate
        return error(failure.code, words.sentence(failure), help(for: failure))
    }

    private func help(for failure: DialFailure) -> String {
        switch failure.cause {
        case .certificate(let refusal): return help(for: refusal)
        case .clientCertificate(.missing):
            return "Give the user a 'client-certificate' and a 'client-key'; \(userOrigin) has none."
        case .clientCertificate: return "It comes from \(userOrigin). Fetch the kubeconfig again."
        case .proxyCredentials(given: false):
            return "Put them into the proxy's URL: http://USER:PASSWORD@host:port. " + proxyOrigin
        case .proxyCredentials(given: true), .unusableProxyCredentials, .notAProxy, .proxyStatus, .proxyReply:
            return proxyOrigin
        case .unknownName, .connectionRefused, .noRoute, .system, .closed, .timedOut, .notTLS, .handshake:
            return failure.stage.isProxys
                ? "Is the proxy running, and is that its address? " + proxyOrigin : reach(failure)
        }
    }

    private func reach(_ failure: DialFailure) -> String {
        switch (failure.stage, failure.cause) {
        case (_, .notTLS):
            "The address may have to begin with 'http://'; it comes from \(configuration.origin)."
        case (.serverTLS, .handshake):
            "Check the certificates in \(configuration.origin); the server may ask for a client certificate."
        case (_, .timedOut): checkAddress + " A firewall or a missing VPN also looks like this."
        default: checkAddress
        }
    }

    private var checkAddress: String {
        "Is the API server running, and is that its address? It comes from \(configuration.origin)."
    }

    private var proxyOrigin: String {
        let origin = configuration.proxyOrigin ?? "the configuration"
        let isVariable = origin.hasSuffix("_PROXY")
        return "The proxy comes from \(origin)" + (isVariable ? "; NO_PROXY names servers to reach without it." : ".")
    }

    private var userOrigin: String { configuration.credentials.origin ?? configuration.origin }

    private func help(for refusal: CertificateRefusal) -> String {
        switch refusal.reason {
        case .unknownAuthority:
            configuration.certificateAuthorityOrigin == nil
                ? "Name the cluster's authority with --certificate-authority, or as 'certificate-authority' in the "
                    + "kubeconfig; \(configuration.origin) has none."
                : "The cluster may have been recreated, or a proxy may read along. Fetch the kubeconfig again."
        case .wrongName: "Use an address that the certificate names, or set 'tls-server-name' in the kubeconfig."
        case .expired, .notYetValid: "Have the certificate renewed; a clock that is wrong here also looks like this."
        case .notForServers, .notAnAuthority, .unknownExtension, .weakSignature:
            "The server needs another certificate, or something in between shows its own; the address comes from "
                + "\(configuration.origin)."
        }
    }
}

extension DialFailure {
    fileprivate var code: KubernetesError.Code {
        switch cause {
        case .timedOut: .timedOut
        case .certificate, .clientCertificate, .handshake, .notTLS: .tls
        case .closed where stage == .serverTLS || stage == .proxyTLS: .tls
        default: .unreachable
        }
    }
}
