internal import Applying
internal import Diagnostics
internal import Files
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// What plan, diff, apply, destroy and refresh start from: the manifests, the state and the cluster that their flags name.
struct StackInputs: Sendable {
    let context: CommandContext
    let source: ManifestSourceOptions
    let cluster: ClusterAccess
    let store: StateStore
    /// The stack that a state without routes continues.
    var lineage: String?
    /// The API that was asked for by name.
    var wantedAPI: RouteAPI?
    /// What may be taken of others.
    var takeover = Takeover()
    /// Whether namespaces that do not exist are made.
    var createsNamespaces = false
    /// Whether it is looked at what routes meet in the cluster.
    var looksAround = true
    /// Whether there has to be a state, as for deleting what it knows.
    var needsState = false
    /// The namespace of the context, for TCPRoute objects that name none.
    var defaultNamespace = ContextNamespace.none

    /// The absolute path of the state, by which a saved plan remembers it.
    var statePlace: String { Path.join(context.workingDirectory, store.path) }

    /// The API that the stack's routes are read and written through.
    ///
    /// Where no flag says so it is that of the routes in the state, as long as these are all of one.
    func api(_ snapshot: StateSnapshot) throws(Failure) -> RouteAPI {
        try (wantedAPI ?? snapshot.api).with(source.target.apiVersion.version)
    }

    /// Warns of routes in the state that a run about all of them leaves out, since they are another API's.
    func tellOtherGroups(_ snapshot: StateSnapshot, besides api: RouteAPI) {
        guard wantedAPI == nil else { return }
        let others = Dictionary(grouping: snapshot.keys.filter { $0.group != api.group }, by: \.group)
        for (group, keys) in others.sorted(by: { $0.key < $1.key }) {
            context.warn(
                "the state \(store.path) has \(English.count(keys.count, "route")) of \(group), which \(keys.count == 1 ? "is" : "are") "
                    + "left alone: this run is about \(api.group) (--api \(group) for the others)")
        }
    }

    // MARK: State

    /// Reads the state and what an interrupted run left beside it.
    ///
    /// - Parameter known: an earlier look, which spares parsing a file that is still the same.
    func look(known: StoredState? = nil) throws(StateError) -> StoredState {
        try store.look(startsAnew: lineage != nil, known: known)
    }

    /// The state with what an interrupted run is known to have done; a new one where there is none.
    func snapshot(_ stored: StoredState) throws(Failure) -> StateSnapshot {
        guard let snapshot = stored.recovered else {
            if needsState { throw .noState(store) }
            return lineage.map { StateSnapshot(lineage: $0) } ?? StateSnapshot()
        }
        guard let lineage, lineage != snapshot.lineage else { return snapshot }
        guard snapshot.routeCount == 0 else {
            throw Failure.usage(
                "the state \(store.path) has the lineage \(snapshot.lineage), not \(lineage)",
                help: "leave out --lineage, or use another file with --state")
        }
        return snapshot.continuing(lineage)
    }

    // MARK: Manifests

    /// Valid manifests with what applies to them in the state, judged for the version that was asked for.
    ///
    /// - Parameter online: what the cluster has, once that is known.
    func manifests(
        _ snapshot: StateSnapshot, online: OnlineTarget? = nil
    ) async throws(Failure) -> ManifestSet {
        try await source.loadValid(
            online: online, api: api(snapshot), outputs: snapshot.referenceTargets, applied: snapshot.routeViews,
            tell: false,
            defaultNamespace: defaultNamespace, context)
    }

    /// The manifests for what a cluster serves: judged anew where that is not what was assumed.
    func manifests(_ snapshot: StateSnapshot, assumed: ManifestSet, on stack: Stack) async throws -> ManifestSet {
        let online = try await stack.routes.target(of: assumed.routes, stack.client)
        let isAsAssumed = try source.target.target(online: nil) == source.target.target(online: online)
        let judged = isAsAssumed ? assumed : try await manifests(snapshot, online: online)
        return try addressed(judged, to: stack.routes.destination)
    }

    /// The manifests on their way to the API that they are applied through.
    func addressed(_ set: ManifestSet, to destination: RouteDestination) throws(Failure) -> ManifestSet {
        guard destination != .standard else { return set }
        let set = set.addressed(to: destination)
        guard set.isValid else { throw Failure.invalidManifests(set.diagnostics) }
        return set
    }

    /// Where routes of an API go as far as the state tells, or it is known: of most only their server knows.
    func assumedDestination(_ api: RouteAPI, _ snapshot: StateSnapshot) -> RouteDestination {
        let namespaces = snapshot.keys.filter { $0.group == api.group }.map(\.namespace)
        return RouteDestination(
            group: api.group,
            isClusterScoped: namespaces.isEmpty ? api.isKnownClusterScoped : namespaces.contains(nil))
    }

    /// The routes that a destroy is about: the stack's, or those of the given manifests that the state knows.
    func routesToDelete(_ snapshot: StateSnapshot) async throws(Failure) -> [RouteKey] {
        let api = try api(snapshot)
        guard !source.isEmpty else {
            tellOtherGroups(snapshot, besides: api)
            return snapshot.keys.filter { $0.group == api.group }.sorted()
        }
        let set = try await manifests(snapshot)
        let keys = try addressed(set, to: assumedDestination(api, snapshot)).routes.map(\.key)
        for key in keys where snapshot[key] == nil {
            context.inform("\(key) is not in the state: there is nothing of this stack to delete")
        }
        return keys.filter { snapshot[$0] != nil }
    }

    // MARK: Cluster

    /// The cluster that the flags or the labels of the manifests name.
    func choice(for routes: [RouteManifest]) throws(Failure) -> ClusterChoice {
        try cluster.options.choice(context, manifests: routes.map(\.manifest.value))
    }

    /// Brings the state and the cluster together.
    func open(_ client: KubernetesClient, _ snapshot: StateSnapshot, _ api: RouteAPI) async throws -> Stack {
        var stack = try await Stack.open(
            snapshot, client, api, parallelism: cluster.parallelism, stateName: store.path)
        // The sandbox is there for trying things, and has no namespaces but those that are made here.
        stack.createsNamespaces = createsNamespaces || cluster.options.sandbox
        stack.takeover = takeover
        return stack
    }

    /// Looks at what a plan meets in the cluster, and puts it into the plan.
    ///
    /// - Parameter survey: what was read for the plan already.
    /// - Returns: what is to be said of the manifests, now that more is known.
    func preflight(
        _ plan: inout Plan, _ set: ManifestSet, _ stack: Stack, _ survey: ClusterSurvey? = nil
    ) async throws -> [Diagnostic] {
        // What another API does with its routes is not ours to know.
        guard stack.routes.hasKnownEffect else { return set.openDiagnostics }
        let preflight = try await stack.preflight(&plan, survey)
        // The sandbox is known to have nothing but routes.
        if !preflight.gaps.isEmpty, !cluster.options.sandbox {
            plan.notes.append(
                "what this does to connections is not known in full: \(preflight.gaps.joined(separator: "; "))")
        }
        let found = set.openDiagnostics(in: preflight.cluster)
        guard !found.containsErrors else { throw Failure.invalidManifests(found) }
        return found
    }
}
