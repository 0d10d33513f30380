internal import FieldOwnership
internal import GatewayAPI
internal import Schemas
internal import Values

/// A kind of object that the sandbox stores.
enum ResourceKind: String, Sendable, CaseIterable {
    case namespaces
    case tcproutes
}

/// One version in which a kind of object is served.
struct Resource: Sendable {
    let store: ResourceKind
    let group: String
    let version: String
    let kind: String
    let singular: String
    let isNamespaced: Bool
    /// The whole object.
    let schema: Schema
    /// What each request's answer warns of.
    let deprecation: String?
    let trackers: Trackers

    struct Trackers: Sendable {
        let main: FieldTracker
        let status: FieldTracker
    }

    /// Whether API servers have the kind of themselves, in contrast to a custom resource.
    var isBuiltIn: Bool { store == .namespaces }

    var shortNames: [String] { store == .namespaces ? ["ns"] : [] }
    var categories: [String] { store == .tcproutes ? ["gateway-api"] : [] }

    var verbs: [String] {
        let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
        return store == .namespaces ? verbs.filter { $0 != "deletecollection" } : verbs
    }

    var plural: String { store.rawValue }
    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    var storedAPIVersion: String { group.isEmpty ? version : "\(group)/v1" }

    /// The object as the server's words name it when its content is wrong.
    func invalidSubject(_ name: String) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: kind)
    }

    /// The object as the server's words name it when it is missing or in the way.
    func subject(_ name: String, uid: String? = nil) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: plural, uid: uid)
    }

    private init(
        store: ResourceKind, group: String, version: String, kind: String, singular: String, isNamespaced: Bool,
        schema: Schema, deprecation: String? = nil
    ) {
        self.store = store
        self.group = group
        self.version = version
        self.kind = kind
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.schema = schema
        self.deprecation = deprecation
        let structure = Structure(schema)
        trackers = Trackers(
            main: FieldTracker(structure, ignoring: FieldSet([.field("status")])),
            status: FieldTracker(structure, ignoring: FieldSet([.field("spec")])))
    }
}

extension Resource {
    /// TCPRoute of the newest release, experimental channel: v1 is what is stored, v1alpha2 is served beside it.
    static func tcpRoute(_ version: GatewayAPITarget.APIVersion) -> Resource {
        let target = GatewayAPITarget(release: .v1_6, channel: .experimental, version: version)
        return Resource(
            store: .tcproutes, group: TCPRouteSchema.group, version: version.rawValue, kind: TCPRouteSchema.kind,
            singular: "tcproute", isNamespaced: true, schema: TCPRouteSchema.object(target),
            deprecation: version == .v1alpha2 ? TCPRouteSchema.v1alpha2Deprecation : nil)
    }

    static let namespace = Resource(
        store: .namespaces, group: "", version: "v1", kind: "Namespace", singular: "namespace", isNamespaced: false,
        schema: .object(
            "A scope for names.",
            [
                ("apiVersion", .string("Version of the object's schema.")),
                ("kind", .string("Kind of the object.")),
                ("metadata", ObjectMetadata.schema),
                (
                    "spec",
                    .object(
                        "Behaviour of the namespace.",
                        [("finalizers", .list("What must happen before it goes.", of: .string("Finalizer.")))])
                ),
                ("status", .object("State of the namespace.", [("phase", .string("Active or Terminating."))])),
            ]))

    /// What is served, by group, version and plural.
    static let all: [Resource] = [.namespace, .tcpRoute(.v1), .tcpRoute(.v1alpha2)]

    static func find(group: String, version: String, plural: String) -> Resource? {
        all.first { $0.group == group && $0.version == version && $0.plural == plural }
    }
}
