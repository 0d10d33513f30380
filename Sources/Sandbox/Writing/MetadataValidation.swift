internal import GatewayAPI
internal import Schemas
internal import Values

/// What the API machinery itself demands of `metadata`, in its words (apimachinery `validation.ValidateObjectMeta`).
enum MetadataValidation {
    static func causes(_ metadata: Value, nameRule: Behaviour.NameRule = .subdomain) -> [APIFailure.Cause] {
        var causes: [APIFailure.Cause] = []
        func invalid(_ field: String, _ value: String, _ problem: String) {
            let shown = JSONWriter.text(.string(value))
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueInvalid", message: "Invalid value: \(shown): \(problem)", field: field))
        }
        let name = metadata["name"]?.string ?? ""
        if name.isEmpty {
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueRequired", message: "Required value: name or generateName is required",
                    field: "metadata.name"))
        } else {
            for problem in nameRule == .label ? labelProblems(name) : subdomainProblems(name) {
                invalid("metadata.name", name, problem)
            }
        }
        for (key, value) in metadata["labels"]?.object ?? [:] {
            for problem in qualifiedNameProblems(key) { invalid("metadata.labels", key, problem) }
            guard let text = value.string, !Pattern.labelValue.matches(text) else { continue }
            for problem in labelValueProblems(text) { invalid("metadata.labels", text, problem) }
        }
        let annotations = metadata["annotations"]?.object ?? [:]
        for (key, _) in annotations {
            // The server checks annotation keys in lower case.
            for problem in qualifiedNameProblems(key.lowercased()) { invalid("metadata.annotations", key, problem) }
        }
        let maximum = ObjectMetadata.maximumAnnotationsSize
        if ObjectMetadata.size(ofAnnotations: annotations) > maximum {
            causes.append(
                APIFailure.Cause(
                    reason: "FieldValueTooLong", message: "Too long: may not be more than \(maximum) bytes",
                    field: "metadata.annotations"))
        }
        for finalizer in metadata["finalizers"]?.array?.compactMap(\.string) ?? [] {
            for problem in qualifiedNameProblems(finalizer) { invalid("metadata.finalizers", finalizer, problem) }
        }
        return causes
    }

    private static let subdomainExpression = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"

    private static func subdomainProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 253 { problems.append("must be no more than 253 characters") }
        if !Pattern.subdomain.matches(text) {
            problems.append(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '\(subdomainExpression)')"
            )
        }
        return problems
    }

    private static func labelProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 63 { problems.append("must be no more than 63 characters") }
        if !Pattern.label.matches(text) {
            problems.append(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
            )
        }
        return problems
    }

    private static func qualifiedNameProblems(_ text: String) -> [String] {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let words =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        guard let name = parts.last, parts.count <= 2 else {
            return [
                "a qualified name \(words) with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            ]
        }
        var problems: [String] = []
        if parts.count == 2 {
            let prefix = String(parts[0])
            problems +=
                prefix.isEmpty
                ? ["prefix part must be non-empty"] : subdomainProblems(prefix).map { "prefix part \($0)" }
        }
        if name.isEmpty {
            problems += ["name part must be non-empty", "name part \(words)"]
        } else if name.utf8.count > 63 {
            problems.append("name part must be no more than 63 characters")
        } else if !Pattern.qualifiedName.matches(String(name)) {
            problems.append("name part \(words)")
        }
        return problems
    }

    private static func labelValueProblems(_ text: String) -> [String] {
        var problems: [String] = []
        if text.utf8.count > 63 {
            problems.append("must be no more than 63 characters")
        } else if !Pattern.labelValue.matches(text) {
            problems.append(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
            )
        }
        return problems
    }
}
