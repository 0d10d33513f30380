package import Values

/// How something is written.
package struct WriteOptions: Sendable {
    /// The name that the server notes as the owner of the fields.
    package var fieldManager = Ownership.fieldManager
    /// Lets the server check and answer, and store nothing.
    package var dryRun = false

    package init(fieldManager: String = Ownership.fieldManager, dryRun: Bool = false) {
        self.fieldManager = fieldManager
        self.dryRun = dryRun
    }

    /// Fields that the server's schema does not know are refused rather than dropped.
    var query: [(name: String, value: String)] {
        [("fieldManager", fieldManager), ("fieldValidation", "Strict")] + (dryRun ? [("dryRun", "All")] : [])
    }
}

/// A part of an object with a path of its own.
package enum Subresource: String, Sendable {
    case status
}

/// A change to an object, as PATCH takes it.
package enum ObjectPatch: Sendable {
    /// Server-side apply of what the manager wants of the object; with `force` it takes fields over from others.
    case apply(Value, force: Bool = false)
    /// A JSON merge patch (RFC 7396): members that are null go.
    case merge(Value)
    /// The operations of a JSON patch (RFC 6902).
    case json([Value])

    var contentType: String {
        switch self {
        case .apply: "application/apply-patch+yaml"
        case .merge: "application/merge-patch+json"
        case .json: "application/json-patch+json"
        }
    }

    var body: Value {
        switch self {
        case .apply(let value, _), .merge(let value): value
        case .json(let operations): .array(operations)
        }
    }

    /// Whether it comes to the same when it is carried out twice: operations on lists do not, unless they test first.
    var isRepeatable: Bool {
        switch self {
        case .apply, .merge: true
        case .json(let operations): operations.first?["op"] == "test"
        }
    }
}

/// How objects are deleted.
package struct DeletionOptions: Sendable {
    /// What becomes of the objects that have the deleted one as their owner.
    package enum Propagation: String, Sendable {
        case orphan = "Orphan"
        case background = "Background"
        case foreground = "Foreground"
    }

    /// Only the object with this UID is deleted.
    package var uid: String?
    /// Only the object in this version is deleted.
    package var resourceVersion: String?
    /// nil for what the server does by default.
    package var propagation: Propagation?
    /// Seconds that the object has to end; nil for the default of its kind.
    package var gracePeriod: Int?
    /// Lets the server check and answer, and delete nothing.
    package var dryRun = false

    package init(
        uid: String? = nil, resourceVersion: String? = nil, propagation: Propagation? = nil, gracePeriod: Int? = nil,
        dryRun: Bool = false
    ) {
        self.uid = uid
        self.resourceVersion = resourceVersion
        self.propagation = propagation
        self.gracePeriod = gracePeriod
        self.dryRun = dryRun
    }

    var body: Value {
        var preconditions: Object = [:]
        preconditions["uid"] = uid.map(Value.string)
        preconditions["resourceVersion"] = resourceVersion.map(Value.string)
        var options: Object = ["apiVersion": "v1", "kind": "DeleteOptions"]
        if !preconditions.isEmpty { options["preconditions"] = .object(preconditions) }
        options["propagationPolicy"] = propagation.map { .string($0.rawValue) }
        options["gracePeriodSeconds"] = gracePeriod.map { .int(Int64($0)) }
        if dryRun { options["dryRun"] = ["All"] }
        return .object(options)
    }
}
