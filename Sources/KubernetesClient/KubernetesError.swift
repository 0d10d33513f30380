internal import Diagnostics
internal import Values

/// A request to a cluster that failed: what was asked, what came back, and what to do about it.
package struct KubernetesError: Error, Sendable {
    /// The kind of failure, for exit codes and decisions.
    package struct Code: FailureCode {
        /// The code as JSON spells it.
        package let rawValue: String
        /// What it means, for the docs.
        package let meaning: String
        private init(_ rawValue: String, _ meaning: String) { (self.rawValue, self.meaning) = (rawValue, meaning) }

        package static let unreachable = Code("unreachable", "no connection: refused, no route, or an unknown name")
        package static let timedOut = Code(
            "timed-out", "a connection or an answer did not come in time (`--request-timeout`)")
        package static let connectionLost = Code(
            "connection-lost", "the connection broke before the whole answer was there")
        package static let tls = Code("tls", "the server's certificate is not trusted, or it does not speak TLS")
        package static let unauthenticated = Code("unauthenticated", "401: the credentials are not accepted")
        package static let forbidden = Code("forbidden", "403: the user may not do this")
        package static let denied = Code("denied", "an admission rule of the cluster says no: a webhook, a policy")
        package static let namespaceTerminating = Code("namespace-terminating", "403: the namespace is being deleted")
        package static let quotaExceeded = Code("quota-exceeded", "403: a quota of the namespace leaves no room")
        package static let notFound = Code("not-found", "404 that names what is missing")
        package static let unknownPath = Code(
            "unknown-path",
            "404 that names no object: the server is starting, a custom resource definition is missing, or it is another server"
        )
        package static let conflict = Code("conflict", "409: another field manager, another version, another UID")
        package static let alreadyExists = Code("already-exists", "409: the object exists already")
        package static let invalid = Code("invalid", "422: the server refuses the object")
        package static let badRequest = Code(
            "bad-request", "400: the server cannot read the object, or its schema does not know a field")
        package static let requestTooLarge = Code(
            "request-too-large", "413: the server, or a proxy before it, does not take objects of this size")
        package static let refused = Code(
            "refused", "another status from 400 to 499, which says nothing about the manifest")
        package static let gone = Code("gone", "410: a page of a list is too old")
        package static let tooManyRequests = Code("too-many-requests", "429, after all attempts")
        package static let serverError = Code("server-error", "5xx, after all attempts")
        package static let notKubernetes = Code(
            "not-kubernetes",
            "something else than an API server answered, or something else than the object: a login page, a proxy")
        package static let tooLarge = Code("answer-too-large", "the answer has more than is read of one")
        package static let cancelled = Code("cancelled", "the request was cancelled")
        package static let credentialPlugin = Code(
            "credential-plugin", "a credential plugin is missing, fails, or prints what cannot be used")
        package static let configuration = Code("configuration", "the certificates or the token cannot be used")

        /// All of them, in the order of the docs.
        package static let all: [Code] = [
            .unreachable, .timedOut, .connectionLost, .tls, .unauthenticated, .forbidden, .credentialPlugin,
            .notKubernetes, .unknownPath, .configuration, .conflict, .alreadyExists, .gone, .invalid,
            .badRequest, .denied, .namespaceTerminating, .quotaExceeded, .requestTooLarge, .refused,
            .notFound, .tooManyRequests, .serverError, .tooLarge, .cancelled,
        ]
    }

    /// The kind of failure; it decides the exit code and what callers do next.
    package let code: Code
    /// One sentence without a final full stop.
    package let message: String
    /// What to do next.
    package let help: String?
    /// The server's URL.
    package let server: String
    /// The request, such as `PATCH /apis/…/tcproutes/pg`.
    package let request: String
    /// The HTTP status; nil when there was no answer.
    package let httpStatus: Int?
    /// The server's own account of the failure; nil when it gave none.
    package let status: APIStatus?
    /// How often the request was sent.
    package internal(set) var attempts = 1
    /// Whether the server may have carried out the write, in this attempt or an earlier one.
    ///
    /// Once a write was sent, only three things prove what became of it: the object itself in the answer (for a
    /// deletion also a `Status` of success or absence that names it), or a refusal by a `Status` with a code from 400
    /// to 499 other than 408, or one that says that a schema does not have a field. Every other answer, and none at
    /// all, leaves it in doubt until the object is looked up. A later attempt that is refused does not settle an
    /// earlier one. Reads are never in doubt.
    package internal(set) var isInDoubt = false

    package init(
        _ code: Code, _ message: String, help: String? = nil, server: String, request: String = "",
        httpStatus: Int? = nil, status: APIStatus? = nil
    ) {
        self.code = code
        self.message = message
        self.help = help
        self.server = server
        self.request = request
        self.httpStatus = httpStatus
        self.status = status
    }

    /// What is said of a write that was not even sent, since the server had stopped answering like this.
    package var beforeSending: KubernetesError {
        KubernetesError(
            code, "not sent, since the server had stopped answering: \(message)", help: help, server: server,
            request: "", httpStatus: nil)
    }

    /// The refusal of credentials where new ones could not be had either.
    func withoutOthers(_ reason: ClusterConfigurationError) -> KubernetesError {
        KubernetesError(
            code, "\(message); new ones could not be had: \(reason.message)", help: reason.help ?? help, server: server,
            request: request, httpStatus: httpStatus, status: status)
    }

    /// Whether the server itself turned the request down, so that nothing came of it.
    var isRefusal: Bool {
        // An apply is refused before anything is written where a schema does not have its fields, though with a 500.
        if code == .invalid { return true }
        guard let httpStatus, (400..<500).contains(httpStatus), httpStatus != 408, let status else { return false }
        return !status.isSuccess && (status.code ?? httpStatus) == httpStatus
    }

    /// Whether the server itself says that there is no such object.
    func saysAbsent(_ object: RequestedObject) -> Bool {
        guard code == .notFound, let status else { return false }
        return object.isSubject(of: status)
    }
}

extension KubernetesError: CustomStringConvertible {
    package var description: String { message }
}
