internal import FieldOwnership
package import GatewayAPI
package import Nodes

/// Compares what is wanted with what was applied and what is live.
///
/// Pure: no clock, no network, no files.
package struct Planner: Sendable {
    private let input: PlanInput
    private let tracker: FieldTracker

    package init(_ input: PlanInput, target: GatewayAPITarget) {
        self.input = input
        tracker = FieldTracker(Structure(TCPRouteSchema.object(target)), ignoring: FieldSet([.field("status")]))
    }

    /// What an apply of the desired routes would do.
    package func plan() -> Plan {
        var plan = Plan(
            lineage: input.lineage, serial: input.serial, apiVersion: input.apiVersion, cluster: input.cluster)
        plan.clusterUID = input.clusterUID
        var named: Set<RouteKey> = []
        for route in input.desired {
            named.insert(route.key)
            plan.changes.append(change(for: route))
            if let drift = drift(of: route.key, place: route.place) { plan.drift.append(drift) }
        }
        for key in input.applied.keys.sorted() where !named.contains(key) {
            guard input.prunes else {
                plan.orphans.append(key)
                continue
            }
            if let deletion = deletion(of: key, &plan.warnings) { plan.changes.append(deletion) }
        }
        return plan
    }

    /// What deleting routes of the state would do; a route that is gone already is not deleted again.
    package func planDestroy(_ keys: [RouteKey]) -> Plan {
        var plan = Plan(
            lineage: input.lineage, serial: input.serial, apiVersion: input.apiVersion, cluster: input.cluster)
        plan.clusterUID = input.clusterUID
        for key in keys {
            if let deletion = deletion(of: key, &plan.warnings) { plan.changes.append(deletion) }
        }
        return plan
    }

    // MARK: - One route

    private func change(for route: DesiredRoute) -> Change {
        var change = Change(.create, route.key, apiVersion: input.apiVersion, kind: TCPRouteSchema.kind)
        change.source = route.place(FieldPath())
        change.after = route.object
        change.desired = route.object
        guard let live = live(route.key) else {
            change.fields = [FieldChange(FieldPath(), before: nil, after: route.object)]
            return change
        }
        change.uid = live["metadata"]?["uid"]?.string
        change.foreignOwner = foreignOwner(of: live, route.key)
        let before = ServerFields.removed(from: live, apiVersion: input.apiVersion)
        change.before = before
        if change.foreignOwner == nil, isUnchanged(route, before) {
            change.action = .unchanged
            change.after = before
            return change
        }
        return update(change, route, live: live, before: before)
    }

    private func update(_ change: Change, _ route: DesiredRoute, live: Value, before: Value) -> Change {
        var change = change
        let managedFields = managedFields(of: live, route.key)
        let manager = FieldManager(Ownership.fieldManager, apiVersion: input.apiVersion, time: "")
        do {
            _ = try tracker.apply(route.object, to: before, managedFields: managedFields, by: manager, force: false)
        } catch {
            change.conflicts = error.conflicts.map { conflict in
                let path = FieldPath(conflict.path.compactMap(\.fieldName).map(FieldPath.Element.key))
                return PlannedConflict(
                    path: path, manager: conflict.owner.manager, theirs: before[path], ours: route.object[path])
            }
        }
        let merged = try? tracker.apply(
            route.object, to: before, managedFields: managedFields, by: manager, force: true)
        let after = ServerFields.tidied(merged?.object ?? route.object)
        change.after = after
        change.fields = FieldDifference.between(before, after).map { field in
            var field = field
            field.manager = managedFields.owners(of: field.path).map(\.manager).first { $0 != Ownership.fieldManager }
            field.source = field.after == nil ? nil : route.place(field.path)
            return field
        }
        // A route that is to be adopted is written even when nothing in it differs: the marker is part of it.
        change.action = change.fields.isEmpty ? .unchanged : .update
        return change
    }

    /// The quick way to the usual answer: nothing was edited here, and the server has all of it.
    private func isUnchanged(_ route: DesiredRoute, _ live: Value) -> Bool {
        guard let applied = input.applied[route.key], Self.sameContent(applied.object, route.object) else {
            return false
        }
        if case .assumed = input.live { return true }
        return ["labels", "annotations"].allSatisfy { field in
            let members = live["metadata"]?[field]?.object ?? [:]
            return (route.object["metadata"]?[field]?.object ?? [:])
                .allSatisfy { key, value in members[key] == value }
        }
            && (route.object["spec"]?.object ?? [:]).allSatisfy { key, value in
                live["spec"]?[key].map { equivalent($0, value) } ?? false
            }
    }

    /// Equality apart from the version, through which the same object is seen.
    private static func sameContent(_ left: Value, _ right: Value) -> Bool {
        func member(_ key: String) -> Bool {
            switch (left[key], right[key]) {
            case (let left?, let right?): equivalent(left, right)
            case (nil, nil): true
            default: false
            }
        }
        return member("metadata") && member("spec")
    }

    private func live(_ key: RouteKey) -> Value? {
        switch input.live {
        case .known(let objects): objects[key]
        case .assumed: input.applied[key]?.object
        }
    }

    /// Who set which fields; from the state alone, this stack set all of them.
    private func managedFields(of live: Value, _ key: RouteKey) -> ManagedFields {
        if case .known = input.live {
            return (try? ManagedFields(live["metadata"]?["managedFields"])) ?? ManagedFields()
        }
        let manager = FieldManager(Ownership.fieldManager, apiVersion: input.apiVersion, time: "")
        let assumed = try? tracker.apply(live, to: nil, managedFields: ManagedFields(), by: manager, force: true)
        return assumed?.managedFields ?? ManagedFields()
    }

    /// nil where the route is this stack's: the marker says so, or, where there is none, the state knows this very object.
    private func foreignOwner(of live: Value, _ key: RouteKey) -> ForeignOwner? {
        guard case .known = input.live else { return nil }
        if let stack = live["metadata"]?["annotations"]?[Ownership.stackAnnotation]?.string {
            return stack == input.lineage ? nil : .stack(stack)
        }
        if let applied = input.applied[key], let uid = applied.uid, uid == live["metadata"]?["uid"]?.string {
            return nil
        }
        let entries = (try? ManagedFields(live["metadata"]?["managedFields"]))?.entries ?? []
        var managers: [String] = []
        for entry in entries where !managers.contains(entry.manager) { managers.append(entry.manager) }
        return .managers(managers)
    }

    // MARK: - Deleting

    /// The deletion of a route that the state knows: only of the very object that was applied, and only while it is marked.
    private func deletion(of key: RouteKey, _ warnings: inout [String]) -> Change? {
        guard let applied = input.applied[key] else { return nil }
        var change = Change(.delete, key, apiVersion: input.apiVersion, kind: TCPRouteSchema.kind)
        change.uid = applied.uid
        change.before = applied.object
        if case .known(let objects) = input.live {
            // One that is gone is only forgotten: there is nothing to send, and nobody else's route to hit.
            guard let live = objects[key] else { return change }
            change.uid = live["metadata"]?["uid"]?.string
            change.before = ServerFields.removed(from: live, apiVersion: input.apiVersion)
            change.foreignOwner = foreignOwner(of: live, key)
            if let uid = applied.uid, uid != change.uid {
                warnings.append(
                    "\(key) was deleted and created anew by somebody else (uid \(change.uid ?? "unknown")); it is left alone"
                )
                return nil
            }
            if change.foreignOwner != nil {
                warnings.append("\(key) no longer carries this stack's mark; it is left alone")
                return nil
            }
        }
        change.fields = [FieldChange(FieldPath(), before: change.before, after: nil)]
        return change
    }

    // MARK: - Drift

    /// How the live route differs from what this stack last applied, in the fields that it applied.
    private func drift(of key: RouteKey, place: (FieldPath) -> SourcePlace?) -> Change? {
        guard case .known(let objects) = input.live, let applied = input.applied[key] else { return nil }
        var change = Change(.update, key, apiVersion: input.apiVersion, kind: TCPRouteSchema.kind)
        change.before = applied.object
        change.source = place(FieldPath())
        guard let live = objects[key] else {
            change.action = .delete
            change.uid = applied.uid
            change.fields = [FieldChange(FieldPath(), before: applied.object, after: nil)]
            return change
        }
        change.uid = live["metadata"]?["uid"]?.string
        let seen = ServerFields.removed(from: live, apiVersion: input.apiVersion)
        change.after = seen
        let managedFields = managedFields(of: live, key)
        change.fields = FieldDifference.between(
            ServerFields.removed(from: applied.object, apiVersion: input.apiVersion), seen
        )
        .filter { $0.before != nil }
        .map { field in
            var field = field
            field.manager = managedFields.owners(of: field.path).map(\.manager).first { $0 != Ownership.fieldManager }
            return field
        }
        return change.fields.isEmpty ? nil : change
    }
}
