internal import GatewayAPI
internal import Planning
internal import State
internal import Values

extension StateRoute {
    /// What the state is to know of a route that was applied: what was sent, and the object that it became.
    init(_ reference: ObjectReference, object: Value, uid: String?, resourceVersion: String?) {
        self.init(
            reference, object: object, uid: uid, resourceVersion: resourceVersion,
            outputs: RouteOutputs(reference.key, of: object), appliedAt: RFC3339.now())
    }

    init(_ reference: ObjectReference, object: Value, live: LiveRoute) {
        self.init(reference, object: object, uid: live.uid, resourceVersion: live.resourceVersion)
        creationTimestamp = live.object["metadata"]?["creationTimestamp"]?.string
        deletionTimestamp = live.deletion?.since
    }

    /// The route while the live object is being deleted.
    func deleting(_ live: LiveRoute) -> StateRoute {
        var route = self
        route.deletionTimestamp = live.deletion?.since
        route.resourceVersion = live.resourceVersion
        return route
    }
}

extension RouteOutputs {
    /// The outputs of a route that was rendered to an object: a cluster-scoped one keeps the manifest's namespace.
    init(_ key: RouteKey, of object: Value) {
        let kept = object["metadata"]?["annotations"]?[Ownership.namespaceAnnotation]?.string
        self.init(routeName: key.name, namespace: key.namespace ?? kept ?? "")
    }
}

extension StateSnapshot {
    /// What plans and comparisons have to know of a route that was applied.
    func applied(_ key: RouteKey) -> AppliedRoute? { self[key].map(AppliedRoute.init) }
}

extension AppliedRoute {
    init(_ route: StateRoute) {
        self.init(object: route.object, uid: route.uid, isBeingDeleted: route.deletionTimestamp != nil)
    }
}
