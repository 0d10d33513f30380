internal import NIOHTTP1
package import Values

/// What a server answered to a request that succeeded.
package struct APIAnswer: Sendable {
    /// The HTTP status, such as 201 for something new.
    package let httpStatus: Int
    /// The object that was answered, or a `Status`.
    package let body: Value
    /// The texts of the server's `Warning` headers.
    package let warnings: [String]
    /// How often the request was sent.
    package let attempts: Int
    /// The bytes of the body's text, unpacked.
    package let size: Int
}

/// An answer of whatever status, as it came.
struct RawAnswer {
    let httpStatus: Int
    let headers: HTTPHeaders
    let body: AnswerBody

    /// The pause that the server asks for.
    var retryAfter: Duration? {
        headers.first(name: "retry-after").flatMap { RetryAfterHeader.pause($0) }
    }

    /// Whether the same request may succeed a little later.
    var isTransient: Bool { [408, 429, 500, 502, 503, 504].contains(httpStatus) }

    /// Whether the server met something that it did not foresee, and does not say whether it will pass.
    var isUnforeseen: Bool { httpStatus == 500 && retryAfter == nil }
}

extension KubernetesClient {
    /// Sends a request until it succeeds, fails for good, or the retry policy or the winddown ends it.
    func send(_ request: APIRequest) async throws(KubernetesError) -> APIAnswer {
        var retry = RetryState(policy: options.retry, deadline: options.deadline)
        var hasRefreshed = false
        var isInDoubt = false
        let answers = contact.answers
        guard !options.winddown.hasBegun else { throw notSent(request) }
        while true {
            let issued = try await issuedCredentials(isInDoubt)
            let attempts = retry.attempts
            let failure: AttemptFailure
            do throws(AttemptFailure) {
                return try await attempt(request, issued, attempts)
            } catch let caught {
                failure = caught
            }
            isInDoubt = isInDoubt || (request.isWrite && failure.leavesDoubt)
            var error = failure.error
            if !hasRefreshed, await hasOthers(than: issued, after: &error) {
                hasRefreshed = true
                continue
            }
            error.attempts = attempts
            error.isInDoubt = isInDoubt
            // Of a server that others have waited for in vain, one attempt is enough to see whether it is back.
            let mayPass = failure.mayPass && !(failure.isUnanswered && contact.isDoubtful)
            guard mayPass,
                let pause = retry.nextDelay(retryAfter: failure.retryAfter, isUnforeseen: failure.isUnforeseen)
            else {
                if failure.isUnanswered { contact.noteLoss(error, since: answers) }
                throw error
            }
            options.onPause(request.summary, pause, failure.reason)
            guard await options.winddown.pause(for: pause) else { throw error }
        }
    }

    /// Whether there are other credentials than those that the server refused; where they cannot be had, the error says
    /// why.
    private func hasOthers(than issued: IssuedCredentials, after refusal: inout KubernetesError) async -> Bool {
        guard refusal.code == .unauthenticated else { return false }
        do throws(CredentialFailure) {
            return try await credentials.refresh(after: issued)
        } catch {
            if case .unusable(let reason) = error { refusal = refusal.withoutOthers(reason) }
            return false
        }
    }

    private func notSent(_ request: APIRequest) -> KubernetesError {
        KubernetesError(
            .cancelled, "the run came to its end before this was sent", server: configuration.server.description,
            request: request.summary)
    }

    func issuedCredentials(_ isInDoubt: Bool) async throws(KubernetesError) -> IssuedCredentials {
        do { return try await credentials.forRequest(configuration, transport) } catch {
            var failure = error
            failure.isInDoubt = isInDoubt
            throw failure
        }
    }

    /// Sends a request once.
    private func attempt(
        _ request: APIRequest, _ issued: IssuedCredentials, _ number: Int
    ) async throws(AttemptFailure) -> APIAnswer {
        let start = ContinuousClock.now
        let outcome = await exchange(request, issued)
        options.onAttempt(request.summary, (try? outcome.get())?.httpStatus, ContinuousClock.now - start)
        switch outcome {
        case .failure(let failure):
            throw AttemptFailure(
                error: FailureWords(configuration, options, request).error(failure), leavesDoubt: failure.wasSent,
                mayPass: failure.isWorthRepeating(request, contact), isUnanswered: failure.isLossOfContact)
        case .success(let raw):
            let warnings = raw.headers["warning"].flatMap(WarningHeader.texts(in:))
            warnings.forEach(options.onWarning)
            do throws(KubernetesError) {
                let (body, size) = try body(raw, of: request)
                return APIAnswer(
                    httpStatus: raw.httpStatus, body: body, warnings: warnings, attempts: number, size: size)
            } catch {
                throw AttemptFailure(
                    error: error, leavesDoubt: !error.isRefusal,
                    mayPass: raw.isTransient && error.code != .invalid && (request.isRepeatable || error.isRefusal),
                    isUnforeseen: raw.isUnforeseen,
                    retryAfter: raw.retryAfter ?? error.status?.retryAfterSeconds.map { .seconds(max($0, 0)) })
            }
        }
    }

    /// The body of a success; throws for every other status, and for a success that is not what was expected.
    func body(_ raw: RawAnswer, of request: APIRequest) throws(KubernetesError) -> (value: Value, size: Int) {
        let reading = ErrorAnswer(configuration: configuration, request: request, answer: raw)
        guard (200..<300).contains(raw.httpStatus) else { throw reading.error() }
        guard case .json(let body, let size) = raw.body else { throw reading.unreadable() }
        if let mismatch = request.expects.mismatch(body) { throw reading.unexpected(mismatch) }
        return (body, size)
    }

    /// One exchange with the server: the answer of whatever status, or why there is none.
    func exchange(
        _ request: APIRequest, _ issued: IssuedCredentials
    ) async -> Result<RawAnswer, ExchangeFailure> {
        let limit = options.limit(of: request)
        var message = TransportRequest(
            HTTPMethod(rawValue: request.method.rawValue), request.target, headers: headers(request, issued),
            body: request.body)
        message.maximumAnswerSize = limit.bytes
        message.time = options.requestTimeout
        do {
            let answer = try await transport.stream(message, gathering: AnswerIntake.smallSize) { head, pieces in
                RawAnswer(
                    httpStatus: head.status, headers: head.headers, body: try await intake.read(pieces, limit: limit))
            }
            contact.noteAnswer()
            return .success(answer)
        } catch let failure as ExchangeFailure {
            return .failure(failure)
        } catch {
            // All that is left is that the task was cancelled while it waited for its turn to read the answer.
            return .failure(ExchangeFailure(cause: .cancelled, wasSent: true))
        }
    }

    func headers(_ request: APIRequest, _ issued: IssuedCredentials) -> HTTPHeaders {
        var headers: HTTPHeaders = ["User-Agent": options.userAgent, "Accept": request.accept]
        // Only lists are long enough for servers to pack them.
        if !request.isWrite, !configuration.disablesCompression { headers.add(name: "Accept-Encoding", value: "gzip") }
        if let contentType = request.contentType { headers.add(name: "Content-Type", value: contentType) }
        if let authorization = issued.authorization {
            headers.add(name: "Authorization", value: authorization.reveal())
        }
        for (name, value) in configuration.impersonation.headers { headers.add(name: name, value: value) }
        return headers
    }
}

/// Why one attempt at a request did not succeed, and what follows from it.
private struct AttemptFailure: Error {
    let error: KubernetesError
    /// Whether a write may have been carried out for all that is known.
    let leavesDoubt: Bool
    /// Whether it may be sent again, and may then succeed.
    let mayPass: Bool
    /// Whether no answer came.
    var isUnanswered = false
    /// Whether the server met something that it did not foresee: of that, less passes than of other failures.
    var isUnforeseen = false
    /// The pause that the server asks for.
    var retryAfter: Duration?

    var reason: RetryReason { isUnanswered ? .noAnswer(error) : retryAfter != nil ? .asked : .failure }
}

extension KubernetesClientOptions {
    /// What the answer to a request may have.
    func limit(of request: APIRequest) -> AnswerLimit { request.expects.object == nil ? answerLimit : objectLimit }
}

extension ExchangeFailure {
    /// Whether the server may be away, rather than have answered something that is of no use.
    fileprivate var isLossOfContact: Bool {
        switch cause {
        case .connectionLost, .silence, .time, .connecting: true
        case .tooLarge, .malformedAnswer, .unsendableHeader, .cancelled: false
        }
    }

    /// A first contact that fails is reported at once; later, a server that restarts is waited for.
    func isWorthRepeating(_ request: APIRequest, _ contact: Contact) -> Bool {
        guard request.isRepeatable || !wasSent else { return false }
        switch cause {
        case .connectionLost: return true
        case .silence, .time: return contact.hasAnswered
        case .connecting(let failure): return failure.mayPass && contact.hasAnswered
        case .tooLarge, .malformedAnswer, .unsendableHeader, .cancelled: return false
        }
    }
}

extension DialFailure {
    /// Whether a server, or a proxy, that is being restarted looks like this.
    fileprivate var mayPass: Bool {
        switch cause {
        case .unknownName, .connectionRefused, .noRoute, .timedOut, .closed, .system, .proxyReply: true
        case .proxyStatus(let status): [502, 503, 504].contains(status)
        case .notTLS, .certificate, .clientCertificate, .handshake, .notAProxy, .proxyCredentials,
            .unusableProxyCredentials:
            false
        }
    }
}

extension CredentialSource {
    /// What the next request is to carry, with the errors of requests.
    fileprivate func forRequest(
        _ configuration: ClusterConfiguration, _ transport: HTTPTransport
    ) async throws(KubernetesError) -> IssuedCredentials {
        let issued: IssuedCredentials
        do throws(CredentialFailure) {
            issued = try await current()
        } catch {
            let server = configuration.server.description
            switch error {
            case .cancelled:
                throw KubernetesError(.cancelled, "cancelled while waiting for credentials", server: server)
            case .unusable(let error):
                throw KubernetesError(
                    error.code == .pluginFailed ? .credentialPlugin : .configuration, error.message, help: error.help,
                    server: server)
            }
        }
        do { try await present(issued, on: transport) } catch { throw configuration.error(error) }
        return issued
    }
}
