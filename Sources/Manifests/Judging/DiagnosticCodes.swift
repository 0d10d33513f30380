package import Diagnostics

extension DiagnosticCode {
    // Input
    package static let unreadableFile = DiagnosticCode("unreadable-file")
    package static let noManifests = DiagnosticCode("no-manifests")
    package static let notAMapping = DiagnosticCode("not-a-mapping")
    package static let unknownKind = DiagnosticCode("unknown-kind")
    package static let duplicateRoute = DiagnosticCode("duplicate-route")
    package static let leftAlone = DiagnosticCode("left-alone")
    package static let notApplied = DiagnosticCode("not-applied")
    package static let serverFields = DiagnosticCode("server-fields")
    package static let defaultNamespace = DiagnosticCode("default-namespace")
    package static let invalidOverride = DiagnosticCode("invalid-override")

    // Schema
    package static let lostIndentation = DiagnosticCode("lost-indentation")
    package static let moreProblems = DiagnosticCode("more-problems")
    package static let wrongType = DiagnosticCode("wrong-type")
    package static let requiredField = DiagnosticCode("required-field")
    package static let unknownField = DiagnosticCode("unknown-field")
    package static let listLength = DiagnosticCode("list-length")
    package static let textLength = DiagnosticCode("text-length")
    package static let pattern = DiagnosticCode("pattern")
    package static let range = DiagnosticCode("out-of-range")
    package static let notOneOf = DiagnosticCode("not-one-of")
    package static let unavailableVersion = DiagnosticCode("unavailable-version")

    // Rules of the manifest itself
    package static let namespaceMismatch = DiagnosticCode("namespace-mismatch")

    // References
    package static let invalidReference = DiagnosticCode("invalid-reference")
    package static let unresolvedReference = DiagnosticCode("unresolved-reference")
    package static let ambiguousReference = DiagnosticCode("ambiguous-reference")
    package static let referenceCycle = DiagnosticCode("reference-cycle")

    // Warnings and notes; SeverityPolicy lists them too
    package static let reservedLabel = DiagnosticCode("reserved-label")
    package static let noParent = DiagnosticCode("no-parent")
    package static let coreGroup = DiagnosticCode("core-group")
    package static let serviceParentGroup = DiagnosticCode("service-parent-group")
    package static let parentPort = DiagnosticCode("parent-port")
    package static let sharedListener = DiagnosticCode("shared-listener")
    package static let illegalGatewayName = DiagnosticCode("illegal-gateway-name")
    package static let illegalServiceName = DiagnosticCode("illegal-service-name")
    package static let serviceNameDigit = DiagnosticCode("service-name-digit")
    package static let severalRules = DiagnosticCode("several-rules")
    package static let zeroWeights = DiagnosticCode("zero-weights")
    package static let onlyBackendZeroWeight = DiagnosticCode("only-backend-zero-weight")
    package static let duplicateBackend = DiagnosticCode("duplicate-backend")
    package static let crossNamespaceBackend = DiagnosticCode("cross-namespace-backend")
    package static let noSuchListener = DiagnosticCode("no-such-listener")
    package static let listenerProtocol = DiagnosticCode("listener-protocol")
    package static let listenerKinds = DiagnosticCode("listener-kinds")
    package static let listenerNamespaces = DiagnosticCode("listener-namespaces")
    package static let listenerConflict = DiagnosticCode("listener-conflict")
    package static let noTCPRouteSupport = DiagnosticCode("no-tcproute-support")
    package static let gatewayNotAccepted = DiagnosticCode("gateway-not-accepted")
    package static let noSuchPort = DiagnosticCode("no-such-port")
    package static let shadowed = DiagnosticCode("shadowed")
    package static let noSuchGateway = DiagnosticCode("no-such-gateway")
    package static let listenerNotReady = DiagnosticCode("listener-not-ready")
    package static let noSuchService = DiagnosticCode("no-such-service")
    package static let noGrant = DiagnosticCode("no-grant")
    package static let noEndpoints = DiagnosticCode("no-endpoints")
    package static let contextObject = DiagnosticCode("context-object")
    package static let deprecatedVersion = DiagnosticCode("deprecated-version")
}

extension DiagnosticCode {
    /// What routing finds: more is known of it once a cluster has been looked at.
    static let routing: Set<DiagnosticCode> = [
        .crossNamespaceBackend, .sharedListener, .noSuchListener, .listenerProtocol, .listenerKinds,
        .listenerNamespaces, .listenerConflict,
        .noTCPRouteSupport, .gatewayNotAccepted, .noSuchPort, .shadowed, .noSuchGateway, .listenerNotReady,
        .noSuchService, .noGrant, .noEndpoints,
    ]
}
