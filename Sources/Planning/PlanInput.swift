package import Values

/// A route as the manifests want it.
package struct DesiredRoute: Sendable {
    package let key: RouteKey
    /// The rendered object, defaults written out.
    package let object: Value
    /// Where a field of the object stands in the input.
    package let place: @Sendable (FieldPath) -> SourcePlace?

    package init(key: RouteKey, object: Value, place: @escaping @Sendable (FieldPath) -> SourcePlace?) {
        self.key = key
        self.object = object
        self.place = place
    }
}

/// A route as this stack last applied it.
package struct AppliedRoute: Sendable {
    package let object: Value
    package let uid: String?
    /// Whether its deletion was asked for since.
    package let isBeingDeleted: Bool

    package init(object: Value, uid: String?, isBeingDeleted: Bool = false) {
        self.object = object
        self.uid = uid
        self.isBeingDeleted = isBeingDeleted
    }
}

/// Everything a plan is made from.
package struct PlanInput: Sendable {
    package enum Live: Sendable {
        /// No cluster was asked: what was last applied is taken for live.
        case assumed
        /// What the cluster has, by key; a route that is missing here does not exist.
        case known([RouteKey: Value])
    }

    package var desired: [DesiredRoute]
    package var applied: [RouteKey: AppliedRoute]
    package var live: Live
    package var lineage: String
    package var serial: Int64
    package var apiVersion: String
    /// Nil where none was asked.
    package var cluster: PlannedCluster?
    /// Whether routes that the sources no longer name are to be deleted.
    package var prunes = false

    package init(
        desired: [DesiredRoute], applied: [RouteKey: AppliedRoute], live: Live, lineage: String, serial: Int64,
        apiVersion: String, cluster: PlannedCluster?
    ) {
        self.desired = desired
        self.applied = applied
        self.live = live
        self.lineage = lineage
        self.serial = serial
        self.apiVersion = apiVersion
        self.cluster = cluster
    }
}
