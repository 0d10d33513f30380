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

/// An answer of whatever status, as it came.
struct RawAnswer {
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
        var isInDoubt = false
        while true {
            let issued: IssuedCredentials
            do throws(KubernetesError) {
                issued = try await credentials.forRequest(configuration)
            } catch {
                var failure = error
                failure.isInDoubt = isInDoubt
                throw failure
            }
            var pause: Duration?
            let attempts = retry.attempts
            let start = ContinuousClock.now
            let outcome = await attempt(request, issued)
            options.onAttempt(request.summary, (try? outcome.get())?.httpStatus, ContinuousClock.now - start)
            var error: KubernetesError
            switch outcome {
            case .success(let raw):
                do throws(KubernetesError) {
                    return try answer(raw, to: request, attempts: attempts)
                } catch let failure {
                    error = failure
                }
                isInDoubt = isInDoubt || (request.isWrite && !error.isRefusal)
                if raw.httpStatus == 401, !hasRefreshed, await credentials.refresh(after: issued) {
                    hasRefreshed = true
                    continue
                }
                if raw.isTransient, request.isRepeatable || raw.httpStatus == 429 {
                    pause = retry.nextDelay(retryAfter: raw.retryAfter)
                }
            case .failure(let failure):
                error = failure.error(configuration, options: options, request: request.summary)
                isInDoubt = isInDoubt || (request.isWrite && !failure.nothingWasSent)
                if failure.isWorthRepeating(request, contact) { pause = retry.nextDelay(retryAfter: nil) }
            }
            if let delay = pause, (try? await Task.sleep(for: delay)) == nil {
                error = TransportFailure(CancellationError()).error(
                    configuration, options: options, request: request.summary)
                pause = nil
            }
            error.attempts = attempts
            error.isInDoubt = isInDoubt
            if pause == nil { throw error }
        }
    }

    private func attempt(
        _ request: APIRequest, _ issued: IssuedCredentials
    ) async -> Result<RawAnswer, TransportFailure> {
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

    /// What an answer comes to; throws for every status but success, and for a success that is not what was expected.
    private func answer(
        _ raw: RawAnswer, to request: APIRequest, attempts: Int
    ) throws(KubernetesError) -> APIAnswer {
        let reading = ErrorAnswer(configuration: configuration, request: request, answer: raw)
        guard (200..<300).contains(raw.httpStatus) else { throw reading.error() }
        let body: Value
        do { body = try JSONReader.value(raw.bytes, name: "answer") } catch { throw reading.unreadable(error) }
        if let mismatch = request.expects.mismatch(body) { throw reading.unexpected(mismatch) }
        return APIAnswer(
            httpStatus: raw.httpStatus, body: body,
            warnings: raw.headers["warning"].flatMap(WarningHeader.texts(in:)), attempts: attempts)
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

extension CredentialSource {
    /// What the next request is to carry, with the errors of requests.
    func forRequest(_ configuration: ClusterConfiguration) async throws(KubernetesError) -> IssuedCredentials {
        do throws(CredentialFailure) {
            return try await current()
        } catch {
            let server = configuration.server.description
            switch error {
            case .cancelled: throw KubernetesError(.cancelled, "cancelled while waiting for credentials", server: server)
            case .unusable(let error):
                throw KubernetesError(
                    error.code == .pluginFailed ? .credentialPlugin : .configuration, error.message, help: error.help,
                    server: server)
            }
        }
    }
}
