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

        static func invalid(_ field: String, _ value: Value, _ problem: String) -> Cause {
            Cause(
                reason: "FieldValueInvalid", message: "Invalid value: \(JSONWriter.text(value)): \(problem)",
                field: field)
        }

        static func required(_ field: String, _ problem: String = "") -> Cause {
            Cause(
                reason: "FieldValueRequired", message: "Required value" + (problem.isEmpty ? "" : ": \(problem)"),
                field: field)
        }

        static func duplicate(_ field: String, _ value: Value) -> Cause {
            Cause(
                reason: "FieldValueDuplicate", message: "Duplicate value: \(JSONWriter.text(value))", field: field)
        }

        static func forbidden(_ field: String, _ problem: String) -> Cause {
            Cause(reason: "FieldValueForbidden", message: "Forbidden: \(problem)", field: field)
        }

        /// - Parameter shown: the value as the message has it.
        static func notSupported(_ field: String, _ shown: String, _ values: [String]) -> Cause {
            let list = values.map { "\"\($0)\"" }.joined(separator: ", ")
            return Cause(
                reason: "FieldValueNotSupported", message: "Unsupported value: \(shown): supported values: \(list)",
                field: field)
        }

        static func tooMany(_ field: String, _ actual: Int, _ maximum: Int) -> Cause {
            Cause(
                reason: "FieldValueTooMany", message: "Too many: \(actual): must have at most \(maximum) items",
                field: field)
        }

        static func tooLong(_ field: String, _ maximum: Int) -> Cause {
            Cause(
                reason: "FieldValueTooLong", message: "Too long: may not be more than \(maximum) bytes", field: field)
        }
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
    /// The seconds after which to try again; nil where that would help nothing.
    var retryAfter: Int?
    /// The token by which a list that expired may go on all the same; nil where there is none.
    var continuation: String?

    var status: Value {
        let metadata: Value = continuation.map { ["continue": .string($0)] } ?? [:]
        var object: Object = [
            "kind": "Status", "apiVersion": "v1", "metadata": metadata, "status": "Failure",
            "message": .string(message),
        ]
        if !reason.isEmpty { object["reason"] = .string(reason) }
        if subject != nil || !causes.isEmpty || retryAfter != nil { object["details"] = details }
        object["code"] = .int(Int64(code))
        return .object(object)
    }

    private var details: Value {
        var details = subject?.details ?? [:]
        if !causes.isEmpty {
            details["causes"] = .array(
                causes.map { cause in
                    let members = [("reason", cause.reason), ("message", cause.message), ("field", cause.field)]
                    return .object(Object(members.filter { !$0.1.isEmpty }.map { ($0, .string($1)) }))
                })
        }
        details["retryAfterSeconds"] = retryAfter.map { .int(Int64($0)) }
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

    /// What a user may do nothing about by waiting or writing it otherwise.
    static func forbidden(_ subject: Subject, _ why: String, causes: [Cause] = []) -> APIFailure {
        APIFailure(
            code: 403, reason: "Forbidden",
            message: subject.qualifiedKind + (subject.name.isEmpty ? "" : " \"\(subject.name)\"")
                + " is forbidden: \(why)",
            subject: subject, causes: causes)
    }

    /// A body of another version of the API than its path is of.
    static func wrongVersion(_ found: String, _ resource: Resource) -> APIFailure {
        .badRequest(
            "the API version in the data (\(found)) does not match the expected API version (\(resource.apiVersion))")
    }

    static func alreadyExists(_ subject: Subject, isBeingDeleted: Bool = false) -> APIFailure {
        APIFailure(
            code: 409, reason: "AlreadyExists",
            message: (isBeingDeleted ? "object is being deleted: " : "")
                + "\(subject.qualifiedKind) \"\(subject.name)\" already exists",
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
        let subject = Subject(name: subject.name, group: subject.group, kind: subject.kind)
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

    /// What a real server reads and writes; the last it writes of none, and reads of few kinds, as the sandbox does.
    static let mediaTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    static let notAcceptable = APIFailure(
        code: 406, reason: "NotAcceptable",
        message: "only the following media types are accepted: \(mediaTypes.joined(separator: ", "))")

    /// The same of watches, which are no document.
    static let noSuchStream = APIFailure(
        code: 406, reason: "NotAcceptable",
        message:
            "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch"
    )

    /// The same of kinds that API servers have of themselves.
    static let noSuchRepresentation = APIFailure(
        code: 406, reason: "NotAcceptable",
        message: "406: Not Acceptable\n\nAvailable representations: \(mediaTypes.joined(separator: ", "))",
        subject: Subject())

    /// A path of the server's own groups that names nothing.
    static let noSuchResource = APIFailure(
        code: 404, reason: "NotFound", message: "the server could not find the requested resource", subject: Subject())

    /// A method that a custom resource does not have.
    static func notSupported(_ action: String, _ subject: Subject) -> APIFailure {
        APIFailure(
            code: 405, reason: "MethodNotAllowed",
            message: "\(action) is not supported on resources of kind \"\(subject.qualifiedKind)\"",
            subject: Subject(group: subject.group, kind: subject.kind))
    }

    /// A failure without a reason, as servers answer what they did not foresee.
    static func unforeseen(_ message: String) -> APIFailure { APIFailure(code: 500, reason: "", message: message) }

    /// A `resourceVersion` that is no number; only lists foresee that.
    static func noVersion(_ text: String) -> APIFailure {
        .unforeseen(
            "resourceVersion: Invalid value: \"\(text)\": strconv.ParseUint: parsing \"\(text)\": invalid syntax")
    }

    /// A parameter that is no number.
    static func notANumber(_ text: String) -> APIFailure {
        .badRequest("strconv.ParseInt: parsing \(JSONWriter.text(.string(text))): invalid syntax")
    }

    /// Parameters that do not go together, or values that are none of the parameter's.
    static func invalidOptions(_ kind: String, _ causes: [Cause]) -> APIFailure {
        .invalid(Subject(group: "meta.k8s.io", kind: kind), causes)
    }

    /// A patch whose result is no object of the kind.
    static func invalidPatch(_ object: Value, _ problem: String) -> APIFailure {
        .invalid(
            Subject(), [.invalid("patch", .string(JSONWriter.text(object, sortedKeys: true)), problem)])
    }

    static let methodNotAllowed = APIFailure(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource",
        subject: Subject())

    static let tooLarge = APIFailure(
        code: 413, reason: "RequestEntityTooLarge",
        message: "Request entity too large: limit is \(ServedRequest.maximumBodySize)")

    /// A JSON patch with more operations than a server carries out.
    static func tooManyOperations(_ maximum: Int, _ count: Int) -> APIFailure {
        APIFailure(
            code: 413, reason: "RequestEntityTooLarge",
            message:
                "Request entity too large: The allowed maximum operations in a JSON patch is \(maximum), got \(count)")
    }

    /// A version that is not remembered any more.
    static func expired(_ message: String) -> APIFailure {
        APIFailure(code: 410, reason: "Expired", message: message)
    }

    /// A read at a version that the server has not come to yet.
    static func versionTooLarge(_ version: UInt64, current: Int) -> APIFailure {
        APIFailure(
            code: 504, reason: "Timeout",
            message: "Timeout: Too large resource version: \(version), current: \(current)",
            causes: [Cause(reason: "ResourceVersionTooLarge", message: "Too large resource version", field: "")],
            retryAfter: 1)
    }

    static func internalError(_ message: String) -> APIFailure {
        APIFailure(
            code: 500, reason: "InternalError", message: "Internal error occurred: \(message)",
            causes: [Cause(reason: "", message: message, field: "")])
    }
}
