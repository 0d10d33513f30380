internal import Values

/// What the definition of OpenShift's Route says with `allOf`, `anyOf` and `not`, which its schema value does not have.
enum OpenShiftRouteConditions {
    /// The schema's `allOf`, `anyOf` and `not`, in the words in which the server tells that they do not hold.
    @Sendable static func unmet(by route: Value) -> [APIFailure.Cause] {
        guard let spec = route["spec"], spec.object != nil else { return [] }
        let tls = spec["tls"] ?? .null
        let termination = tls["termination"]
        var causes: [APIFailure.Cause] = []
        if !spec.text("path").isEmpty, termination == "passthrough" {
            causes += [.tooLong("spec.path", 0)] + unmatched("spec")
        }
        if spec.text("host").isEmpty, [nil, "Subdomain"].contains(spec["wildcardPolicy"]) {
            causes += [failed("\"spec\" must not validate the schema (not)")] + unmatched("spec")
        }
        if tls.object != nil {
            let given = ["caCertificate", "certificate", "destinationCACertificate", "key"].filter {
                !tls.text($0).isEmpty
            }
            if !given.isEmpty, [nil, "passthrough"].contains(termination) {
                causes += given.map { .tooLong("spec.tls.\($0)", 0) } + unmatched("spec.tls")
            }
            if given.contains("destinationCACertificate"), [nil, "edge"].contains(termination) {
                causes += [.tooLong("spec.tls.destinationCACertificate", 0)] + unmatched("spec.tls")
            }
        }
        return (causes + portCauses(spec["port"]?["targetPort"])).reduce(into: []) { distinct, cause in
            if !distinct.contains(cause) { distinct.append(cause) }
        }
    }

    private static func portCauses(_ port: Value?) -> [APIFailure.Cause] {
        let field = "spec.port.targetPort"
        switch port {
        case nil, .null?: return []
        case .int(0)?, .string("")?:
            return [
                failed("\"\(field)\" must not validate the schema (not)"),
                failed("\"\(field)\" must validate all the schemas (allOf)"),
            ]
        case .int?, .string?: return []
        case let other?:
            let type = ServerText.typeName(other)
            return [
                APIFailure.Cause(
                    reason: "FieldValueTypeInvalid",
                    message: "Invalid value: \"\(type)\": \(field) in body must be of type integer,string: \"\(type)\"",
                    field: field)
            ]
        }
    }

    private static func unmatched(_ field: String) -> [APIFailure.Cause] {
        [
            failed("\"\(field)\" must validate at least one schema (anyOf)"),
            failed("\"\(field)\" must validate all the schemas (allOf)"),
        ]
    }

    private static func failed(_ problem: String) -> APIFailure.Cause { .invalid("<nil>", "", problem) }
}
