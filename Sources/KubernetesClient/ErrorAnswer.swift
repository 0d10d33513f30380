internal import NIOHTTP1
internal import Nodes

/// Turns an answer that is no success, or not the one expected, into an error that says what to do.
struct ErrorAnswer {
    let configuration: ClusterConfiguration
    let request: APIRequest
    let answer: RawAnswer

    private var httpStatus: Int { answer.httpStatus }

    /// The error of an answer whose status is no success.
    func error() -> KubernetesError {
        let status = (try? JSONReader.value(answer.bytes)).flatMap(APIStatus.init)
        if status == nil, isForeign { return foreign() }
        let code = code(of: status)
        return error(code, message(code, status), help: help(code, status), status: status)
    }

    /// The error of a success that is no JSON.
    func unreadable(_ error: JSONError) -> KubernetesError {
        let server = configuration.server
        return self.error(
            .notKubernetes,
            answer.isPage
                ? "\(server) is no Kubernetes API server: it answered \(request.summary) with a web page"
                : "\(server) answered \(request.summary) with something that is no JSON: \(error.message)",
            help: checkAddress)
    }

    /// The error of a success that is not what was asked for; `mismatch` says how, as the rest of a sentence.
    func unexpected(_ mismatch: String) -> KubernetesError {
        error(
            .notKubernetes,
            "\(configuration.server) answered \(request.summary) with something else than the object: \(mismatch)",
            help: checkAddress)
    }

    private func error(
        _ code: KubernetesError.Code, _ message: String, help: String?, status: APIStatus? = nil
    ) -> KubernetesError {
        KubernetesError(
            code, message, help: help, server: configuration.server.description, request: request.summary,
            httpStatus: httpStatus, status: status)
    }

    private var checkAddress: String {
        "Check the address; it comes from \(configuration.origin). A login page or a proxy may stand in between."
    }

    /// Whether somebody else than an API server answered: redirects and web pages.
    private var isForeign: Bool {
        if (300..<400).contains(httpStatus) { return true }
        // Load balancers and proxies answer for a server that is away; that is worth another try.
        if httpStatus == 429 || httpStatus >= 500 { return false }
        return answer.isPage
    }

    private func code(of status: APIStatus?) -> KubernetesError.Code {
        switch httpStatus {
        case 401: .unauthenticated
        case 403: .forbidden
        case 404: status?.reason == "NotFound" && status?.namesObject == true ? .notFound : .unknownPath
        case 409: status?.reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .gone
        case 422: .invalid
        case 429: .tooManyRequests
        case 500...: .serverError
        default: .badRequest
        }
    }

    private func message(_ code: KubernetesError.Code, _ status: APIStatus?) -> String {
        let words = status.map(\.message).flatMap { $0.isEmpty ? nil : $0 } ?? plainText
        let server = configuration.server
        switch code {
        case .unauthenticated: return "\(server) does not accept \(configuration.credentials.summary): \(words)"
        case .forbidden, .notFound, .conflict, .alreadyExists, .invalid, .gone: return words
        case .unknownPath: return "\(server) knows no such path: it answered \(request.summary) with '\(words)'"
        case .tooManyRequests: return "\(server) is overloaded: \(words)"
        case .serverError: return "\(server) failed on \(request.summary) with status \(httpStatus): \(words)"
        default: return "\(server) refused \(request.summary) with status \(httpStatus): \(words)"
        }
    }

    private var plainText: String {
        let phrase = HTTPResponseStatus(statusCode: httpStatus).reasonPhrase
        if answer.isPage { return phrase }
        return String(decoding: answer.bytes.prefix(300), as: UTF8.self).split(whereSeparator: \.isNewline)
            .first.map(String.init) ?? phrase
    }

    private func help(_ code: KubernetesError.Code, _ status: APIStatus?) -> String? {
        switch code {
        case .unauthenticated:
            configuration.credentials.token == nil && configuration.credentials.clientCertificate == nil
                && configuration.credentials.userName == nil
                ? "Nothing to authenticate with is configured: \(configuration.origin) was used."
                : "It may have expired. It comes from \(configuration.origin); log in again, or choose another context "
                    + "with --kube-context."
        case .forbidden:
            "Ask the cluster's administrator for a role that allows this, or choose another context with "
                + "--kube-context; \(configuration.origin) was used."
        case .unknownPath:
            "This says nothing about any object. An API server answers so while it starts, and where a custom resource "
                + "definition is missing; or the address is not an API server's: it comes from \(configuration.origin)."
        case .tooManyRequests: "Try again later, or with a lower --parallelism."
        case .serverError: "The cluster's control plane is in trouble; try again, and look at its logs."
        default: nil
        }
    }

    private func foreign() -> KubernetesError {
        let what =
            answer.headers.first(name: "location").map { "a redirect to '\($0)'" }
            ?? "a \(answer.isPage ? "web page" : "text") with status \(httpStatus)"
        return error(
            .notKubernetes,
            "\(configuration.server) is no Kubernetes API server: it answered \(request.summary) with \(what)",
            help: checkAddress)
    }
}

extension RawAnswer {
    /// Whether it is a web page.
    fileprivate var isPage: Bool {
        headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") == true
            || bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
    }
}

extension APIStatus {
    /// Whether it names an object, in its details or in quotes.
    fileprivate var namesObject: Bool { name != nil || message.contains("\"") }
}
