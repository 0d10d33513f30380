internal import FieldOwnership
internal import GatewayAPI
internal import Schemas
internal import Values

/// One version in which a kind of object is served: a schema, a scope and what the server does for the kind beyond that.
///
/// A kind is one file in this folder that makes its resources, and their place in `Resource.all`; discovery, OpenAPI,
/// admission, tables, writing and storage follow.
struct Resource: Sendable {
    let group: String
    let version: String
    /// Where its paths begin.
    var root = Root.current
    let kind: String
    let plural: String
    let singular: String
    let isNamespaced: Bool
    /// The group that objects are kept in; nil for the one that they are served in.
    var storedGroup: String?
    /// The version that objects are kept in, whichever they were written in.
    var storedVersion = "v1"
    /// The whole object.
    let schema: Schema
    var shortNames: [String] = []
    var categories: [String] = []
    /// What each request's answer warns of.
    var deprecation: String?
    /// The release that the definition of a custom resource is of; nil where that does not say.
    var bundle: GatewayBundle?
    let behaviour: Behaviour
    let trackers: Trackers
    /// Whether there are rules about several fields.
    let hasRules: Bool

    /// What the paths of a resource begin with.
    enum Root: Sendable {
        /// `/api` for the core of Kubernetes, and `/apis`.
        case current
        /// `/oapi`, where OpenShift had its kinds before there were groups.
        case openShift
    }

    /// Ownership of what each of the two endpoints writes.
    struct Trackers: Sendable {
        let main: FieldTracker
        let status: FieldTracker
    }

    init(
        group: String, version: String, kind: String, plural: String, singular: String, isNamespaced: Bool,
        schema: Schema, behaviour: Behaviour
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.schema = schema
        self.behaviour = behaviour
        hasRules = behaviour.check != nil || Self.hasRules(schema)
        let structure = MergeStructure(schema)
        trackers = Trackers(
            main: FieldTracker(structure, ignoring: FieldSet([.field("status")])),
            status: FieldTracker(structure, ignoring: FieldSet([.field("spec")])))
    }

    var collection: ObjectCollection { ObjectCollection(group: storedGroup ?? group, plural: plural) }
    var apiVersion: String { Self.apiVersion(group, version) }

    /// `apiVersion` of objects as they are kept.
    var storedAPIVersion: String { Self.apiVersion(storedGroup ?? group, storedVersion) }

    private static func hasRules(_ schema: Schema) -> Bool {
        !schema.rules.isEmpty || schema.items.map(hasRules) == true || schema.additionalProperties.map(hasRules) == true
            || schema.properties.contains { hasRules($0.schema) }
    }

    private static func apiVersion(_ group: String, _ version: String) -> String {
        group.isEmpty ? version : "\(group)/\(version)"
    }

    /// What clients may do with objects of the kind, as discovery lists it.
    var verbs: [String] {
        if behaviour.review != nil { return ["create"] }
        let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
            .filter { behaviour.deletesCollections || $0 != "deletecollection" }
        return behaviour.isBuiltIn ? verbs.sorted() : verbs
    }

    /// The object as the server's words name it when its content is wrong.
    ///
    /// - Parameter given: the kind that the object says it is of.
    func invalidSubject(_ name: String, kind given: String? = nil) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: given ?? kind)
    }

    /// The object as the server's words name it when it is missing or in the way.
    func subject(_ name: String, uid: String? = nil) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: plural, uid: uid)
    }
}

// MARK: - All of them

extension Resource {
    /// Every kind in the versions that it is kept or served in; ``ServedAPI`` says how TCPRoutes are served.
    static let all: [Resource] =
        [.configMap, .event, .namespace, .secret, .service, .lease, .endpointSlice]
        + [.localSubjectAccessReview, .selfSubjectAccessReview, .selfSubjectRulesReview, .subjectAccessReview]
        + [.selfSubjectReview, .tokenReview, .customResourceDefinition]
        + GatewayClassSchema.versions.map(Resource.gatewayClass) + GatewaySchema.versions.map(Resource.gateway)
        + ReferenceGrantSchema.versions.map(Resource.referenceGrant)
        + [.newestTCPRoute, .apoxyTCPRoute, .openShiftRoute]

    /// Whether clients can make objects of the kind that stay.
    var isStored: Bool { behaviour.review == nil && !behaviour.isReadOnly }

    /// A resource whose objects are in a collection: what it says of the kind holds for all versions.
    static func of(_ collection: ObjectCollection) -> Resource? { all.first { $0.collection == collection } }

    /// Where the objects of every kind are kept.
    static let collections: [ObjectCollection] = distinct(all.filter(\.isStored))

    /// The collections whose objects live in namespaces.
    static let namespacedCollections: [ObjectCollection] = distinct(all.filter { $0.isStored && $0.isNamespaced })

    private static func distinct(_ resources: [Resource]) -> [ObjectCollection] {
        resources.reduce(into: []) { collections, resource in
            if !collections.contains(resource.collection) { collections.append(resource.collection) }
        }
    }
}
