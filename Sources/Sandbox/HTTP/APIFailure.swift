internal import Values

/// A request that is refused, in the words in which an API server refuses it: a `Status` object.
struct APIFailure: Error, Equatable {
    /// One reason of several, with the field that it is about.
    struct Cause: Equatable {
        var reason: String
        var message: String
        var field: String

        /// How the cause stands in the status message.
        var text: String { "\(field): \(message)" }
    }

    /// What the refusal is about.
    struct Subject: Equatable {
        var name = ""
        var group = ""
        var kind = ""
        var uid: String?

        /// The kind or resource with its group: `tcproutes.gateway.networking.k8s.io`.
        var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }
    }

    var code: Int
    var reason: String
    var message: String
    var subject: Subject?
    var causes: [Cause] = []

    var status: Value {
        var object: Object = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
        ]
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if subject != nil || !causes.isEmpty { object["details"] = details }
        object["code"] = .int(Int64(code))
        return .object(object)
    }

    private var details: Value {
        var details = subject?.details ?? [:]
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map {
                    ["reason": .string($0.reason), "message": .string($0.message), "field": .string($0.field)]
                })
        }
        return .object(details)
    }
}

extension APIFailure.Subject {
    fileprivate var details: Object {
        var details: Object = [:]
        for (key, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid ?? "")] where !text.isEmpty {
            details[key] = .string(text)
        }
        return details
    }

    /// What the server answers to a deletion that is done.
    var deleted: Value {
        [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success", "details": .object(details),
        ]
    }
}

// MARK: - Refusals

extension APIFailure {
    static func badRequest(_ message: String) -> APIFailure {
        APIFailure(code: 400, reason: "BadRequest", message: message)
    }

    static func notFound(_ subject: Subject) -> APIFailure {
        APIFailure(
            code: 404, reason: "NotFound", message: "\(subject.qualifiedKind) \"\(subject.name)\" not found",
            subject: subject)
    }

    static func alreadyExists(_ subject: Subject) -> APIFailure {
        APIFailure(
            code: 409, reason: "AlreadyExists", message: "\(subject.qualifiedKind) \"\(subject.name)\" already exists",
            subject: subject)
    }

    static func conflict(_ subject: Subject, _ why: String) -> APIFailure {
        APIFailure(
            code: 409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(subject.qualifiedKind) \"\(subject.name)\": \(why)",
            subject: subject)
    }

    static func modified(_ subject: Subject) -> APIFailure {
        conflict(
            subject,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func invalid(_ subject: Subject, _ causes: [Cause]) -> APIFailure {
        var texts: [String] = []
        for cause in causes where !texts.contains(cause.text) { texts.append(cause.text) }
        let list = texts.count == 1 ? texts.joined() : "[\(texts.joined(separator: ", "))]"
        return APIFailure(
            code: 422, reason: "Invalid", message: "\(subject.qualifiedKind) \"\(subject.name)\" is invalid: \(list)",
            subject: subject, causes: causes)
    }

    static func unsupportedMediaType(_ accepted: [String]) -> APIFailure {
        APIFailure(
            code: 415, reason: "UnsupportedMediaType",
            message:
                "the body of the request was in an unknown format - accepted media types include: \(accepted.joined(separator: ", "))"
        )
    }

    static let notAcceptable = APIFailure(
        code: 406, reason: "NotAcceptable",
        message: "only the following media types are accepted: application/json, application/yaml")

    static let methodNotAllowed = APIFailure(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource",
        subject: Subject())

    static let tooLarge = APIFailure(
        code: 413, reason: "RequestEntityTooLarge",
        message: "the request body is larger than \(ServedRequest.maximumBodySize) bytes")

    /// A watch from a version that is not remembered any more.
    static func expired(_ message: String) -> APIFailure {
        APIFailure(code: 410, reason: "Expired", message: message)
    }

    static func internalError(_ message: String) -> APIFailure {
        APIFailure(code: 500, reason: "InternalError", message: "Internal error occurred: \(message)")
    }
}
