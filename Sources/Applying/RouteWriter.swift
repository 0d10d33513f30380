internal import GatewayAPI
internal import KubernetesClient
internal import Planning
internal import State
internal import Values

/// Writes routes; each request names the object and version that it was decided on, so that no other is overwritten.
///
/// A create holds only where there is no object, an update or a deletion only for the object and version that was
/// planned against. Where these do not hold any more, the object is looked at once more: the write goes on when it
/// would still do what was planned, to an object that is still whose it was.
struct RouteWriter: Sendable {
    /// How often a write that meets newer versions is sent.
    private static let maximumRounds = 5
    /// No object ever has this version, so an apply that names it can only create.
    static let versionOfNone = "1"

    let recovery: Recovery
    private let client: KubernetesClient
    private let routes: ServedRoutes
    private let comparison: RouteComparison
    private let forcesConflicts: Bool

    init(_ stack: Stack, _ intents: [Intent], forcesConflicts: Bool) {
        recovery = Recovery(stack.client, stack.snapshot, intents)
        client = stack.client
        routes = stack.routes
        let version = stack.routes.type.apiVersion
        comparison = RouteComparison(GatewayAPITarget(apiVersion: version), apiVersion: version)
        self.forcesConflicts = forcesConflicts
    }

    private var snapshot: StateSnapshot { recovery.snapshot }

    /// What to do next about a write.
    private enum Step {
        case send(Change)
        case done(RouteOutcome)
    }

    /// Sends a write; a result that is in doubt is to be looked up.
    func write(_ change: Change, _ intent: Intent) async -> RouteOutcome {
        var step = change.isBound ? Step.send(change) : await look(change, intent, after: nil)
        var rounds = 0
        /// What the server said last of an object that nobody had changed.
        var refusal: RouteOutcome?
        while true {
            switch step {
            case .done(let result): return result
            case .send(let bound):
                guard rounds < Self.maximumRounds else {
                    return refusal
                        ?? RouteOutcome(change, failure: .refused(.keepsChanging(change.key, attempts: rounds)))
                }
                rounds += 1
                var sent = bound
                do throws(KubernetesError) {
                    sent = try await prepare(bound)
                    return try await send(sent)
                } catch {
                    let hasTakenOver = bound.preparedManagedFields != nil && sent.preparedManagedFields == nil
                    let failed = RouteOutcome(
                        sent, failure: RouteFailure(error), message: hasTakenOver ? Self.takenOver : nil)
                    guard error.isUnmetPrecondition(of: sent) else { return failed }
                    step = await look(sent, intent, after: error)
                    refusal = nil
                    // The object is still the one that was looked at, so the server refused it for another reason.
                    if case .send(let next) = step, next.isBound(as: sent) {
                        guard error.isLostRace else { return failed }
                        refusal = failed
                    }
                }
            }
        }
    }

    private static let takenOver =
        "it is as it was, but for metadata.managedFields, where openmcf has its fields now; apply again to go on"

    /// What became of a write whose answer was lost.
    ///
    /// - Parameter message: what is known of it, in place of that nothing was done.
    func lookUp(
        _ change: Change, _ intent: Intent, after error: KubernetesError, _ message: String?
    ) async -> RouteOutcome {
        do throws(KubernetesError) {
            let finding = try await recovery.finding(of: intent)
            if case .done(let result) = step(after: finding, change, intent, mayHaveArrived: true) { return result }
            return RouteOutcome(
                change, failure: .server(error), outcome: recovery.outcome(of: intent, finding),
                message: message ?? "it was looked up and is as it was")
        } catch let lookUp {
            return RouteOutcome(change, failure: .unsettled(error, lookUp: lookUp))
        }
    }

    // MARK: - Sending

    private func send(_ change: Change) async throws(KubernetesError) -> RouteOutcome {
        let key = change.key
        let type = routes.type(of: key)
        guard change.action != .delete else {
            let deletion = try await client.delete(
                type, namespace: key.namespace, name: key.name,
                DeletionOptions(uid: change.uid, resourceVersion: change.resourceVersion))
            switch deletion {
            case .deleted: return RouteOutcome(.deleted, change, outcome: .deleted)
            case .notFound: return skipped(change, .gone)
            case .finalizing(let object): return terminating(change, LiveRoute(object))
            }
        }
        let answer = try await client.apply(
            type, namespace: key.namespace, name: key.name, object: body(of: change),
            ApplyOptions(force: forcesConflicts))
        // Not the status of the answer: what a create names as its version keeps it from being anything else.
        return RouteOutcome(change.action == .create ? .created : .updated, change, applied: LiveRoute(answer.body))
    }

    /// What is applied: for a create with the version that no object has, for an update with UID and version of the
    /// object that it is for.
    private func body(of change: Change) -> Value {
        change.body(version: change.action == .create ? Self.versionOfNone : change.resourceVersion)
    }

    /// Sets who owns what, so that the apply which follows takes away what is no longer wanted, and later ones meet no
    /// conflict; returns the change for the version that the object has then.
    ///
    /// An adoption is to happen entirely or not at all: the server tries the apply before, whoever has the fields.
    private func prepare(_ change: Change) async throws(KubernetesError) -> Change {
        guard change.action == .update, let owners = change.preparedManagedFields else { return change }
        if change.foreignOwner != nil {
            _ = try await client.apply(
                routes.type(of: change.key), namespace: change.key.namespace, name: change.key.name,
                object: body(of: change), ApplyOptions(force: true, dryRun: true))
        }
        let conditions = [("uid", change.uid), ("resourceVersion", change.resourceVersion)].compactMap { name, value in
            value.map { value -> Value in
                ["op": "test", "path": .string("/metadata/\(name)"), "value": .string(value)]
            }
        }
        let answer = try await client.patch(
            routes.type(of: change.key), namespace: change.key.namespace, name: change.key.name,
            .json(conditions + [["op": "add", "path": "/metadata/managedFields", "value": owners]]))
        var prepared = change
        prepared.resourceVersion = LiveRoute(answer.body).resourceVersion
        prepared.preparedManagedFields = nil
        return prepared
    }

    // MARK: - After a look

    private func look(_ change: Change, _ intent: Intent, after error: KubernetesError?) async -> Step {
        do throws(KubernetesError) {
            let finding = try await recovery.finding(of: intent)
            return step(after: finding, change, intent, mayHaveArrived: error?.isInDoubt ?? false)
        } catch let lookUp {
            return .done(RouteOutcome(change, failure: RouteFailure(error ?? lookUp)))
        }
    }

    /// - Parameter mayHaveArrived: whether the write itself, or an earlier attempt at it, may be what was found.
    private func step(
        after finding: Finding, _ change: Change, _ intent: Intent, mayHaveArrived: Bool
    ) -> Step {
        if change.action == .delete { return deletionStep(after: finding, change, mayHaveArrived: mayHaveArrived) }
        let outcome = recovery.outcome(of: intent, finding)
        let step: Result<Step, ApplyingError> = applyStep(after: finding, change, mayHaveArrived: mayHaveArrived)
        switch step {
        case .success(let step): return step
        case .failure(let error): return .done(RouteOutcome(change, failure: .refused(error), outcome: outcome))
        }
    }

    private func applyStep(
        after finding: Finding, _ change: Change, mayHaveArrived: Bool
    ) -> Result<Step, ApplyingError> {
        let isCreate = change.action == .create
        let written = isCreate ? RouteOutcome.Action.created : .updated
        switch finding {
        case .absent: return isCreate ? .success(.send(change)) : .failure(.deletedMeanwhile(change.key))
        case .recreated(let live): return .failure(.recreatedMeanwhile(change.key, uid: live.uid))
        case .terminating(_, let deletion): return .failure(.beingDeleted(change.key, deletion))
        case .asSent(let live):
            return .success(.done(RouteOutcome(mayHaveArrived ? written : .unchanged, change, applied: live)))
        case .foreign(let live, let owner):
            guard let planned = change.foreignOwner, planned.isSame(as: owner) else {
                return .failure(.notOwned(change.key, owner))
            }
            return rebound(change, to: live)
        case .different(let live):
            // The object had no mark of this stack before: only the write itself can have put it there.
            if mayHaveArrived, isCreate || change.foreignOwner != nil, live.stack == snapshot.lineage {
                return .success(.done(RouteOutcome(written, change, applied: live)))
            }
            return isCreate ? .failure(.createdMeanwhile(change.key)) : rebound(change, to: live)
        }
    }

    /// The update for a newer version of its object, provided that it still does what was planned.
    private func rebound(_ change: Change, to live: LiveRoute) -> Result<Step, ApplyingError> {
        if let deletion = live.deletion { return .failure(.beingDeleted(change.key, deletion)) }
        let effect = comparison.effect(
            of: change.desired ?? .null, on: live, applied: snapshot.applied(change.key),
            adopting: change.foreignOwner != nil)
        guard forcesConflicts || effect.conflicts.isEmpty else {
            return .failure(.conflicts(change.key, effect.conflicts))
        }
        guard effect.isSame(as: change) else { return .failure(.changedMeanwhile(change.key, effect.fields)) }
        var change = change
        change.observe(live)
        change.preparedManagedFields = effect.preparedManagedFields
        return .success(.send(change))
    }

    private func deletionStep(after finding: Finding, _ change: Change, mayHaveArrived: Bool) -> Step {
        switch finding {
        case .absent where mayHaveArrived, .recreated where mayHaveArrived:
            return .done(RouteOutcome(.deleted, change, outcome: .deleted))
        case .absent: return .done(skipped(change, .gone))
        case .recreated(let live): return .done(skipped(change, .recreated, uid: live.uid))
        case .foreign(let live, let owner): return .done(skipped(change, .foreign(owner), uid: live.uid))
        case .terminating(let live, _): return .done(terminating(change, live))
        case .asSent(let live), .different(let live):
            var change = change
            change.observe(live)
            return .send(change)
        }
    }

    private func skipped(_ change: Change, _ reason: SkippedDeletion.Reason, uid: String? = nil) -> RouteOutcome {
        RouteOutcome(
            SkippedDeletion(change.reference, uid: uid ?? change.uid, reason: reason),
            known: snapshot[change.key])
    }

    private func terminating(_ change: Change, _ live: LiveRoute) -> RouteOutcome {
        RouteOutcome(
            .terminating, change, live: live,
            outcome: snapshot[change.key].map { .applied($0.deleting(live)) } ?? .unchanged,
            message: live.deletion.map { "\(change.key) \($0.description)" })
    }
}

extension Change {
    /// What is sent, bound to the object that it is for.
    ///
    /// - Parameter version: the version that the object has to have.
    func body(version: String?) -> Value {
        var body = desired ?? .null
        body.withMember("metadata") { metadata in
            if action == .update { metadata?.set("uid", uid.map(Value.string)) }
            metadata?.set("resourceVersion", version.map(Value.string))
        }
        return body
    }

    /// Whether it says which object it is for, in which version; one out of a plan of an earlier format may not.
    fileprivate var isBound: Bool { action == .create || (uid != nil && resourceVersion != nil) }

    /// Whether both are for the same object in the same version, or both for none.
    fileprivate func isBound(as other: Change) -> Bool {
        action == other.action && uid == other.uid && resourceVersion == other.resourceVersion
    }
}

extension KubernetesError {
    /// Whether there is another object than the one that a write was bound to, or another version of it.
    fileprivate func isUnmetPrecondition(of change: Change) -> Bool {
        switch code {
        // A server tells conflicting fields before it looks at UID and version: they say that somebody wrote meanwhile.
        case .conflict, .alreadyExists: true
        // Of a patch whose test fails no cause is told.
        case .invalid:
            status.map { $0.causes.contains { $0.field == "metadata.uid" } || isFailedTest(of: change, $0) } ?? false
        default: false
        }
    }

    /// Whether others wrote at the same moment, which may have come to nothing: a conflict that names no field.
    fileprivate var isLostRace: Bool { code == .conflict && status?.causes.isEmpty == true }

    private func isFailedTest(of change: Change, _ status: APIStatus) -> Bool {
        change.preparedManagedFields != nil && status.causes.isEmpty
    }
}
