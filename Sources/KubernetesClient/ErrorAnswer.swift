internal import NIOHTTP1
internal import Nodes

/// Turns an answer that is no success into an error that says what to do.
struct ErrorAnswer {
    let configuration: ClusterConfiguration
    let request: String
    let httpStatus: Int
    let headers: HTTPHeaders
    let bytes: [UInt8]

    func error() -> KubernetesError {
        let status = (try? JSONReader.value(bytes)).flatMap(APIStatus.init)
        if status == nil, isForeign { return foreign() }
        let code = code(of: status)
        return KubernetesError(
            code, message(code, status), help: help(code, status), server: configuration.server.description,
            request: request, httpStatus: httpStatus, status: status)
    }

    /// Whether somebody else than an API server answered: redirects and web pages.
    private var isForeign: Bool {
        if (300..<400).contains(httpStatus) { return true }
        // Load balancers and proxies answer for a server that is away; that is worth another try.
        if httpStatus == 429 || httpStatus >= 500 { return false }
        return isPage
    }

    private var isPage: Bool {
        headers.first(name: "content-type")?.lowercased().hasPrefix("text/html") == true
            || bytes.first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    private func code(of status: APIStatus?) -> KubernetesError.Code {
        switch httpStatus {
        case 401: .unauthenticated
        case 403: .forbidden
        case 404: .notFound
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
        case .tooManyRequests: return "\(server) is overloaded: \(words)"
        case .serverError: return "\(server) failed on \(request) with status \(httpStatus): \(words)"
        default: return "\(server) refused \(request) with status \(httpStatus): \(words)"
        }
    }

    private var plainText: String {
        if isPage || bytes.isEmpty { return HTTPResponseStatus(statusCode: httpStatus).reasonPhrase }
        return String(decoding: bytes.prefix(300), as: UTF8.self).split(whereSeparator: \.isNewline)
            .first.map(String.init) ?? HTTPResponseStatus(statusCode: httpStatus).reasonPhrase
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
        case .tooManyRequests: "Try again later, or with a lower --parallelism."
        case .serverError: "The cluster's control plane is in trouble; try again, and look at its logs."
        default: nil
        }
    }

    private func foreign() -> KubernetesError {
        let server = configuration.server
        let answer =
            headers.first(name: "location").map { "a redirect to '\($0)'" }
            ?? "a \(isPage ? "web page" : "text") with status \(httpStatus)"
        return KubernetesError(
            .notKubernetes, "\(server) is no Kubernetes API server: it answered \(request) with \(answer)",
            help: "Check the address; it comes from \(configuration.origin). A login page or a proxy may stand in "
                + "between.",
            server: server.description, request: request, httpStatus: httpStatus)
    }
}
