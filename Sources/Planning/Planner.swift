package import GatewayAPI
package import Values

/// Compares what is wanted with what was applied and what is live.
///
/// Pure: no clock, no network, no files.
package struct Planner: Sendable {
    private let input: PlanInput
    private let comparison: RouteComparison

    package init(_ input: PlanInput, target: GatewayAPITarget) {
        self.input = input
        comparison = RouteComparison(target, apiVersion: input.apiVersion)
    }

    /// What an apply of the desired routes would do.
    package func plan() -> Plan {
        var plan = emptyPlan()
        var named: Set<RouteKey> = []
        for route in input.desired {
            named.insert(route.key)
            let change = change(for: route)
            if let drift = drift(of: route, change) { plan.drift.append(drift) }
            plan.changes.append(change)
        }
        for key in input.applied.keys.sorted() where !named.contains(key) {
            guard input.prunes else {
                plan.orphans.append(key)
                continue
            }
            planDeletion(of: key, &plan)
        }
        return plan
    }

    /// What deleting routes of the state would do.
    package func planDestroy(_ keys: [RouteKey]) -> Plan {
        var plan = emptyPlan()
        for key in keys { planDeletion(of: key, &plan) }
        return plan
    }

    private func emptyPlan() -> Plan {
        var plan = Plan(
            lineage: input.lineage, serial: input.serial, apiVersion: input.apiVersion, cluster: input.cluster)
        plan.takeover = input.takeover
        return plan
    }

    private func reference(_ key: RouteKey) -> ObjectReference {
        ObjectReference(key, route: input.apiVersion)
    }

    private func live(_ key: RouteKey) -> LiveRoute? {
        guard case .known(let objects) = input.live else { return nil }
        return objects[key].map(LiveRoute.init)
    }

    // MARK: - One route

    private func change(for route: DesiredRoute) -> Change {
        var change = Change(.create, reference(route.key))
        change.source = route.place(FieldPath())
        change.after = route.object
        change.desired = route.object
        if case .assumed = input.live {
            guard let applied = input.applied[route.key] else { return creation(change, route) }
            return update(change, route, comparison.assumedEffect(of: route.object, on: applied.object))
        }
        guard let live = live(route.key) else {
            change.namespaceObstacle = route.key.namespace.flatMap { input.closedNamespaces[$0] }
            return creation(change, route)
        }
        change.observe(live)
        if let deletion = live.deletion {
            // What is wanted is a new object, once this one is gone.
            change.deletion = deletion
            return creation(change, route)
        }
        let applied = input.applied[route.key]
        change.foreignOwner = live.foreignOwner(of: input.lineage, appliedUID: applied?.uid)
        let effect = comparison.effect(
            of: route.object, on: live, applied: applied, adopting: change.foreignOwner != nil)
        return update(change, route, effect)
    }

    private func creation(_ change: Change, _ route: DesiredRoute) -> Change {
        var change = change
        change.fields = [FieldChange(FieldPath(), before: nil, after: route.object)]
        return change
    }

    private func update(_ change: Change, _ route: DesiredRoute, _ effect: RouteComparison.Effect) -> Change {
        var change = change
        change.action = effect.fields.isEmpty ? .unchanged : .update
        change.before = effect.before
        change.after = effect.after
        change.conflicts = effect.conflicts
        change.preparedManagedFields = effect.preparedManagedFields
        change.fields = effect.fields.map { field in
            var field = field
            field.source = field.after == nil ? nil : route.place(field.path)
            return field
        }
        return change
    }

    // MARK: - Deleting

    /// Plans the deletion of a route that the state knows: only of the very object that was applied, and only while it
    /// is this stack's.
    private func planDeletion(of key: RouteKey, _ plan: inout Plan) {
        guard let applied = input.applied[key] else { return }
        var change = Change(.delete, reference(key))
        change.uid = applied.uid
        change.before = applied.object
        if case .known = input.live {
            let live = live(key)
            if let reason = live.map({ reasonToSkip($0, applied) }) ?? .gone {
                let skipped = SkippedDeletion(
                    change.reference, uid: live?.uid ?? applied.uid, reason: reason)
                plan.skippedDeletions.append(skipped)
                if skipped.isLeftAlone { plan.warnings.append(skipped.message) }
                return
            }
            if let live {
                change.observe(live)
                change.before = ServerFields.removed(from: live.object, apiVersion: input.apiVersion)
            }
        }
        change.fields = [FieldChange(FieldPath(), before: change.before, after: nil)]
        plan.changes.append(change)
    }

    private func reasonToSkip(_ live: LiveRoute, _ applied: AppliedRoute) -> SkippedDeletion.Reason? {
        if let uid = applied.uid, uid != live.uid { return .recreated }
        if let owner = live.foreignOwner(of: input.lineage, appliedUID: applied.uid) { return .foreign(owner) }
        return live.deletion.map { .terminating($0) }
    }

    // MARK: - Drift

    /// How the live route differs from what this stack last applied, in the fields that it applied.
    private func drift(of route: DesiredRoute, _ planned: Change) -> Change? {
        // What is wanted is live: where it was applied as well, nothing of it has changed.
        if planned.action == .unchanged, let applied = input.applied[route.key],
            isSame(applied.object, route.object)
        {
            return nil
        }
        return drift(of: route.key, place: route.place(FieldPath()))
    }

    /// How the live routes differ from what this stack last applied, whatever is wanted of them.
    package func drift() -> [Change] { input.applied.keys.sorted().compactMap { drift(of: $0, place: nil) } }

    private func drift(of key: RouteKey, place: SourcePlace?) -> Change? {
        guard case .known = input.live, let applied = input.applied[key] else { return nil }
        var change = Change(.update, reference(key))
        change.before = applied.object
        change.source = place
        guard let live = live(key) else {
            // This stack's own deletion, which was still waiting then.
            if applied.isBeingDeleted { return nil }
            change.action = .delete
            change.uid = applied.uid
            change.fields = [FieldChange(FieldPath(), before: applied.object, after: nil)]
            return change
        }
        change.observe(live)
        let seen = comparison.withoutServerDefaults(
            ServerFields.removed(from: live.object, apiVersion: input.apiVersion), live.managedFields)
        change.after = seen
        let wasApplied = ServerFields.removed(from: applied.object, apiVersion: input.apiVersion)
        // What others add beside it is theirs; what they add inside a list changes what was applied.
        let fields = FieldDifference.between(wasApplied, seen).filter { $0.before != nil || $0.path.isInList }
        guard !fields.isEmpty else { return nil }
        let managedFields = live.managedFields
        change.fields = fields.map { $0.attributed(by: managedFields) }
        return change
    }

    /// Whether two rendered objects are the same but for the version that they are written in.
    private func isSame(_ one: Value, _ other: Value) -> Bool {
        ["metadata", "spec"].allSatisfy { (one[$0] ?? .null).isEquivalent(to: other[$0] ?? .null) }
    }
}

extension FieldPath {
    fileprivate var isInList: Bool {
        elements.contains { if case .index = $0 { true } else { false } }
    }
}
