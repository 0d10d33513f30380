package import Values

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
