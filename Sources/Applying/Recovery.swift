internal import GatewayAPI
package import KubernetesClient
internal import Planning
package import State
internal import Values

/// Finds out what became of writes whose answer is not known, by looking each object up.
package struct Recovery: Sendable {
    let client: KubernetesClient
    let snapshot: StateSnapshot
    /// By the version of the objects.
    private let comparisons: [String: RouteComparison]

    init(_ client: KubernetesClient, _ snapshot: StateSnapshot, _ intents: [Intent]) {
        self.client = client
        self.snapshot = snapshot
        var comparisons: [String: RouteComparison] = [:]
        for version in Set(intents.map(\.reference.apiVersion)) {
            comparisons[version] = RouteComparison(GatewayAPITarget(apiVersion: version), apiVersion: version)
        }
        self.comparisons = comparisons
    }

    /// The state with everything that an interrupted operation came to.
    ///
    /// - Throws: `ApplyingError` when this is not the cluster that the operation was sent to, where nothing found would
    ///   mean nothing; `KubernetesError` when the cluster cannot be asked. The journal then stays for the next run.
    package static func settle(
        _ pending: PendingOperation, _ snapshot: StateSnapshot?, _ client: KubernetesClient, parallelism: Int,
        stateName: String
    ) async throws -> StateSnapshot {
        var settled = pending.folded(into: snapshot)
        for cluster in [settled.cluster, pending.cluster] {
            _ = try await Stack.identity(of: client, known: cluster, stateName: stateName)
        }
        let recovery = Recovery(client, settled, pending.inDoubt)
        let outcomes = try await pending.inDoubt.mapConcurrently(limit: parallelism) { intent in
            recovery.outcome(of: intent, try await recovery.finding(of: intent))
        }
        for (intent, outcome) in zip(pending.inDoubt, outcomes) {
            settled.record(outcome, of: intent.key, uid: intent.uid)
        }
        return settled
    }

    /// Looks the object of a write up.
    func finding(of intent: Intent) async throws(KubernetesError) -> Finding {
        let object = try await client.find(ResourceType(intent), namespace: intent.key.namespace, name: intent.key.name)
        return finding(of: intent, object.map(LiveRoute.init))
    }

    private func finding(of intent: Intent, _ live: LiveRoute?) -> Finding {
        guard let live else { return .absent }
        if let uid = intent.uid, uid != live.uid { return .recreated(live) }
        let applied = snapshot.applied(intent.key)
        if let owner = live.foreignOwner(of: snapshot.lineage, appliedUID: applied?.uid) {
            return .foreign(live, owner)
        }
        if let deletion = live.deletion { return .terminating(live, deletion) }
        if let wanted = intent.object, let comparison = comparisons[intent.reference.apiVersion],
            comparison.isAsWanted(live, wanted, applied: applied)
        {
            return .asSent(live)
        }
        return .different(live)
    }

    /// What the state is to record of a write; a live route with this stack's mark is recorded as its own in any case.
    func outcome(of intent: Intent, _ finding: Finding) -> IntentOutcome {
        let known = snapshot[intent.key]
        switch finding {
        case .absent: return intent.action == .delete ? .deleted : .unchanged
        case .recreated where intent.action == .delete: return .deleted
        case .asSent(let live): return applied(intent, live)
        case .foreign: return .unchanged
        case .terminating(let live, _):
            if let known, known.uid == live.uid { return .applied(known.deleting(live)) }
            return isUnknown(live, known) ? applied(intent, live) : .unchanged
        case .recreated(let live), .different(let live):
            return isUnknown(live, known) ? applied(intent, live) : .unchanged
        }
    }

    private func isUnknown(_ live: LiveRoute, _ known: StateRoute?) -> Bool {
        live.stack == snapshot.lineage && known?.uid != live.uid
    }

    private func applied(_ intent: Intent, _ live: LiveRoute) -> IntentOutcome {
        guard let object = intent.object else { return .unchanged }
        return .applied(StateRoute(intent.reference, object: object, live: live))
    }
}

extension ResourceType {
    init(_ intent: Intent) {
        let version = GroupVersion(intent.reference.apiVersion)
        self.init(
            group: version.group, version: version.version, plural: TCPRouteSchema.plural,
            isNamespaced: intent.key.namespace != nil)
    }
}

extension GatewayAPITarget {
    /// The target that objects of an `apiVersion` are compared by.
    init(apiVersion: String) {
        self = .standard
        version = APIVersion(rawValue: GroupVersion(apiVersion).version) ?? version
    }
}
