/// A shape that a text must have: matched by hand on its bytes, as a regular expression for the exported schemas.
package struct Pattern: Sendable {
    /// What the text must be, to follow "must be": "a lowercase RFC 1123 label, such as 'app-ns'".
    package let description: String
    /// The same as an anchored regular expression (RE2 and ECMA 262 agree on it).
    package let expression: String
    /// Whether a text has the shape; lengths are bounded by the schema, except where the shape itself bounds them.
    package let matches: @Sendable (String) -> Bool

    package init(_ description: String, expression: String, matches: @escaping @Sendable (String) -> Bool) {
        self.description = description
        self.expression = expression
        self.matches = matches
    }
}

extension Pattern {
    private static let labelExpression = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
    private static let mixedLabelExpression = "[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?"

    /// RFC 1123 label: the name of a namespace.
    ///
    /// Its length is bounded separately.
    package static let label = Pattern(
        "a lowercase RFC 1123 label: letters a-z, digits and '-', starting and ending with a letter or digit",
        expression: "^\(labelExpression)$", matches: { isLabel($0.utf8) })

    /// RFC 1123 subdomain: the name of most objects.
    ///
    /// Its length is bounded separately.
    package static let subdomain = Pattern(
        "a lowercase RFC 1123 subdomain: letters a-z, digits, '-' and '.', each part starting and ending with a letter or digit",
        expression: "^\(labelExpression)(\\.\(labelExpression))*$", matches: { isSubdomain($0.utf8) })

    /// An API group: a subdomain, or nothing for the core group.
    package static let group = Pattern(
        "an API group such as 'gateway.networking.k8s.io', or \"\" for the core group",
        expression: "^$|^\(labelExpression)(\\.\(labelExpression))*$",
        matches: { $0.isEmpty || isSubdomain($0.utf8) })

    /// The kind of an object, such as `Service`.
    package static let kind = Pattern(
        "a kind such as 'Service': letters, digits and '-', starting with a letter and ending with a letter or digit",
        expression: "^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$",
        matches: { text in
            let bytes = text.utf8
            guard let first = bytes.first, let last = bytes.last else { return false }
            return isLetter(first) && isAlphanumeric(last) && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D }
        })

    /// The key of a label or an annotation: an optional DNS prefix and a name of up to 63 characters.
    package static let qualifiedName = Pattern(
        "a key such as 'team' or 'example.com/team': up to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
        expression: "^(\(labelExpression)(\\.\(labelExpression))*/)?([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$",
        matches: { isQualifiedName($0, longestPrefix: 253, longestName: 63) })

    /// The key of an annotation: as that of a label, but the prefix may have capitals, which the API server ignores.
    package static let annotationKey = Pattern(
        qualifiedName.description,
        expression:
            "^(\(mixedLabelExpression)(\\.\(mixedLabelExpression))*/)?([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)$",
        matches: { qualifiedName.matches($0.lowercased()) })

    /// The value of a label: empty, or up to 63 letters, digits, `-`, `_` and `.`.
    package static let labelValue = Pattern(
        "a label value: up to 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
        expression: "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$",
        matches: { $0.isEmpty || ($0.utf8.count <= 63 && isLabelText($0.utf8)) })

    /// The type of a status condition: a name with an optional DNS prefix.
    package static let conditionType = Pattern(
        "a condition type such as 'Accepted'",
        expression: "^(\(labelExpression)(\\.\(labelExpression))*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
        matches: { isQualifiedName($0) })

    /// The reason of a status condition.
    package static let conditionReason = Pattern(
        "a reason such as 'Accepted'",
        expression: "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
        matches: { text in
            let bytes = Array(text.utf8)
            guard let first = bytes.first, let last = bytes.last, isLetter(first) else { return false }
            return (isAlphanumeric(last) || last == 0x5F)
                && bytes.allSatisfy { isAlphanumeric($0) || [0x5F, 0x2C, 0x3A].contains($0) }
        })

    /// The name of a Gateway controller: a domain and a path.
    package static let controllerName = Pattern(
        "a controller name such as 'example.com/gateway-controller'",
        expression: "^\(labelExpression)(\\.\(labelExpression))*\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$",
        matches: { text in
            let bytes = Array(text.utf8)
            guard let slash = bytes.firstIndex(of: 0x2F), slash + 1 < bytes.count else { return false }
            let allowed = Array("/-._~%!$&'()*+,;=:".utf8)
            return isSubdomain(bytes[..<slash])
                && bytes[(slash + 1)...].allSatisfy { isAlphanumeric($0) || allowed.contains($0) }
        })

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || isDigit(byte) }

    private static func isLabel(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isLower(first) && isLower(last) && bytes.allSatisfy { isLower($0) || $0 == 0x2D }
    }

    private static func isSubdomain(_ bytes: some Sequence<UInt8>) -> Bool {
        let dot = UInt8(ascii: ".")
        // Each part starts and ends with a letter or digit; the text begins and ends as if at a dot.
        var previous = dot
        for byte in bytes {
            switch byte {
            case dot: guard isLower(previous) else { return false }
            case UInt8(ascii: "-"): guard previous != dot else { return false }
            default: guard isLower(byte) else { return false }
            }
            previous = byte
        }
        return isLower(previous)
    }

    /// A name with an optional prefix that is a subdomain.
    private static func isQualifiedName(
        _ text: String, longestPrefix: Int = .max, longestName: Int = .max
    ) -> Bool {
        var name = text.utf8[...]
        if let slash = name.firstIndex(of: UInt8(ascii: "/")) {
            let prefix = name[..<slash]
            guard prefix.count <= longestPrefix, isSubdomain(prefix) else { return false }
            name = name[name.index(after: slash)...]
        }
        return name.count <= longestName && isLabelText(name)
    }

    private static func isLabelText(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }
}
