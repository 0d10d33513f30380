package import Values

/// A request to a cluster that failed: what was asked, what came back, and what to do about it.
package struct KubernetesError: Error, Sendable {
    /// The kind of failure, for exit codes and decisions.
    package struct Code: RawRepresentable, Sendable, Hashable {
        /// The code as JSON reports spell it.
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// No connection: refused, no route, or an unknown name.
        package static let unreachable = Code(rawValue: "unreachable")
        /// A connection or an answer that did not come in time, or 408.
        package static let timedOut = Code(rawValue: "timed-out")
        /// The connection broke before the whole answer was there.
        package static let connectionLost = Code(rawValue: "connection-lost")
        /// No trust, or no TLS at all.
        package static let tls = Code(rawValue: "tls")
        /// 401.
        package static let unauthenticated = Code(rawValue: "unauthenticated")
        /// 403: the user has no right to do this.
        package static let forbidden = Code(rawValue: "forbidden")
        /// A webhook, a policy or another admission rule of the cluster says no.
        package static let denied = Code(rawValue: "denied")
        /// 403: the namespace is being deleted.
        package static let namespaceTerminating = Code(rawValue: "namespace-terminating")
        /// 403: a quota leaves no room.
        package static let quotaExceeded = Code(rawValue: "quota-exceeded")
        /// 404 with a `Status` that names what is missing.
        package static let notFound = Code(rawValue: "not-found")
        /// 404 without one, which says nothing about any object: the server knows no such path, or not yet.
        package static let unknownPath = Code(rawValue: "unknown-path")
        /// 409: another field manager, another version or another UID.
        package static let conflict = Code(rawValue: "conflict")
        /// 409 with reason AlreadyExists.
        package static let alreadyExists = Code(rawValue: "already-exists")
        /// 422.
        package static let invalid = Code(rawValue: "invalid")
        /// 400: the server cannot read the object, or it has fields that its schema does not know.
        package static let badRequest = Code(rawValue: "bad-request")
        /// 413: the object is larger than the server takes.
        package static let requestTooLarge = Code(rawValue: "request-too-large")
        /// Another status from 400 to 499, which says nothing about the object.
        package static let refused = Code(rawValue: "refused")
        /// 410: a page or a watch that is too old.
        package static let gone = Code(rawValue: "gone")
        /// 429.
        package static let tooManyRequests = Code(rawValue: "too-many-requests")
        /// 5xx.
        package static let serverError = Code(rawValue: "server-error")
        /// An answer that no API server gives: a login page, a proxy's error, broken JSON.
        package static let notKubernetes = Code(rawValue: "not-kubernetes")
        /// An answer larger than the client accepts.
        package static let tooLarge = Code(rawValue: "answer-too-large")
        /// The task was cancelled.
        package static let cancelled = Code(rawValue: "cancelled")
        /// A credential plugin is missing, fails, or prints what cannot be used.
        package static let credentialPlugin = Code(rawValue: "credential-plugin")
        /// The certificates or the token of the configuration cannot be used.
        package static let configuration = Code(rawValue: "configuration")
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
    /// to 499 other than 408. Every other answer, and none at all, leaves it in doubt until the object is looked up. A
    /// later attempt that is refused does not settle an earlier one. Reads are never in doubt.
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

    /// The fields that other managers own, after a server-side apply that was refused for them.
    package var fieldConflicts: [FieldConflict] { status?.causes.compactMap(FieldConflict.init) ?? [] }

    /// Whether the server itself turned the request down, so that nothing came of it.
    var isRefusal: Bool {
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

/// The `Status` object of an API server.
package struct APIStatus: Sendable, Equatable {
    /// One reason among several, with the field it is about.
    package struct Cause: Sendable, Equatable {
        /// The path as the server spells it: `spec.rules[0].backendRefs[0]`, or `.spec.rules` for a conflict.
        package let field: String
        /// The reason in one word, such as `FieldValueInvalid` or `FieldManagerConflict`.
        package let reason: String
        /// The server's words about the field.
        package let message: String
    }

    /// The server's words; empty when it gave none.
    package let message: String
    /// Such as `NotFound`; empty when the server gave none.
    package let reason: String
    /// Whether it reports a success; otherwise it is a refusal.
    package let isSuccess: Bool
    /// The HTTP status that it stands for; nil when it has none.
    package let code: Int?
    /// The name of the object that it is about; nil when it names none.
    package let name: String?
    /// The resource or kind of that object, such as `tcproutes`.
    package let kind: String?
    /// The group of that resource; nil for the core group.
    package let group: String?
    /// The details, field by field; empty when the server gave none.
    package let causes: [Cause]
    /// Seconds to wait before trying again.
    package let retryAfterSeconds: Int?

    /// Reads a `Status`; nil when the value is none.
    package init?(_ value: Value) {
        guard value["kind"]?.string == "Status" else { return nil }
        message = value["message"]?.string ?? ""
        reason = value["reason"]?.string ?? ""
        isSuccess = value["status"]?.string == "Success"
        code = value["code"]?.int.flatMap(Int.init(exactly:))
        let details = value["details"]
        func detail(_ key: String) -> String? { details?[key]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        name = detail("name")
        kind = detail("kind")
        group = detail("group")
        retryAfterSeconds = details?["retryAfterSeconds"]?.int.flatMap(Int.init(exactly:))
        causes = (details?["causes"]?.array ?? []).map { cause in
            Cause(
                field: cause["field"]?.string ?? "", reason: cause["reason"]?.string ?? "",
                message: cause["message"]?.string ?? "")
        }
    }
}

/// A field that an apply would change and another manager owns.
package struct FieldConflict: Sendable, Equatable {
    /// The path as the server spells it, such as `.spec.rules`.
    package let field: String
    /// The manager that owns the field, such as `kubectl-client-side-apply`.
    package let manager: String
    /// The server's words, such as `conflict with "kubectl" using v1`.
    package let message: String

    init?(_ cause: APIStatus.Cause) {
        guard cause.reason == "FieldManagerConflict" else { return nil }
        field = cause.field
        message = cause.message
        manager = Self.quoted(cause.message) ?? cause.message
    }

    /// The first text in double quotes, as Go's %q writes it.
    private static func quoted(_ text: String) -> String? {
        guard let open = text.firstIndex(of: "\"") else { return nil }
        var result = ""
        var isEscaped = false
        for character in text[text.index(after: open)...] {
            if !isEscaped, character == "\"" { return result }
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            isEscaped = false
            result.append(character)
        }
        return nil
    }
}
