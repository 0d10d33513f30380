internal import Diagnostics
internal import GatewayAPI
internal import Manifests
internal import YAML

/// Every code that a manifest can be reported with, in the order of the docs.
///
/// SARIF's rules, the values of `--warn`, `--error` and `--ignore`, and the tables of docs/diagnostics.md are made of
/// it. What a code means is declared where it is raised.
enum CodeCatalogue {
    /// The codes by subject.
    static let all = input + yaml + fields + rules + references + warnings

    /// The codes of a severity, unless the user chooses another.
    static func codes(_ severity: Diagnostic.Severity) -> [DiagnosticCode] { all.filter { $0.severity == severity } }

    static let input: [DiagnosticCode] = [
        .unreadableFile, .noManifests, .notAMapping, .unknownKind, .duplicateRoute, .leftAlone, .notApplied,
        .serverFields, .defaultNamespace, .invalidOverride, .unreadableURL, .kustomizeFailed, .unreadableClipboard,
        .refusedObject, .noPlaceInManifest, .unresolvedPort, .changedInConversion, .lostInConversion,
    ]

    static let yaml: [DiagnosticCode] = [
        .yamlSyntax, .yamlEncoding, .yamlLimit, .yamlAlias, .yamlMergeKey, .yamlKey, .yamlTag, .yamlNumber,
        .duplicateKey,
    ]

    static let fields: [DiagnosticCode] = [
        .lostIndentation, .moreProblems, .wrongType, .requiredField, .unknownField, .listLength, .textLength,
        .pattern, .range, .notOneOf, .unavailableVersion,
    ]

    static let rules: [DiagnosticCode] = [
        .namespaceMismatch, .portRequired, .duplicateRuleName, .duplicateParent, .parentListenerRequired,
    ]

    static let references: [DiagnosticCode] = [
        .invalidReference, .unresolvedReference, .ambiguousReference, .referenceCycle,
    ]

    static let warnings: [DiagnosticCode] = [
        .noParent, .serviceParentGroup, .coreGroup, .parentPort, .sharedListener, .illegalGatewayName,
        .illegalServiceName, .serviceNameDigit, .severalRules, .zeroWeights, .onlyBackendZeroWeight,
        .duplicateBackend, .crossNamespaceBackend, .noSuchListener, .listenerProtocol, .listenerKinds,
        .listenerNamespaces, .listenerConflict, .noTCPRouteSupport, .gatewayNotAccepted, .noSuchPort,
        .shadowed, .noSuchGateway, .listenerNotReady, .noSuchService, .noGrant, .noEndpoints, .reservedLabel,
        .mergeOrder, .contextObject, .deprecatedVersion,
    ]
}
