internal import AsyncHTTPClient
internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import YAML

/// Reads manifests from URLs, within bounds of time, size and redirects.
struct URLReader: Sendable {
    struct Limits: Sendable {
        /// For one URL in all: connections, redirects, headers and body.
        var time = Duration.seconds(30)
        var size = ManifestInput.maximumSize
        var redirects = 5
    }

    let http: HTTPClient
    var limits = Limits()
    /// Is told each answer.
    var onAnswer: @Sendable (_ name: String, _ status: Int) -> Void = { _, _ in }

    /// Runs a body with a reader; its connections are closed when this returns.
    static func withReader<Result>(
        _ context: CommandContext, limits: Limits = Limits(), _ body: (URLReader) async throws -> Result
    ) async throws -> Result {
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(10), read: .seconds(30)))
        settings.httpVersion = .http1Only
        if let file = context.environment["SSL_CERT_FILE"], !file.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            settings.tlsConfiguration = tls
        }
        return try await HTTPClient.withHTTPClient(configuration: settings) { http in
            var reader = URLReader(http: http, limits: limits)
            reader.onAnswer = { context.detail("GET \($0) → \($1)") }
            return try await body(reader)
        }
    }

    /// The text behind a URL, or why there is none.
    func read(_ url: ManifestURL) async -> Result<ManifestInput, InputError> {
        do {
            guard let result = try await withTimeLimit(limits.time, { await follow(url) }) else {
                return .failure(
                    InputError(url.name, "the manifest did not arrive within \(limits.time.components.seconds) s"))
            }
            return result
        } catch {
            return .failure(failure(error, url))
        }
    }

    private func follow(_ start: ManifestURL) async -> Result<ManifestInput, InputError> {
        var url = start
        do {
            for _ in 0...limits.redirects {
                var request = HTTPClientRequest(url: url.requestTarget)
                request.headers = [
                    "User-Agent": "openmcf/\(Version.number)", "Accept": "application/yaml, text/plain, */*",
                ]
                if let (user, password) = url.credentials ?? (url.isSameServer(as: start) ? start.credentials : nil) {
                    request.setBasicAuth(username: user, password: password)
                }
                let response = try await http.execute(request, timeout: TimeAmount(limits.time))
                let status = Int(response.status.code)
                onAnswer(url.name, status)
                guard [301, 302, 303, 307, 308].contains(status),
                    let location = response.headers.first(name: "location")
                else { return try await text(response, url, start) }
                url = try url.redirected(to: location)
            }
            throw InputError(start.name, "the server redirects more than \(limits.redirects) times")
        } catch let error as InputError {
            return .failure(error)
        } catch {
            return .failure(failure(error, url))
        }
    }

    private func text(
        _ response: HTTPClientResponse, _ url: ManifestURL, _ start: ManifestURL
    ) async throws -> Result<ManifestInput, InputError> {
        guard response.status == .ok else {
            let help: String? =
                switch response.status.code {
                case 401, 403: "it needs credentials; download it with a program that has them, and pipe it to '-f -'"
                case 404: url.rawAddress.map { "the file itself is at \($0)" } ?? "check the address"
                default: nil
                }
            throw InputError(
                url.name, "the server answered \(response.status.code) \(response.status.reasonPhrase)", help: help)
        }
        let bytes = Array(try await response.body.collect(upTo: limits.size).readableBytesView)
        guard !Self.isPage(bytes) else {
            throw InputError(
                url.name, "this is a web page, not a manifest",
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

    private func failure(_ error: any Error, _ url: ManifestURL) -> InputError {
        let checkAddress = "check the address, and whether this machine may connect to it"
        switch TransportFailure(error).kind {
        case .noConnection(let reason): return InputError(url.name, "cannot connect: \(reason)", help: checkAddress)
        case .connectTimeout: return InputError(url.name, "no connection came about within 10 s", help: checkAddress)
        case .tls(let reason): return tls(reason, url)
        case .answerTimeout:
            return InputError(url.name, "the manifest did not arrive within \(limits.time.components.seconds) s")
        case .lost, .brokenTLS:
            return InputError(url.name, "the connection broke before the manifest was there", help: "try again")
        case .tooLarge: return InputError(url.name, "the manifest is larger than \(limits.size >> 20) MiB")
        case .cancelled: return InputError(url.name, "cancelled while waiting for the server")
        case .other(let reason): return InputError(url.name, "the request failed: \(reason)")
        }
    }

    private func tls(_ reason: String, _ url: ManifestURL) -> InputError {
        if reason.contains("CERTIFICATE_VERIFY_FAILED") {
            return InputError(
                url.name, "the server's certificate is expired or signed by nobody this system knows",
                help: "SSL_CERT_FILE names a file with the certificates to trust")
        }
        if reason.contains("failedToValidateHostname") || reason.contains("unableToValidateCertificate") {
            return InputError(url.name, "the server's certificate is for another name")
        }
        if reason.contains("WRONG_VERSION_NUMBER") || reason.contains("HTTP_REQUEST") {
            return InputError(url.name, "the server does not speak TLS")
        }
        return InputError(url.name, "no secure connection: \(reason)")
    }
}
