internal import Schemas
internal import Values

extension Schema {
    /// A choice of objects by their labels (apimachinery `LabelSelector`); the operators are checked where it is used.
    static func labelSelector(_ summary: String) -> Schema {
        var selector = Schema.object(
            summary,
            [
                (
                    "matchExpressions",
                    .list(
                        "Requirements that all have to hold.",
                        of: .object(
                            "A requirement on one label.", required: ["key", "operator"],
                            [
                                ("key", .string("Key of the label.")),
                                ("operator", .string("In, NotIn, Exists or DoesNotExist.")),
                                (
                                    "values",
                                    .list("Values, for In and NotIn.", of: .string("A value."))
                                ),
                            ]))
                ),
                ("matchLabels", .map("Labels that the object must have.", of: .string("Value of the label."))),
            ])
        selector.isAtomic = true
        return selector
    }
}

extension Pattern {
    /// The value of a label, whose length is bounded apart.
    static let labelText = Pattern(
        "letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
        expression: "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$",
        matches: { text in
            let bytes = text.utf8
            guard let first = bytes.first, let last = bytes.last else { return true }
            return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
                && bytes.allSatisfy { $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) }
        })

    /// A host name whose first part may be `*`.
    static let wildcardHost = Pattern(
        "a host name, such as 'example.com' or '*.example.com'",
        expression: "^(\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
        matches: { Pattern.subdomain.matches($0.hasPrefix("*.") ? String($0.dropFirst(2)) : $0) })

    /// A protocol: a word, or a domain and a word for a controller's own.
    static let listenerProtocol = Pattern(
        "a protocol such as 'TCP', or a controller's own such as 'example.com/proto'",
        expression:
            "^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$",
        matches: { text in
            guard let slash = text.lastIndex(of: "/") else { return isWord(text) }
            // The expression is not anchored at its start: what counts is that a part of a domain stands before '/'.
            let name = text[text.index(after: slash)...]
            return !name.isEmpty && name.utf8.allSatisfy(\.isASCIILetterOrDigit)
                && (text[..<slash].utf8.last.map { $0 < 0x5B ? $0.isASCIIDigit : $0.isASCIILetterOrDigit }
                    ?? false)
        })

    /// The type of a Gateway's address: one of three names, or a controller's own.
    static let addressType = Pattern(
        "an address type such as 'IPAddress' or 'example.com/pool'",
        expression:
            "^Hostname|IPAddress|NamedAddress|[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$",
        matches: { text in
            // Of the expression only the first and the last alternative are anchored, at one end each.
            text.hasPrefix("Hostname") || text.contains("IPAddress") || text.contains("NamedAddress")
                || Pattern.controllerName.matches(String(text.drop { !("a"..."z" ~= $0 || "0"..."9" ~= $0) }))
        })

    private static func isWord(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return false }
        return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
            && bytes.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
    }
}
