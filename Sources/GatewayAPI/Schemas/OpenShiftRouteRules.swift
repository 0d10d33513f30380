package import Schemas
internal import Values

/// What the definition of OpenShift's Route demands beyond types: patterns, and rules about several fields.
package enum OpenShiftRouteRules {
    // MARK: Patterns

    static let hostName = Pattern(
        "a host name whose parts have up to 63 letters, digits and '-'",
        expression:
            #"^([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])(\.([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\-]{0,61}[a-zA-Z0-9]))*$"#
    ) { text in
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.first, let last = part.last, part.count <= 63 else { return false }
            return first.isASCIILetterOrDigit && last.isASCIILetterOrDigit
                && part.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-") }
        }
    }

    static let headerName = Pattern(
        "the name of a header", expression: "^[-!#$%&'*+.0-9A-Z^_`a-z|~]+$"
    ) { text in
        !text.isEmpty && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-!#$%&'*+.^_`|~".utf8.contains($0) }
    }

    // MARK: Rules

    private static func rule(
        _ name: String, _ message: String, isBroken: @escaping @Sendable (Value) -> Bool
    ) -> CrossFieldRule {
        CrossFieldRule(name: name, message: message) { isBroken($0) ? [.init(FieldPath(), message)] : [] }
    }

    static let headersNeedTermination = rule(
        "route-headers", "header actions are not permitted when tls termination is passthrough."
    ) { spec in
        spec["httpHeaders"]?.object != nil && spec["tls"]?["termination"] == "passthrough"
    }

    static let oneCertificate = rule(
        "route-certificates", "cannot have both spec.tls.certificate and spec.tls.externalCertificate"
    ) { tls in
        tls["certificate"]?.string != nil && tls["externalCertificate"]?.object != nil
    }

    static let passthroughIsSecure = rule(
        "route-passthrough",
        "cannot have both spec.tls.termination: passthrough and spec.tls.insecureEdgeTerminationPolicy: Allow"
    ) { tls in
        tls["termination"] == "passthrough" && tls["insecureEdgeTerminationPolicy"] == "Allow"
    }

    static let setHasValue = rule(
        "route-header-action", "set is required when type is Set, and forbidden otherwise"
    ) { action in
        (action["type"] == "Set") != (action["set"]?.object != nil)
    }

    static let untouchableHeaders: [CrossFieldRule] = ["strict-transport-security", "proxy", "cookie", "set-cookie"].map
    { (header: String) in
        rule("route-header-\(header)", "\(header) header may not be modified via header actions") { name in
            name.string?.lowercased() == header
        }
    }

    /// What the values of headers may be, which may be computed.
    ///
    /// - Parameter side: `request` or `response`; each has a function of its own to fetch a header.
    package static func headerValues(_ side: String) -> CrossFieldRule {
        let fetcher = side == "request" ? "req.hdr" : "res.hdr"
        return rule(
            "route-\(side)-header-value",
            "Either the header value provided is not in correct format or the sample fetcher/converter specified is not allowed. The dynamic header value will be interpreted as an HAProxy format string as defined in http://cbonte.github.io/haproxy-dconv/2.6/configuration.html#8.2.6 and may use HAProxy's %[] syntax and otherwise must be a valid HTTP header value as defined in https://datatracker.ietf.org/doc/html/rfc7230#section-3.2. Sample fetchers allowed are \(fetcher), ssl_c_der. Converters allowed are lower, base64."
        ) { list in
            (list.array ?? []).contains { header in
                guard header["action"]?["type"] != "Delete" else { return false }
                return header["action"]?["set"]?["value"]?.string.map { !HeaderFormat.accepts($0, fetcher) } ?? true
            }
        }
    }
}

/// Values of headers, which may be computed: `%[req.hdr(Host),lower]`.
private enum HeaderFormat {
    static func accepts(_ text: String, _ fetcher: String) -> Bool {
        var rest = Substring(text)
        guard !rest.isEmpty else { return false }
        while let first = rest.popFirst() {
            if first == "%" {
                if rest.first == "%" { rest.removeFirst() } else if !takeExpression(&rest, fetcher) { return false }
            } else if first == "[" || first.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                return false
            }
        }
        return true
    }

    /// Flags in braces, which may be missing, and an expression in brackets.
    private static func takeExpression(_ rest: inout Substring, _ fetcher: String) -> Bool {
        if rest.first == "{" {
            guard let end = rest.firstIndex(of: "}") else { return false }
            let flags = rest[rest.index(after: rest.startIndex)..<end].split(
                separator: ",", omittingEmptySubsequences: false)
            guard flags.allSatisfy(isFlag) else { return false }
            rest = rest[rest.index(after: end)...]
        }
        guard rest.first == "[", let end = rest.firstIndex(of: "]") else { return false }
        let parts = rest[rest.index(after: rest.startIndex)..<end].split(
            separator: ",", omittingEmptySubsequences: false)
        rest = rest[rest.index(after: end)...]
        guard let source = parts.first else { return false }
        return isSource(source, fetcher) && parts.dropFirst().allSatisfy { ["lower", "base64"].contains($0) }
    }

    private static func isFlag(_ flag: Substring) -> Bool {
        let letter = ["-", "+"].contains(flag.first) ? flag.dropFirst() : flag
        return ["Q", "X", "E"].contains(letter)
    }

    private static func isSource(_ source: Substring, _ fetcher: String) -> Bool {
        if source == "ssl_c_der" { return true }
        guard source.hasPrefix(fetcher + "("), source.hasSuffix(")") else { return false }
        let name = source.dropFirst(fetcher.count + 1).dropLast()
        return !name.isEmpty
            && name.utf8.allSatisfy {
                $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "-")
            }
    }
}
