package import Diagnostics
internal import YAML

/// Every code that a manifest can be reported with: what it means, how bad it is, what to do.
///
/// The one list of them; `docs/diagnostics.md` explains the same codes with examples.
package enum CodeCatalogue {
    /// The codes by subject, in the order of the docs.
    package static let all = input + yaml + fields + rules + references + warnings

    /// The codes of a severity, unless the user chooses another.
    package static func codes(_ severity: Diagnostic.Severity) -> [DiagnosticCode] {
        all.filter { $0.severity == severity }.map(\.code)
    }

    private static let input: [CodeDescription] = [
        CodeDescription(
            .unreadableFile, .error, "A source of manifests cannot be read",
            advice: "check the path and its permissions"),
        CodeDescription(
            .noManifests, .error, "There is no KubernetesTcpRoute in a source, or in all of them",
            advice: "give a manifest with 'kind: KubernetesTcpRoute'; -R reads directories in a directory"),
        CodeDescription(
            .notAMapping, .error, "A document is not a mapping, so it is no manifest",
            advice: "start the document with 'apiVersion:'"),
        CodeDescription(
            .unknownKind, .error, "A document is of a kind that openmcf does not read", advice: "correct the kind"),
        CodeDescription(
            .duplicateRoute, .error, "A route is defined twice", advice: "rename one of the two, or remove it"),
        CodeDescription(
            .leftAlone, .note, "Objects of other kinds stand beside the manifests and are left alone",
            advice: "there is nothing to do"),
        CodeDescription(
            .notApplied, .note,
            "A manifest of another kind serves as a reference target, or for routes to be judged against",
            advice: "there is nothing to do"),
        CodeDescription(
            .serverFields, .note, "What a server sets stands in TCPRoute objects, and is ignored",
            advice: "there is nothing to do"),
        CodeDescription(
            .defaultNamespace, .note, "TCPRoute objects name no namespace, and get that of -n or of the context",
            advice: "add metadata.namespace to choose it in the file"),
        CodeDescription(
            .invalidOverride, .error, "A --set cannot be read, or does not fit the manifest",
            advice: "correct the argument"),
        CodeDescription(
            DiagnosticCode("unreadable-url"), .error, "A manifest cannot be read from its URL",
            advice: "check the URL, or download the file first"),
        CodeDescription(
            DiagnosticCode("kustomize-failed"), .error, "The build of kustomize failed",
            advice: "run 'kustomize build' by hand and correct what it says"),
        CodeDescription(
            DiagnosticCode("unreadable-clipboard"), .error, "The clipboard cannot be read",
            advice: "install a program that reads it, or give a file"),
    ]

    private static let yaml: [CodeDescription] = [
        CodeDescription(.yamlSyntax, .error, "A text is not YAML", advice: "correct the place; tabs do not indent"),
        CodeDescription(
            .yamlEncoding, .error, "A text is neither UTF-8 nor UTF-16 with a byte order mark",
            advice: "save the file as UTF-8"),
        CodeDescription(
            .yamlLimit, .error, "A document is larger or more deeply nested than is read",
            advice: "make the document smaller"),
        CodeDescription(
            .yamlAlias, .error, "An alias has no anchor before it, or is part of what it stands for",
            advice: "define the anchor first, or quote a text that begins with *"),
        CodeDescription(
            .yamlMergeKey, .error, "A merge key merges something else than mappings", advice: "merge a mapping"),
        CodeDescription(.yamlKey, .error, "The key of a field is not a scalar", advice: "write a plain key"),
        CodeDescription(
            .yamlTag, .error, "A value is not what its tag says", advice: "remove the tag, or correct the value"),
        CodeDescription(
            .yamlNumber, .error, "A number is none in JSON: infinite, none at all, or too large",
            advice: "write a number that fits, or quote a text"),
        CodeDescription(
            .duplicateKey, .error, "A field is set twice in one mapping", advice: "keep one of the two"),
    ]

    private static let fields: [CodeDescription] = [
        CodeDescription(
            .lostIndentation, .error, "Fields stand beside the field that they belong below",
            advice: "indent them, by two blanks for each level"),
        CodeDescription(
            .moreProblems, .error, "A manifest has more problems than are told one by one",
            advice: "repair what is reported before it first"),
        CodeDescription(
            .wrongType, .error, "A value has the wrong type", advice: "correct the value; quotes make a text of it"),
        CodeDescription(.requiredField, .error, "A field that is needed is missing", advice: "add the field"),
        CodeDescription(
            .unknownField, .error, "There is no such field in the schema that the manifest is judged by",
            advice: "correct the name, or judge by a release and channel that has the field"),
        CodeDescription(
            .listLength, .error, "A list has too few or too many elements", advice: "add or remove elements"),
        CodeDescription(.textLength, .error, "A text is too short or too long", advice: "correct the text"),
        CodeDescription(
            .pattern, .error, "A text does not have the form that the field asks for", advice: "correct the text"),
        CodeDescription(.range, .error, "A number is out of range", advice: "take a number from the range"),
        CodeDescription(.notOneOf, .error, "A value is none of those allowed", advice: "take one of the values"),
        CodeDescription(
            .unavailableVersion, .error, "The release of Gateway API does not have the version of TCPRoute",
            advice: "choose another --gateway-api or --api-version"),
    ]

    /// The names of the schemas' `CrossFieldRule`s.
    private static let rules: [CodeDescription] = [
        CodeDescription(
            .namespaceMismatch, .error, "The metadata and the spec of a route name different namespaces",
            advice: "keep one of the two"),
        CodeDescription(
            DiagnosticCode("port-required"), .error, "A backend that is a Service has no port",
            advice: "add 'port:' with the Service's port number"),
        CodeDescription(
            DiagnosticCode("duplicate-rule-name"), .error, "Two rules of a route have the same name",
            advice: "give each rule a name of its own"),
        CodeDescription(
            DiagnosticCode("duplicate-parent"), .error, "Two references of a route name the same listener of a parent",
            advice: "name another listener, or drop the second reference"),
        CodeDescription(
            DiagnosticCode("parent-listener-required"), .error,
            "Of two references to a parent, one does not name its listener as the other does",
            advice: "name one listener per reference, by the same fields"),
    ]

    private static let references: [CodeDescription] = [
        CodeDescription(
            .invalidReference, .error, "A reference cannot be read, or leads to something that is no name",
            advice: "write a 'value' or a 'valueFrom', and let fieldPath name a text"),
        CodeDescription(
            .unresolvedReference, .error, "A reference leads to nothing in the input or in the state",
            advice: "give that manifest too, correct fieldPath, or write the name itself"),
        CodeDescription(
            .ambiguousReference, .error, "A reference fits several manifests",
            advice: "add 'env:' to the reference, or remove one of the manifests"),
        CodeDescription(
            .referenceCycle, .error, "References lead back to where they start",
            advice: "write a name at one of the places"),
    ]

    private static let warnings: [CodeDescription] = [
        CodeDescription(
            .noParent, .warning, "A route attaches to nothing",
            advice: "name a Gateway under parentRefs, or set useDefaultGateways"),
        CodeDescription(
            .serviceParentGroup, .warning, "A parent of kind Service has the group of Gateways, so it names nothing",
            advice: "add 'group: \"\"', or leave 'kind' out"),
        CodeDescription(
            .coreGroup, .warning, "A Service has the group 'core', which does not exist", advice: "write 'group: \"\"'"),
        CodeDescription(
            .parentPort, .warning, "A reference to a Gateway names its listener by port alone",
            advice: "name the listener with 'sectionName:'"),
        CodeDescription(
            .sharedListener, .warning, "Two routes attach to one listener, of which only the older gets connections",
            advice: "name another listener, or make one route of the two"),
        CodeDescription(
            .illegalGatewayName, .warning, "A parent has a name that no Gateway can have", advice: "correct the name"),
        CodeDescription(
            .illegalServiceName, .warning, "A parent or backend has a name that no Service can have",
            advice: "correct the name"),
        CodeDescription(
            .serviceNameDigit, .warning, "A Service has a name that clusters before Kubernetes 1.36 do not take",
            advice: "rename the Service, or ignore the code where clusters are newer"),
        CodeDescription(
            .severalRules, .warning, "A route has several rules, which nothing tells apart",
            advice: "put the backends into one rule, or split the route"),
        CodeDescription(
            .zeroWeights, .warning, "The weights of a rule sum to zero, so it rejects every connection",
            advice: "give a backend a weight above 0"),
        CodeDescription(
            .onlyBackendZeroWeight, .warning, "The only backend of a rule has weight 0", advice: "leave 'weight:' out"),
        CodeDescription(
            .duplicateBackend, .warning, "A rule has the same backend twice",
            advice: "keep one, with the sum of the weights"),
        CodeDescription(
            .crossNamespaceBackend, .warning, "A backend of another namespace needs a ReferenceGrant there",
            advice: "apply the ReferenceGrant that the message shows"),
        CodeDescription(
            .noSuchListener, .warning, "A parent names a listener that the Gateway in the input does not have",
            advice: "name a listener of the Gateway with 'sectionName:'"),
        CodeDescription(
            .listenerProtocol, .warning, "The listeners that a parent names have other protocols than TCP",
            advice: "name a TCP listener, or add one to the Gateway"),
        CodeDescription(
            .listenerKinds, .warning, "The listeners that a parent names take other kinds of routes only",
            advice: "add 'kind: TCPRoute' to the listener's allowedRoutes.kinds"),
        CodeDescription(
            .listenerNamespaces, .warning, "The listeners that a parent names take no routes of the route's namespace",
            advice: "let the listener's allowedRoutes.namespaces admit the namespace"),
        CodeDescription(
            .listenerConflict, .warning, "The listener that a parent names shares its port with another of the Gateway",
            advice: "give each listener a port of its own"),
        CodeDescription(
            .noTCPRouteSupport, .warning, "The controller of a parent says that it does no TCPRoutes",
            advice: "use a Gateway of another class, or install what the controller needs"),
        CodeDescription(
            .gatewayNotAccepted, .warning, "The status of a parent, or of its class, says that it takes no connections",
            advice: "correct the Gateway or its class first"),
        CodeDescription(
            .noSuchPort, .warning, "A backend names a port that the Service in the input does not have",
            advice: "name a TCP port of the Service"),
        CodeDescription(
            .shadowed, .warning, "A route that exists already has the listener, and the oldest gets all connections",
            advice: "name another listener, or have the other route deleted first"),
        CodeDescription(
            .noSuchGateway, .warning, "The cluster does not have the Gateway that a parent names",
            advice: "create the Gateway, or correct its name and namespace"),
        CodeDescription(
            .listenerNotReady, .warning,
            "The status of the listener that a parent names says that it takes no connections",
            advice: "correct the listener first"),
        CodeDescription(
            .noSuchService, .warning, "The cluster does not have the Service that a backend names",
            advice: "create the Service, or correct its name"),
        CodeDescription(
            .noGrant, .warning, "No ReferenceGrant of the cluster allows a backend of another namespace",
            advice: "apply the ReferenceGrant that the message shows"),
        CodeDescription(
            .noEndpoints, .warning, "The Service that a backend names has no endpoint that is ready",
            advice: "start what is behind the Service"),
        CodeDescription(
            .reservedLabel, .warning, "A label is set by openmcf, so the manifest's is dropped",
            advice: "use a label of your own"),
        CodeDescription(
            .mergeOrder, .warning, "A field stands before a merge key that brings it too; kubectl takes the merged one",
            advice: "put '<<' first"),
        CodeDescription(
            .contextObject, .note, "An object that routes are judged against cannot be read in full",
            advice: "correct the object; a server would refuse it as well"),
        CodeDescription(
            .deprecatedVersion, .note, "The release of Gateway API deprecates the version of TCPRoute",
            advice: "use --api-version v1 where the cluster serves it"),
    ]
}
