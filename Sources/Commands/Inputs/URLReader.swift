internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import NIOCore
internal import NIOHTTP1
internal import YAML

/// Reads manifests from URLs, within bounds of time, size and redirects.
struct URLReader: Sendable {
    struct Limits: Sendable {
        /// For one URL in all: connections, redirects, headers and body.
        var time = Duration.seconds(30)
        var size = FileInput.maximumSize
        var redirects = 5
    }

    let transports: HTTPTransports
    let proxies: ProxyVariables
    /// PEM text of the authorities to trust; nil for the system's.
    var authorities: [UInt8]?
    var limits = Limits()
    /// Is told each answer.
    var onAnswer: @Sendable (_ name: String, _ status: Int) -> Void = { _, _ in }

    /// Runs a body with a reader; its connections are closed when this returns.
    static func withReader<Result>(
        _ context: CommandContext, limits: Limits = Limits(), _ body: (URLReader) async throws -> Result
    ) async throws -> Result {
        try await withHTTPTransports { transports in
            var reader = URLReader(
                transports: transports, proxies: ProxyVariables(context.environment), limits: limits)
            if let file = context.environment["SSL_CERT_FILE"], !file.isEmpty {
                reader.authorities = try ClusterEnvironment.contents(of: file) ?? []
            }
            reader.onAnswer = { context.detail("GET \($0) → \($1)") }
            return try await body(reader)
        }
    }

    /// The text behind a URL, or why there is none.
    func read(_ url: ManifestURL) async -> Result<ManifestInput, DiagnosticError> {
        do {
            guard let result = try await withTimeLimit(limits.time, { await follow(url) }) else {
                return .failure(
                    DiagnosticError(
                        url: url.name, "the manifest did not arrive within \(limits.time.components.seconds) s"))
            }
            return result
        } catch {
            return .failure(failure(error, url))
        }
    }

    private func follow(_ start: ManifestURL) async -> Result<ManifestInput, DiagnosticError> {
        var url = start
        do {
            for _ in 0...limits.redirects {
                let response = try await answer(url, start)
                onAnswer(url.name, response.status)
                guard [301, 302, 303, 307, 308].contains(response.status),
                    let location = response.headers.first(name: "location")
                else { return try text(response, url, start) }
                url = try url.redirected(to: location)
            }
            throw DiagnosticError(url: start.name, "the server redirects more than \(limits.redirects) times")
        } catch let error as DiagnosticError {
            return .failure(error)
        } catch {
            return .failure(failure(error, url))
        }
    }

    private func answer(_ url: ManifestURL, _ start: ManifestURL) async throws -> TransportAnswer {
        let (server, target) = try url.request()
        var request = TransportRequest(
            .GET, target,
            headers: ["User-Agent": Version.userAgent, "Accept": "application/yaml, text/plain, */*"])
        if let user = url.user ?? (url.isSameServer(as: start) ? start.user : nil) {
            request.headers.add(name: "Authorization", value: user.basicAuthorization.reveal())
        }
        request.maximumAnswerSize = limits.size
        request.time = limits.time
        var settings = TransportSettings(server: server)
        settings.tls.authorities = authorities
        settings.proxy = try proxies.proxy(for: server)
        return try await transports.transport(settings).send(request)
    }

    private func text(
        _ response: TransportAnswer, _ url: ManifestURL, _ start: ManifestURL
    ) throws -> Result<ManifestInput, DiagnosticError> {
        guard response.status == 200 else {
            let help: String? =
                switch response.status {
                case 401, 403: "it needs credentials; download it with a program that has them, and pipe it to '-f -'"
                case 404: url.rawAddress.map { "the file itself is at \($0)" } ?? "check the address"
                default: nil
                }
            throw DiagnosticError(
                url: url.name,
                "the server answered \(response.status) "
                    + HTTPResponseStatus(statusCode: response.status).reasonPhrase, help: help)
        }
        let bytes = Array(response.body.readableBytesView)
        guard !Self.isPage(bytes) else {
            throw DiagnosticError(
                url: url.name, "this is a web page, not a manifest",
                help: url.rawAddress.map { "the file itself is at \($0)" }
                    ?? "take the address of the raw file; a page to sign in also looks like this")
        }
        // Named after what the user gave: a redirect's address may be good for minutes only.
        return .success(.text(YAMLReader.sourceFile(name: start.name, bytes: bytes)))
    }

    private static func isPage(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.drop { $0 <= 0x20 || $0 >= 0x80 }.prefix(16), as: UTF8.self).lowercased()
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html")
    }

    private func failure(_ error: any Error, _ url: ManifestURL) -> DiagnosticError {
        switch error {
        case let error as ExchangeFailure: failure(error, url)
        case let error as ClusterConfigurationError: DiagnosticError(url: url.name, error.message, help: error.help)
        case is TLSSettingsError:
            DiagnosticError(url: url.name, "the file that SSL_CERT_FILE names has no certificate in it")
        default: DiagnosticError(url: url.name, "cancelled while waiting for the server")
        }
    }

    private func failure(_ failure: ExchangeFailure, _ url: ManifestURL) -> DiagnosticError {
        switch failure.cause {
        case .connecting(let reason):
            let proxy = (try? url.request()).flatMap { try? proxies.proxy(for: $0.server) }
            return DiagnosticError(
                url: url.name, ConnectionWords(server: "the server", proxy: proxy).sentence(reason),
                help: help(for: reason))
        case .silence, .time:
            return DiagnosticError(
                url: url.name, "the manifest did not arrive within \(limits.time.components.seconds) s")
        case .connectionLost:
            return DiagnosticError(
                url: url.name, "the connection broke before the manifest was there", help: "try again")
        case .tooLarge: return DiagnosticError(url: url.name, "the manifest is larger than \(limits.size >> 20) MiB")
        case .malformedAnswer: return DiagnosticError(url: url.name, "what answers there is no web server")
        case .unsendableHeader:
            return DiagnosticError(url: url.name, "the user name or password in the URL cannot be sent")
        case .cancelled: return DiagnosticError(url: url.name, "cancelled while waiting for the server")
        }
    }

    private func help(for failure: DialFailure) -> String? {
        switch failure.cause {
        case .certificate(let refusal) where refusal.reason == .unknownAuthority:
            "SSL_CERT_FILE names a file with the certificates to trust"
        case .proxyCredentials(given: false): "HTTPS_PROXY may have them: http://USER:PASSWORD@host:port"
        case .unknownName, .connectionRefused, .noRoute, .timedOut, .system:
            "check the address, and whether this machine may connect to it"
        default: nil
        }
    }
}
