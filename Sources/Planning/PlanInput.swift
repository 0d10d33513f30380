package import Values

/// A route as the manifests want it.
package struct DesiredRoute: Sendable {
    /// The route that the manifest is rendered to, by API group, namespace and name.
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
    /// The rendered object as it was sent.
    package let object: Value
    /// The UID of the live object then; nil where the server did not tell it.
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
    /// What is known of the routes that live now.
    package enum Live: Sendable {
        /// No cluster was asked: what was last applied is taken for live.
        case assumed
        /// What the cluster has, by key; a route that is missing here does not exist.
        case known([RouteKey: Value])
    }

    /// The routes of the manifests, in the order of the input; each key stands once.
    package var desired: [DesiredRoute]
    /// What the state has, by key.
    package var applied: [RouteKey: AppliedRoute]
    /// What the cluster has of the routes that are desired or applied.
    package var live: Live
    /// The UUID of the stack: routes that are marked for another one are not this stack's.
    package var lineage: String
    /// The serial of the state that `applied` is from.
    package var serial: Int64
    /// The version that routes are written in, such as `gateway.networking.k8s.io/v1alpha2`.
    package var apiVersion: String
    /// Nil where none was asked.
    package var cluster: PlannedCluster?
    /// Whether routes that the sources no longer name are to be deleted.
    package var prunes = false
    /// What may be taken of others.
    package var takeover = Takeover()
    /// Namespaces that routes are wanted in and cannot be put into.
    package var closedNamespaces: [String: NamespaceObstacle] = [:]

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
