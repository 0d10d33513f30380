internal import FieldOwnership
internal import GatewayAPI
internal import Schemas
internal import Values

/// The objects of one kind, in whichever version they are served: what the store keeps together.
struct ObjectCollection: Sendable, Hashable {
    /// What the saved data name it by: the plural of the kind.
    let name: String
}

/// One version in which a kind of object is served: a schema, a scope and what the server does for the kind beyond that.
///
/// A kind is one file in this folder that makes its resources, and their place in `Resource.all`; discovery, OpenAPI,
/// admission, tables, writing and storage follow.
struct Resource: Sendable {
    let group: String
    let version: String
    let kind: String
    let plural: String
    let singular: String
    let isNamespaced: Bool
    /// The whole object.
    let schema: Schema
    var shortNames: [String] = []
    var categories: [String] = []
    /// What each request's answer warns of.
    var deprecation: String?
    let behaviour: Behaviour
    let trackers: Trackers

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
        let structure = Structure(schema)
        trackers = Trackers(
            main: FieldTracker(structure, ignoring: FieldSet([.field("status")])),
            status: FieldTracker(structure, ignoring: FieldSet([.field("spec")])))
    }

    var collection: ObjectCollection { ObjectCollection(name: plural) }
    var apiVersion: String { Self.apiVersion(group, version) }

    /// The version that objects are kept in, whichever they were written in.
    var storedAPIVersion: String { Self.apiVersion(group, "v1") }

    private static func apiVersion(_ group: String, _ version: String) -> String {
        group.isEmpty ? version : "\(group)/\(version)"
    }

    /// What clients may do with objects of the kind, as discovery lists it.
    var verbs: [String] {
        ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]
            .filter { behaviour.deletesCollections || $0 != "deletecollection" }
    }

    /// The object as the server's words name it when its content is wrong.
    func invalidSubject(_ name: String) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: kind)
    }

    /// The object as the server's words name it when it is missing or in the way.
    func subject(_ name: String, uid: String? = nil) -> APIFailure.Subject {
        APIFailure.Subject(name: name, group: group, kind: plural, uid: uid)
    }
}

// MARK: - All of them

extension Resource {
    /// What is served.
    static let all: [Resource] = [.namespace, .tcpRoute(.v1), .tcpRoute(.v1alpha2)]

    static func find(group: String, version: String, plural: String) -> Resource? {
        all.first { $0.group == group && $0.version == version && $0.plural == plural }
    }

    /// A resource whose objects are in a collection: what it says of the kind holds for all versions.
    static func of(_ collection: ObjectCollection) -> Resource? { all.first { $0.collection == collection } }

    /// The collections whose objects live in namespaces.
    static let namespacedCollections: [ObjectCollection] = all.reduce(into: []) { collections, resource in
        if resource.isNamespaced, !collections.contains(resource.collection) { collections.append(resource.collection) }
    }
}
