package import Diagnostics

/// What a server takes and nobody means, in a route by itself.
extension DiagnosticCode {
    package static let noParent = DiagnosticCode(
        "no-parent", .warning, "A route attaches to nothing",
        example: "the route attaches to nothing: it has no parentRefs and does not use the default Gateways",
        advice: "name a Gateway under parentRefs, or set useDefaultGateways")
    package static let serviceParentGroup = DiagnosticCode(
        "service-parent-group", .warning, "A parent of kind Service has the group of Gateways, so it names nothing",
        example: "gateway.networking.k8s.io has no kind 'Service', so parentRefs[0] names nothing",
        advice: "add 'group: \"\"', or leave 'kind' out")
    package static let coreGroup = DiagnosticCode(
        "core-group", .warning, "A Service has the group 'core', which does not exist",
        example: "there is no group 'core': Services are in the group \"\"",
        advice: "write 'group: \"\"'")
    package static let parentPort = DiagnosticCode(
        "parent-port", .warning, "A reference to a Gateway names its listener by port alone",
        example: "port 5432 without sectionName ties the route to the Gateway's port numbers",
        advice: "name the listener with 'sectionName:'")
    package static let illegalGatewayName = DiagnosticCode(
        "illegal-gateway-name", .warning, "A parent has a name that no Gateway can have",
        example:
            "no Gateway can have the name 'My_Gateway': it takes a-z, 0-9, '-' and '.', each part starting and ending with a letter or digit",
        advice: "correct the name")
    package static let illegalServiceName = DiagnosticCode(
        "illegal-service-name", .warning, "A parent or backend has a name that no Service can have",
        example:
            "no Service can have the name 'db.data': it takes up to 63 of a-z, 0-9 and '-', starting with a letter, not ending with '-'",
        advice: "correct the name")
    package static let serviceNameDigit = DiagnosticCode(
        "service-name-digit", .warning, "A Service has a name that clusters before Kubernetes 1.36 do not take",
        example: "before Kubernetes 1.36 no Service can have the name '3db', which starts with a digit",
        advice: "rename the Service, or ignore the code where clusters are newer")
    package static let severalRules = DiagnosticCode(
        "several-rules", .warning, "A route has several rules, which nothing tells apart",
        example: "rules has 2 elements, which nothing tells apart: TCPRoute v1 allows one",
        advice: "put the backends into one rule, or split the route")
    package static let zeroWeights = DiagnosticCode(
        "zero-weights", .warning, "The weights of a rule sum to zero, so it rejects every connection",
        example: "the weights of rules[0] sum to 0: no connection reaches a backend",
        advice: "give a backend a weight above 0")
    package static let onlyBackendZeroWeight = DiagnosticCode(
        "only-backend-zero-weight", .warning, "The only backend of a rule has weight 0",
        example: "weight 0 on the only backend of rules[0]: no connection reaches Service 'db' port 5432",
        advice: "leave 'weight:' out")
    package static let duplicateBackend = DiagnosticCode(
        "duplicate-backend", .warning, "A rule has the same backend twice",
        example: "Service 'db' port 5432 is already a backend of rules[0]",
        advice: "keep one, with the sum of the weights")
    package static let reservedLabel = DiagnosticCode(
        "reserved-label", .warning, "A label is set by openmcf, so the manifest's is dropped",
        example: "the label 'app.kubernetes.io/managed-by' is set by openmcf to 'openmcf'; yours is dropped",
        advice: "use a label of your own")
    package static let contextObject = DiagnosticCode(
        "context-object", .note, "An object that routes are judged against cannot be read in full",
        example: "Gateway 'gw' is judged as far as it can be read: port must be at least 1, not 0",
        advice: "correct the object; a server would refuse it as well")
    package static let deprecatedVersion = DiagnosticCode(
        "deprecated-version", .note, "The release of Gateway API deprecates the version of TCPRoute",
        example: "Gateway API v1.6 deprecates TCPRoute v1alpha2 in favour of v1",
        advice: "use --api-version v1 where the cluster serves it")
}
