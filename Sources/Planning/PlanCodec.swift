internal import GatewayAPI
package import Values

/// A plan as JSON: what `plan -o json` prints and `--out` saves.
package enum PlanCodec {
    /// The format that is written; every 1.x is read.
    package static let formatVersion = FormatVersion.current

    /// The plan as `docs/json.md` and `schemas/` describe it.
    package static func value(of plan: Plan) -> Value {
        var summary = Object()
        for action in Change.Action.allCases { summary[action.rawValue] = .int(Int64(plan.count(action))) }
        var object: Object = [
            "formatVersion": .string(formatVersion), "lineage": .string(plan.lineage), "serial": .int(plan.serial),
        ]
        object["state"] = plan.state.map(Value.string)
        object["apiVersion"] = .string(plan.apiVersion)
        if plan.takeover.adopts { object["adopt"] = true }
        if plan.takeover.forcesConflicts { object["forceConflicts"] = true }
        object.merge(PlannedCluster.members(plan.cluster))
        object.merge([
            "summary": .object(summary), "namespaces": .array(plan.namespaces.map(value)),
            "traffic": .array(plan.traffic.map(TrafficCodec.value)),
            "otherListeners": .array(plan.connections.filter { !$0.isChange }.map(TrafficCodec.value)),
            "changes": .array(plan.changes.map { value(of: $0, plan.refusals(of: $0)) }),
            "drift": .array(plan.drift.map(drift)),
            "skippedDeletions": .array(plan.skippedDeletions.map(value)),
            "orphans": .array(
                plan.orphans.map { ["namespace": $0.namespace.map(Value.string) ?? .null, "name": .string($0.name)] }),
            "notes": .array(plan.notes.map(Value.string)),
            "warnings": .array(plan.warnings.map(Value.string)),
        ])
        return .object(object)
    }

    private static func value(of namespace: PlannedNamespace) -> Value {
        ["name": .string(namespace.name), "action": .string(namespace.action.rawValue)]
    }

    /// How a live route differs from what was last applied, as it stands in a plan.
    package static func drift(_ change: Change) -> Value { value(of: change, []) }

    private static func value(of change: Change, _ refusals: [Refusal]) -> Value {
        var object: Object = [
            "action": .string(change.action.rawValue),
            "resource": resource(change),
            "before": change.before ?? .null, "after": change.after ?? .null,
            "fields": .array(change.action == .update ? change.fields.map(value) : []),
        ]
        if let source = change.source {
            object["source"] = ["file": .string(source.file), "line": .int(Int64(source.line))]
        }
        if change.action != .delete, let desired = change.desired,
            !(change.after.map { $0.isEquivalent(to: desired) } ?? false)
        {
            object["desired"] = desired
        }
        if !change.conflicts.isEmpty { object["conflicts"] = .array(change.conflicts.map(value)) }
        object["owner"] = change.foreignOwner.map(value)
        object["deletion"] = change.deletion?.value
        object["refused"] = value(of: refusals)
        if change.action == .update { object["managedFields"] = change.preparedManagedFields }
        return .object(object)
    }

    private static func resource(_ change: Change) -> Value {
        var resource = change.reference.members(uid: change.uid)
        resource["resourceVersion"] = change.resourceVersion.map(Value.string)
        return .object(resource)
    }

    private static func value(of refusals: [Refusal]) -> Value? {
        guard let first = refusals.first else { return nil }
        var object: Object = ["code": .string(first.code)]
        object["flag"] = first.flag.map(Value.string)
        let flags = refusals.compactMap(\.flag)
        if !flags.isEmpty { object["flags"] = .array(flags.map(Value.string)) }
        if case .rejected(let rejection) = first { object["message"] = .string(rejection.message) }
        return .object(object)
    }

    private static func value(of owner: ForeignOwner) -> Value {
        switch owner {
        case .stack(let lineage): ["stack": .string(lineage)]
        case .managers(let managers): ["managers": .array(managers.map(Value.string))]
        }
    }

    private static func value(of skipped: SkippedDeletion) -> Value {
        var object: Object = [
            "action": .string(skipped.action), "message": .string(skipped.message),
            "resource": .object(skipped.reference.members(uid: skipped.uid)),
        ]
        switch skipped.reason {
        case .gone, .recreated: break
        case .terminating(let deletion): object["deletion"] = deletion.value
        case .foreign(let owner): object["owner"] = value(of: owner)
        }
        return .object(object)
    }

    private static func value(of field: FieldChange) -> Value {
        var object: Object = [
            "path": .string(field.path.description), "before": field.before ?? .null, "after": field.after ?? .null,
        ]
        if let manager = field.manager { object["manager"] = .string(manager) }
        return .object(object)
    }

    private static func value(of conflict: PlannedConflict) -> Value {
        var object: Object = ["path": .string(conflict.path.description), "manager": .string(conflict.manager)]
        object["operation"] = conflict.operation.map(Value.string)
        object["time"] = conflict.time.map(Value.string)
        object["theirs"] = conflict.theirs ?? .null
        object["ours"] = conflict.ours ?? .null
        return .object(object)
    }
}
