internal import GatewayAPI
package import KubernetesClient
internal import Nodes
package import State

/// Settles what an interrupted run left open: names are known, so looking each object up tells what happened.
package enum Recovery {
    /// The state with everything that the interrupted operation came to.
    ///
    /// - Throws: `ApplyingError` when this is not the cluster that the operation was sent to, where nothing found would
    ///   mean nothing; `KubernetesError` when the cluster cannot be asked. The journal then stays for the next run.
    package static func settle(
        _ pending: PendingOperation, _ snapshot: StateSnapshot?, _ client: KubernetesClient, parallelism: Int,
        stateName: String
    ) async throws -> StateSnapshot {
        var settled = pending.folded(into: snapshot)
        _ = try await Stack.identity(of: client, known: settled.cluster, stateName: stateName)
        let outcomes = try await outcomes(
            of: pending.inDoubt, lineage: settled.lineage, client, parallelism: parallelism)
        fold(outcomes, into: &settled)
        return settled
    }

    /// What became of writes whose answer was lost, by looking each object up.
    static func outcomes(
        of intents: [Intent], lineage: String, _ client: KubernetesClient, parallelism: Int = 16
    ) async throws -> [(Intent, IntentOutcome)] {
        try await intents.forEachConcurrently(limit: parallelism) { intent in
            (intent, try await outcome(of: intent, lineage: lineage, client))
        }
    }

    static func fold(_ outcomes: [(Intent, IntentOutcome)], into snapshot: inout StateSnapshot) {
        for (intent, outcome) in outcomes {
            switch outcome {
            case .applied(let route): snapshot.upsert(route)
            case .deleted: snapshot[intent.key] = nil
            case .unchanged: break
            }
        }
    }

    private static func outcome(
        of intent: Intent, lineage: String, _ client: KubernetesClient
    ) async throws -> IntentOutcome {
        let type = ResourceType(intent)
        let live = try await client.find(type, namespace: intent.namespace, name: intent.name)
        switch intent.action {
        case .delete:
            guard let live, live["metadata"]?["uid"]?.string == intent.uid else { return .deleted }
            return .unchanged
        case .create, .update:
            guard let live, let object = intent.object, carries(object, live, lineage: lineage) else {
                return .unchanged
            }
            return .applied(StateRoute(intent.key, object: object, live: live, kind: intent.kind))
        }
    }

    /// Whether the live object is marked as this stack's and has what was sent.
    private static func carries(_ object: Value, _ live: Value, lineage: String) -> Bool {
        guard live["metadata"]?["annotations"]?[Ownership.stackAnnotation]?.string == lineage else { return false }
        return includes(live["spec"], object["spec"])
            && ["labels", "annotations"].allSatisfy { includes(live["metadata"]?[$0], object["metadata"]?[$0]) }
    }

    private static func includes(_ live: Value?, _ sent: Value?) -> Bool {
        (sent?.object ?? [:]).allSatisfy { key, value in live?[key].map { equivalent($0, value) } ?? false }
    }
}

extension ResourceType {
    init(_ intent: Intent) {
        let parts = intent.apiVersion.split(separator: "/", maxSplits: 1).map(String.init)
        self.init(
            group: parts.count == 2 ? parts[0] : "", version: parts.last ?? "", plural: TCPRouteSchema.plural,
            isNamespaced: intent.namespace != nil)
    }
}
