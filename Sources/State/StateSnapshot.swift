package import Values

/// The content of a state: what one stack owns, and in which cluster.
package struct StateSnapshot: Sendable, Equatable {
    /// The identity of the stack for as long as it lives, a UUID.
    package let lineage: String
    /// Goes up by one with each save; 0 for a state that was never saved.
    package internal(set) var serial: Int64
    /// The run that saved it, a UUID; nil for a state that was never saved, or by a version that did not tell runs
    /// apart.
    ///
    /// Two states of one serial are the same only with the same run.
    package internal(set) var run: String?
    /// The cluster that the routes were applied to; nil until the first apply.
    package var cluster: ClusterIdentity?
    /// The format that is written, at least the one that was read.
    package internal(set) var formatVersion = StateCodec.formatVersion
    /// Top-level members that a newer version of the format added.
    package var extra: Object = [:]

    /// The lineage that the state has on disk; another one until a continued stack is saved.
    var savedLineage: String

    private var routesByKey: [RouteKey: StateRoute] = [:]

    package init(
        lineage: String = Lineage.generate(), serial: Int64 = 0, run: String? = nil, cluster: ClusterIdentity? = nil
    ) {
        self.lineage = lineage
        savedLineage = lineage
        self.serial = serial
        self.run = run
        self.cluster = cluster
    }

    /// This state as that of another stack, to whose routes it may lay claim from then on; for one without routes.
    package func continuing(_ lineage: String) -> StateSnapshot {
        var next = StateSnapshot(lineage: lineage, serial: serial, run: run, cluster: cluster)
        next.formatVersion = formatVersion
        next.extra = extra
        next.savedLineage = savedLineage
        return next
    }

    /// Whether the state on disk is still that of another stack.
    package var isContinued: Bool { savedLineage != lineage }

    /// How many routes the stack has applied and not deleted.
    package var routeCount: Int { routesByKey.count }

    /// The routes ordered by namespace, name and group.
    ///
    /// They are put into order each time: see ``keys`` and ``unorderedRoutes`` for less.
    package var routes: [StateRoute] {
        // Keys are moved about for less than whole routes.
        routesByKey.keys.sorted().compactMap { routesByKey[$0] }
    }

    /// The keys of the routes, in no order.
    package var keys: some Collection<RouteKey> { routesByKey.keys }

    /// The routes, in no order.
    package var unorderedRoutes: some Collection<StateRoute> { routesByKey.values }

    /// The route of a key; setting nil forgets it, and what is set must have that key.
    package subscript(key: RouteKey) -> StateRoute? {
        get { routesByKey[key] }
        set { routesByKey[key] = newValue }
    }

    /// Adds a route, or replaces the one of its key.
    package mutating func upsert(_ route: StateRoute) { routesByKey[route.key] = route }

    /// Records what became of a route; true when that changed something.
    ///
    /// - Parameter uid: the object that this is about; a route that is known by another UID is not forgotten then.
    @discardableResult
    package mutating func record(_ outcome: IntentOutcome, of key: RouteKey, uid: String?) -> Bool {
        switch outcome {
        case .unchanged: return false
        case .applied(let route):
            upsert(route)
            return true
        case .deleted:
            guard let known = self[key] else { return false }
            // Another object of that name may have been made and recorded since.
            if let uid, let other = known.uid, other != uid { return false }
            self[key] = nil
            return true
        }
    }

    /// The routes of a name, in one namespace or, where none is given, in all of them.
    package func routes(named name: String, namespace: String? = nil) -> [StateRoute] {
        routesByKey.filter { key, route in
            key.name == name && (namespace == nil || namespace == key.namespace ?? route.outputs.namespace)
        }
        .sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func removeRoutes() { routesByKey = [:] }

    mutating func reserveCapacity(_ count: Int) { routesByKey.reserveCapacity(count) }
}
