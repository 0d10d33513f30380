package import Diagnostics

/// Fields that do not fit the schema of a manifest.
extension DiagnosticCode {
    package static let lostIndentation = DiagnosticCode(
        "lost-indentation", .error, "Fields stand beside the field that they belong below",
        example: "metadata and spec are empty, and their fields stand beside them: the indentation was lost",
        advice: "indent them, by two blanks for each level")
    package static let moreProblems = DiagnosticCode(
        "more-problems", .error, "A manifest has more problems than are told one by one",
        example: "27594 more problems in this manifest",
        advice: "repair what is reported before it first")
    package static let wrongType = DiagnosticCode(
        "wrong-type", .error, "A value has the wrong type",
        example:
            "port must be an integer, not the string '5432' (quoted, so it is text); namespace must be a string, not the boolean true, written yes",
        advice: "correct the value; quotes make a text of it")
    package static let requiredField = DiagnosticCode(
        "required-field", .error, "A field that is needed is missing",
        example: "name is missing from backendRefs[0]",
        advice: "add the field")
    package static let unknownField = DiagnosticCode(
        "unknown-field", .error, "There is no such field in the schema that the manifest is judged by",
        example:
            "backendRefs[0] has no field 'prot'; useDefaultGateways is not in the standard channel of v1.6: the API server would drop it",
        advice: "correct the name, or judge by a release and channel that has the field")
    package static let listLength = DiagnosticCode(
        "list-length", .error, "A list has too few or too many elements",
        example: "rules needs at least 1 element, but has 0",
        advice: "add or remove elements")
    package static let textLength = DiagnosticCode(
        "text-length", .error, "A text is too short or too long",
        example: "namespace must not be empty",
        advice: "correct the text")
    package static let pattern = DiagnosticCode(
        "pattern", .error, "A text does not have the form that the field asks for",
        example:
            "namespace must be a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit; 'App_NS' is not",
        advice: "correct the text")
    package static let range = DiagnosticCode(
        "out-of-range", .error, "A number is out of range",
        example: "port must be at most 65535, not 70000",
        advice: "take a number from the range")
    package static let notOneOf = DiagnosticCode(
        "not-one-of", .error, "A value is none of those allowed",
        example:
            "useDefaultGateways must be one of 'All', 'None', not 'all'; apiVersion must be 'kubernetes.openmcf.org/v1'",
        advice: "take one of the values")
    package static let unavailableVersion = DiagnosticCode(
        "unavailable-version", .error, "The release of Gateway API does not have the version of TCPRoute",
        example: "TCPRoute v1 came with v1.6; v1.4 has v1alpha2",
        advice: "choose another --gateway-api or --api-version")
    package static let namespaceMismatch = DiagnosticCode(
        "namespace-mismatch", .error, "The metadata and the spec of a route name different namespaces",
        example: "metadata.namespace is 'prod', but spec.namespace is 'app'",
        advice: "keep one of the two")
}
