internal import Documents
internal import NIOHTTP1
internal import Values

/// Turns an answer that is no success, or not the one expected, into an error that says what to do.
struct ErrorAnswer {
    let configuration: ClusterConfiguration
    let request: APIRequest
    let answer: RawAnswer

    private var httpStatus: Int { answer.httpStatus }
    private var server: ServerURL { configuration.server }

    /// The error of an answer whose status is no success.
    func error() -> KubernetesError {
        guard let status = answer.status else { return unexplained() }
        let refusal = RefusingStatus(httpStatus: httpStatus, status, isWrite: request.isWrite)
        let code = refusal.code
        return error(code, message(code, status), help: help(code, refusal), status: status)
    }

    /// The error of a success that is no JSON.
    func unreadable() -> KubernetesError {
        guard case .other(let problem, _) = answer.body, !answer.isPage else { return foreign("a web page") }
        return error(
            .notKubernetes,
            "\(server) answered \(request.summary) with something that is no JSON: \(problem.message)",
            help: checkAddress)
    }

    /// The error of a success that is not what was asked for; `mismatch` says how, as the rest of a sentence.
    func unexpected(_ mismatch: String) -> KubernetesError {
        error(
            .notKubernetes,
            "\(server) answered \(request.summary) with something else than the object: \(mismatch)",
            help: checkAddress)
    }

    // MARK: - With a Status

    private func message(_ code: KubernetesError.Code, _ status: APIStatus) -> String {
        let words = status.message.isEmpty ? phrase : status.message
        switch code {
        case .unauthenticated where configuration.credentials.isEmpty:
            return "\(server) asks for credentials, and there are none: \(words)"
        case .unauthenticated: return "\(server) does not accept \(configuration.credentials.summary): \(words)"
        case .unknownPath: return unknownPath(words)
        case .tooManyRequests: return "\(server) is overloaded: \(words)"
        case .serverError: return "\(server) failed on \(request.summary) with status \(httpStatus): \(words)"
        case .badRequest, .refused, .timedOut:
            return "\(server) refused \(request.summary) with status \(httpStatus): \(words)"
        default: return words
        }
    }

    private func help(_ code: KubernetesError.Code, _ refusal: RefusingStatus) -> String? {
        switch code {
        case .unauthenticated:
            configuration.credentials.isEmpty
                ? "Nothing to authenticate with is configured: \(configuration.origin) was used."
                : "It may have expired. It comes from \(configuration.origin); log in again, or choose another context "
                    + "with --kube-context."
        case .forbidden:
            "Ask the cluster's administrator for a role that allows this, or choose another context with "
                + "--kube-context; \(configuration.origin) was used."
        case .unknownPath: pathHelp
        case .timedOut: "The server may be overloaded; try again."
        default: refusal.help
        }
    }

    // MARK: - Without one

    /// An answer that no API server gives: whoever stands in between has not said what became of the request.
    private func unexplained() -> KubernetesError {
        switch httpStatus {
        case 401:
            return error(
                .unauthenticated,
                "\(server) does not accept \(configuration.credentials.summary): \(words)",
                help: "Something in front of the API server may ask for credentials of its own. The address comes from "
                    + "\(configuration.origin).")
        case 404 where !answer.isPage: return error(.unknownPath, unknownPath(words), help: pathHelp)
        // Load balancers and proxies answer so for a server that is busy or away.
        case 408:
            return error(
                .timedOut, "\(server) refused \(request.summary) with status 408: \(words)",
                help: "The server, or a proxy in front of it, may be overloaded; try again.")
        case 429:
            return error(.tooManyRequests, "\(server) is overloaded: \(words)", help: RefusingStatus.overloadHelp)
        case 500...:
            return error(
                .serverError, "\(server) failed on \(request.summary) with status \(httpStatus): \(words)",
                help: "The API server, or a proxy in front of it, is in trouble; try again, and look at its logs.")
        default:
            let location = answer.headers.first(name: "location").map { "a redirect to '\($0)'" }
            return foreign(location ?? "a \(answer.isPage ? "web page" : "text") with status \(httpStatus)")
        }
    }

    private func foreign(_ what: String) -> KubernetesError {
        error(
            .notKubernetes, "\(server) is no Kubernetes API server: it answered \(request.summary) with \(what)",
            help: checkAddress)
    }

    // MARK: - Words

    private func error(
        _ code: KubernetesError.Code, _ message: String, help: String?, status: APIStatus? = nil
    ) -> KubernetesError {
        KubernetesError(
            code, message, help: help, server: server.description, request: request.summary, httpStatus: httpStatus,
            status: status)
    }

    private var checkAddress: String {
        "Check the address; it comes from \(configuration.origin). A login page or a proxy may stand in between."
    }

    private func unknownPath(_ words: String) -> String {
        "\(server) knows no such path: it answered \(request.summary) with '\(words)'"
    }

    private var pathHelp: String {
        "This says nothing about any object. An API server answers so while it starts, and where a custom resource "
            + "definition is missing; or the address is not an API server's: it comes from \(configuration.origin)."
    }

    private var phrase: String { HTTPResponseStatus(statusCode: httpStatus).reasonPhrase }

    /// The first line of the answer, or what its status means.
    private var words: String {
        guard case .other(_, let beginning) = answer.body, !answer.isPage else { return phrase }
        return String(decoding: beginning, as: UTF8.self).split(whereSeparator: \.isNewline).first.map(String.init)
            ?? phrase
    }
}

extension RawAnswer {
    /// The server's own account; nil when it gave none.
    fileprivate var status: APIStatus? {
        guard case .json(let body, _) = body else { return nil }
        return APIStatus(body)
    }

    /// Whether it is a web page.
    fileprivate var isPage: Bool {
        guard case .other(_, let beginning) = body else { return false }
        return headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") == true
            || beginning.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}
