internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Schemas
internal import Values

/// A Route of OpenShift, whose router forwards to Services what it tells apart by host names and paths.
struct OpenShiftRoute: Sendable {
    static let kind = "Route"
    private static let versions = ["route.openshift.io/v1", "v1"]

    /// The object, for places in the text.
    let manifest: Manifest
    /// The object with defaults and without nulls.
    let value: Value
    let name: String
    let namespace: String
    /// Whether the namespace is not its own, but that of `-n` or of the context.
    let takesDefaultNamespace: Bool

    /// Whether an object is one: of the group of its own, or of the core group as before OpenShift 3.9.
    static func isOne(_ kind: String, _ apiVersion: String) -> Bool {
        kind == Self.kind && versions.contains(apiVersion)
    }

    /// The Route, or what is wrong with it.
    static func read(
        _ manifest: Manifest, _ defaultNamespace: DefaultNamespace?
    ) -> (route: OpenShiftRoute?, diagnostics: [Diagnostic]) {
        let value = schema.applyingDefaults(to: withoutEmptyNames(manifest.value))
        let message = ViolationMessage(manifest: manifest, target: .standard, resource: manifest.name)
        var diagnostics = schema.violations(in: value).filter { !$0.isUnknownToUs }.prefix(ViolationMessage.limit)
            .map(message.diagnostic)
        let own = value["metadata"]?["namespace"]?.string
        if own == nil, defaultNamespace == nil, value["metadata"]?.object != nil {
            diagnostics.append(
                Diagnostic(
                    .requiredField, "namespace is missing from metadata",
                    at: .value(of: "metadata.namespace", in: manifest, resource: manifest.name),
                    help: "add it, or name the namespace with -n"))
        }
        guard diagnostics.isEmpty, let namespace = own ?? defaultNamespace?.name else { return (nil, diagnostics) }
        let route = OpenShiftRoute(
            manifest: manifest, value: value, name: manifest.name, namespace: namespace,
            takesDefaultNamespace: own == nil)
        if let problem = route.portProblem { return (nil, [problem]) }
        return (route, [])
    }

    /// OpenShift 3 wrote an empty text for what is not set.
    private static func withoutEmptyNames(_ object: Value) -> Value {
        var object = object
        object.withMember("spec") { spec in
            for field in ["host", "subdomain", "path"] where spec?[field] == "" { spec?.set(field, nil) }
        }
        return object
    }
}

extension Violation {
    /// Whether it is a field that a newer OpenShift may have: what is no misspelling is told as lost.
    fileprivate var isUnknownToUs: Bool {
        if case .unknownField(suggestion: nil) = kind { true } else { false }
    }
}

// MARK: - What a Route may have

extension OpenShiftRoute {
    /// The schema of a Route that somebody wrote, or a cluster stored: what only its own server judges, and what is lost
    /// on the way in any case, is left to others.
    static let schema: Schema = {
        var schema = OpenShiftRouteSchema.object
        schema.required = ["metadata", "spec"]
        schema["status"] = nil
        schema.change("metadata") { $0.required = ["name"] }
        schema.change("spec") { spec in
            spec.rules = []
            spec["httpHeaders"] = .any("Headers that are set or removed.")
        }
        schema.change("spec", "tls") { tls in
            tls.rules = []
            tls["externalCertificate"] = .any("Secret with the certificate.")
        }
        return schema
    }()
}
