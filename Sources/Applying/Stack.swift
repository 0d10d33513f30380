internal import Diagnostics
package import GatewayAPI
package import KubernetesClient
package import Manifests
package import Planning
package import State
package import Values

/// A state and a cluster brought together: from here plans are made.
package struct Stack: Sendable {
    /// The state, with the cluster noted in it.
    package var snapshot: StateSnapshot
    /// Where plans look and applies write.
    package let client: KubernetesClient
    /// The TCPRoute resource in the version that this run uses.
    package let routes: ServedRoutes
    /// Requests in flight at a time.
    package let parallelism: Int
    /// Whether namespaces that do not exist are made; otherwise nothing is sent for the routes in them.
    package var createsNamespaces = false
    /// What plans may take of others.
    package var takeover = Takeover()

    /// Brings a state and a cluster together.
    ///
    /// - Throws: `ApplyingError` when the state is another cluster's, or the cluster has no TCPRoutes.
    package static func open(
        _ snapshot: StateSnapshot, _ client: KubernetesClient, _ api: RouteAPI = .standard, parallelism: Int,
        stateName: String
    ) async throws -> Stack {
        let routes = try await ServedRoutes.discover(client, api)
        var snapshot = snapshot
        snapshot.cluster = try await identity(of: client, known: snapshot.cluster, stateName: stateName)
        return Stack(snapshot: snapshot, client: client, routes: routes, parallelism: parallelism)
    }

    /// Which cluster the client talks to.
    ///
    /// - Throws: `ApplyingError` when it is not the one that the state knows.
    static func identity(
        of client: KubernetesClient, known: ClusterIdentity?, stateName: String
    ) async throws -> ClusterIdentity {
        let identity = ClusterIdentity(try await client.clusterIdentity())
        if let known, !known.matches(identity) {
            throw ApplyingError(
                .otherCluster, "the state \(stateName) belongs to \(known), not to \(identity)",
                help: "use the state of this cluster with --state FILE; a new file starts a new stack")
        }
        return identity
    }

    /// Plans what it takes to make the cluster as the manifests want it.
    ///
    /// - Parameter everyRoute: the live routes, where all of them were listed already.
    package func plan(
        _ manifests: [RouteManifest], prunes: Bool, everyRoute: [RouteKey: Value]? = nil
    ) async throws -> Plan {
        // What is applied already is kept once.
        let desired = manifests.map { manifest in
            let route = manifest.desired(routes.version, stack: snapshot.lineage)
            guard let applied = snapshot[route.key]?.object, applied == route.object else { return route }
            return DesiredRoute(key: route.key, object: applied, place: route.place)
        }
        let wanted = Set(desired.map(\.key))
        let pruned = prunes ? snapshot.keys.filter { $0.group == routes.type.group } : []
        let live = try await LiveRoutes.read(
            client, routes, keys: wanted.union(pruned), destinations: wanted, parallelism: parallelism,
            everyRoute: everyRoute,
            like: Dictionary(desired.map { ($0.key, $0.object) }, uniquingKeysWith: { first, _ in first }))
        var input = PlanInput(
            snapshot, desired: desired, live: .known(live.objects), apiVersion: routes.type.apiVersion,
            cluster: cluster)
        input.prunes = prunes
        input.takeover = takeover
        input.closedNamespaces = live.closedNamespaces
        var plan = Planner(input, target: target).plan()
        if createsNamespaces { plan.createMissingNamespaces() }
        return plan
    }

    /// Looks again for the namespaces that a plan found missing or being deleted: they may have been made since.
    package func lookForNamespaces(of plan: inout Plan) async throws {
        plan.setObstacles(
            try await LiveRoutes.obstacles(in: plan.closedNamespaces, client, parallelism: parallelism))
    }

    /// Makes the namespaces of a plan; one that somebody else made meanwhile will do.
    package func createNamespaces(of plan: Plan) async throws(KubernetesError) {
        for namespace in plan.namespaces { try await client.createNamespace(namespace.name) }
    }

    /// Plans the deletion of routes of the state.
    package func planDestroy(_ keys: [RouteKey], everyRoute: [RouteKey: Value]? = nil) async throws -> Plan {
        let live = try await LiveRoutes.read(
            client, routes, keys: Set(keys), destinations: [], parallelism: parallelism, everyRoute: everyRoute)
        let input = PlanInput(
            snapshot, desired: [], live: .known(live.objects), apiVersion: routes.type.apiVersion, cluster: cluster)
        return Planner(input, target: target).planDestroy(keys)
    }

    /// The cluster, as plans name it.
    package var cluster: PlannedCluster {
        PlannedCluster(client.configuration, uid: snapshot.cluster?.uid)
    }

    private var target: GatewayAPITarget {
        var target = GatewayAPITarget.standard
        target.version = routes.version
        return target
    }
}

extension PlannedCluster {
    /// The cluster of a client's configuration; the UID is told by the cluster itself.
    package init(_ configuration: ClusterConfiguration, uid: String? = nil) {
        self.init(
            server: configuration.server.description, context: configuration.contextName, uid: uid,
            isSandbox: configuration.isSandbox)
    }
}

extension ApplyingError {
    /// That a namespace does not exist which routes go to.
    static func missing(_ namespace: String) -> ApplyingError {
        ApplyingError(
            .missingNamespace, "the namespace '\(namespace)' does not exist",
            help: "kubectl create namespace \(namespace)", isOfNamespace: true)
    }

    /// That a namespace is on its way out, so that it takes nothing new.
    static func beingDeleted(_ namespace: String) -> ApplyingError {
        ApplyingError(
            .beingDeleted, "the namespace '\(namespace)' is being deleted and takes no new routes",
            help: "apply again once it is gone, with --create-namespace; what it waits for stands in\n"
                + "kubectl get namespace \(namespace) -o jsonpath={.status.conditions}", isOfNamespace: true)
    }

    /// The same where an apply could make it.
    static func notMade(_ namespace: String) -> ApplyingError {
        let error = missing(namespace)
        return ApplyingError(
            error.code, error.message, help: (error.help ?? "") + "\nor let apply make it with --create-namespace",
            isOfNamespace: true)
    }
}

extension PlanInput {
    /// A plan's input from a state.
    package init(
        _ snapshot: StateSnapshot, desired: [DesiredRoute], live: Live, apiVersion: String,
        cluster: PlannedCluster? = nil
    ) {
        var applied: [RouteKey: AppliedRoute] = [:]
        // Routes of another API are looked at when that one is asked for.
        let group = RouteKey(apiVersion: apiVersion, namespace: nil, name: "").group
        for key in snapshot.keys where key.group == group { applied[key] = snapshot.applied(key) }
        self.init(
            desired: desired, applied: applied, live: live, lineage: snapshot.lineage, serial: snapshot.serial,
            apiVersion: apiVersion, cluster: cluster)
    }
}

extension RouteManifest {
    /// The route as a plan wants it, with the places of its fields.
    package func desired(_ version: GatewayAPITarget.APIVersion, stack: String) -> DesiredRoute {
        DesiredRoute(key: key, object: rendered(version, stack: stack)) { path in
            let range = range(ofRendered: path.isRoot ? "metadata.name" : path)
            return SourcePlace(file: range.file.name, line: range.startLocation.line)
        }
    }
}

extension ClusterIdentity {
    init(_ identity: ServerIdentity) {
        self.init(
            uid: identity.uid, server: identity.server,
            certificateAuthorityHash: identity.certificateAuthorityHash)
    }
}
