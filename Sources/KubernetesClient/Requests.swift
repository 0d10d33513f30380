internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
package import Nodes

/// What a server answered to a request that succeeded.
package struct APIAnswer: Sendable {
    /// The HTTP status, such as 201 for something new.
    package let httpStatus: Int
    package let body: Value
    /// The texts of the server's `Warning` headers.
    package let warnings: [String]
    /// How often the request was sent.
    package let attempts: Int
}

/// One request to the API.
struct APIRequest {
    enum Method: String {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    var method: Method
    /// The path after the server's base path, percent-encoded.
    var path: String
    var query: [(name: String, value: String)] = []
    var contentType: String?
    var body: [UInt8]?
    /// Whether it may be sent again when the server may already have acted on it.
    var isRepeatable = true

    init(_ method: Method, _ path: String) {
        self.method = method
        self.path = path
    }

    var summary: String { "\(method.rawValue) \(path)" }

    var target: String {
        guard !query.isEmpty else { return path }
        return path + "?" + query.map { "\($0.name)=\(Self.encoded($0.value))" }.joined(separator: "&")
    }

    /// A text as one part of a path or query (RFC 3986: everything but the unreserved characters is escaped).
    static func encoded(_ text: String) -> String {
        PercentEncoding.encoded(text, keeping: "-._~")
    }
}

/// An answer of whatever status, as it came.
private struct RawAnswer {
    let httpStatus: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    /// The pause that the server asks for, in seconds; a date, which API servers never send, is not read.
    var retryAfter: Duration? {
        headers.first(name: "retry-after").flatMap { Int($0) }.map { .seconds(min(max($0, 0), 3600)) }
    }

    /// Whether the same request may succeed a little later; 500 is final unless the server says otherwise.
    var isTransient: Bool {
        [429, 502, 503, 504].contains(httpStatus) || (httpStatus == 500 && retryAfter != nil)
    }
}

extension KubernetesClient {
    /// Sends a request until it succeeds, fails for good, or the retry policy ends it.
    func send(_ request: APIRequest) async throws(KubernetesError) -> APIAnswer {
        var retry = RetryState(policy: options.retry)
        var hasRefreshed = false
        while true {
            let issued = try issuedCredentials()
            var error: KubernetesError
            var pause: Duration?
            let attempts = retry.attempts
            let start = ContinuousClock.now
            let outcome = await attempt(request, issued)
            options.onAttempt(request.summary, (try? outcome.get())?.httpStatus, ContinuousClock.now - start)
            switch outcome {
            case .success(let raw) where (200..<300).contains(raw.httpStatus):
                return try answer(raw, to: request, attempts: attempts)
            case .success(let raw):
                if raw.httpStatus == 401, !hasRefreshed, credentials.refresh(after: issued) {
                    hasRefreshed = true
                    continue
                }
                error = errorAnswer(raw, request)
                if raw.isTransient, request.isRepeatable || raw.httpStatus == 429 {
                    pause = retry.nextDelay(retryAfter: raw.retryAfter)
                }
            case .failure(let failure):
                error = failure.error(configuration, options: options, request: request.summary)
                if failure.isWorthRepeating(request, contact) { pause = retry.nextDelay(retryAfter: nil) }
            }
            error.attempts = attempts
            guard let pause else { throw error }
            do { try await Task.sleep(for: pause) } catch {
                throw TransportFailure(error).error(configuration, options: options, request: request.summary)
            }
        }
    }

    private func issuedCredentials() throws(KubernetesError) -> IssuedCredentials {
        do { return try credentials.current() } catch {
            throw KubernetesError(
                .configuration, error.message, help: error.help, server: configuration.server.description)
        }
    }

    private func attempt(_ request: APIRequest, _ issued: IssuedCredentials) async -> Result<RawAnswer, TransportFailure> {
        var message = HTTPClientRequest(url: configuration.requestBase + request.target)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = headers(request, issued)
        if let body = request.body { message.body = .bytes(ByteBuffer(bytes: body)) }
        do {
            let response = try await http.execute(message, timeout: TimeAmount(options.requestTimeout))
            let body = try await response.body.collect(upTo: options.maximumAnswerSize)
            contact.noteAnswer()
            return .success(
                RawAnswer(
                    httpStatus: Int(response.status.code), headers: response.headers,
                    bytes: Array(body.readableBytesView)))
        } catch {
            return .failure(TransportFailure(error))
        }
    }

    private func headers(_ request: APIRequest, _ issued: IssuedCredentials) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Host": configuration.server.authority, "User-Agent": options.userAgent, "Accept": "application/json",
        ]
        if let contentType = request.contentType { headers.add(name: "Content-Type", value: contentType) }
        if let authorization = issued.authorization {
            headers.add(name: "Authorization", value: authorization.reveal())
        }
        for (name, value) in configuration.impersonation.headers { headers.add(name: name, value: value) }
        return headers
    }

    private func answer(
        _ raw: RawAnswer, to request: APIRequest, attempts: Int
    ) throws(KubernetesError) -> APIAnswer {
        let warnings = raw.headers["warning"].flatMap(WarningHeader.texts(in:))
        do {
            let body = try JSONReader.value(raw.bytes, name: "answer")
            return APIAnswer(httpStatus: raw.httpStatus, body: body, warnings: warnings, attempts: attempts)
        } catch {
            let server = configuration.server
            let isPage = raw.bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
            throw KubernetesError(
                .notKubernetes,
                isPage
                    ? "\(server) is no Kubernetes API server: it answered \(request.summary) with a web page"
                    : "\(server) answered \(request.summary) with something that is no JSON: \(error.message)",
                help: "Check the address; it comes from \(configuration.origin). A login page or a proxy may stand in "
                    + "between.",
                server: server.description, request: request.summary, httpStatus: raw.httpStatus)
        }
    }

    private func errorAnswer(_ raw: RawAnswer, _ request: APIRequest) -> KubernetesError {
        ErrorAnswer(
            configuration: configuration, request: request.summary, httpStatus: raw.httpStatus, headers: raw.headers,
            bytes: raw.bytes
        ).error()
    }
}

extension TransportFailure {
    /// A first contact that fails is reported at once; later, a server that restarts is waited for.
    fileprivate func isWorthRepeating(_ request: APIRequest, _ contact: Contact) -> Bool {
        guard isTransient, request.isRepeatable || nothingWasSent else { return false }
        if case .lost = kind { return true }
        return contact.hasAnswered
    }
}
