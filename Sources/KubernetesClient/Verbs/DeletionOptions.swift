internal import Values

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
