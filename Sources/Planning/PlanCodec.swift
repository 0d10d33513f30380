package import Nodes

/// A plan as JSON: what `plan -o json` prints and `--out` saves.
package enum PlanCodec {
    package static let formatVersion = "1.0"

    package static func value(of plan: Plan) -> Value {
        var summary = Object()
        for action in Change.Action.allCases { summary[action.rawValue] = .int(Int64(plan.count(action))) }
        var object: Object = [
            "formatVersion": .string(formatVersion), "lineage": .string(plan.lineage), "serial": .int(plan.serial),
        ]
        object["state"] = plan.state.map(Value.string)
        object["apiVersion"] = .string(plan.apiVersion)
        object["cluster"] = plan.cluster.map(Value.string) ?? .null
        object["clusterUID"] = plan.clusterUID.map(Value.string)
        let rest: Object = [
            "summary": .object(summary), "namespaces": .array(plan.namespaces.map(value)),
            "changes": .array(plan.changes.map(value)),
            "drift": .array(plan.drift.map(value)),
            "orphans": .array(
                plan.orphans.map { ["namespace": $0.namespace.map(Value.string) ?? .null, "name": .string($0.name)] }),
            "warnings": .array(plan.warnings.map(Value.string)),
        ]
        for (key, value) in rest { object[key] = value }
        return .object(object)
    }

    private static func value(of namespace: PlannedNamespace) -> Value {
        ["name": .string(namespace.name), "action": .string(namespace.action.rawValue)]
    }

    private static func value(of change: Change) -> Value {
        var resource: Object = ["apiVersion": .string(change.apiVersion), "kind": .string(change.kind)]
        if let namespace = change.key.namespace { resource["namespace"] = .string(namespace) }
        resource["name"] = .string(change.key.name)
        if let uid = change.uid { resource["uid"] = .string(uid) }
        var object: Object = [
            "action": .string(change.action.rawValue), "resource": .object(resource),
            "before": change.before ?? .null, "after": change.after ?? .null,
            "fields": .array(change.action == .update ? change.fields.map(value) : []),
        ]
        if let source = change.source {
            object["source"] = ["file": .string(source.file), "line": .int(Int64(source.line))]
        }
        let isWrite = change.action == .create || change.action == .update
        if isWrite, let desired = change.desired, !(change.after.map { equivalent($0, desired) } ?? false) {
            object["desired"] = desired
        }
        if !change.conflicts.isEmpty { object["conflicts"] = .array(change.conflicts.map(value)) }
        switch change.foreignOwner {
        case .stack(let lineage): object["owner"] = ["stack": .string(lineage)]
        case .managers(let managers): object["owner"] = ["managers": .array(managers.map(Value.string))]
        case nil: break
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
        [
            "path": .string(conflict.path.description), "manager": .string(conflict.manager),
            "theirs": conflict.theirs ?? .null, "ours": conflict.ours ?? .null,
        ]
    }
}

/// Why bytes are no plan that can be applied.
package struct PlanCodecError: Error {
    package let message: String
}

extension PlanCodec {
    /// Reads a saved plan.
    ///
    /// - Throws: when the text is no plan, or one of a newer major format.
    package static func plan(_ value: Value) throws(PlanCodecError) -> Plan {
        guard let version = value["formatVersion"]?.string, let lineage = value["lineage"]?.string,
            let serial = value["serial"]?.int, let apiVersion = value["apiVersion"]?.string,
            let changes = value["changes"]?.array
        else { throw PlanCodecError(message: "it is not a plan that openmcf saved") }
        guard version.hasPrefix("1.") else {
            throw PlanCodecError(message: "it has format \(version); this openmcf reads 1.x")
        }
        var plan = Plan(
            lineage: lineage, serial: serial, apiVersion: apiVersion, cluster: value["cluster"]?.string)
        plan.state = value["state"]?.string
        plan.clusterUID = value["clusterUID"]?.string
        for (index, entry) in (value["namespaces"]?.array ?? []).enumerated() {
            guard let name = entry["name"]?.string,
                let action = entry["action"]?.string.flatMap(PlannedNamespace.Action.init)
            else { throw PlanCodecError(message: "namespaces[\(index)] is not a change that openmcf wrote") }
            plan.namespaces.append(PlannedNamespace(action, name))
        }
        for (index, entry) in changes.enumerated() {
            guard let change = change(entry) else {
                throw PlanCodecError(message: "changes[\(index)] is not a change that openmcf wrote")
            }
            plan.changes.append(change)
        }
        plan.drift = (value["drift"]?.array ?? []).compactMap(change)
        plan.orphans = (value["orphans"]?.array ?? []).compactMap { orphan in
            orphan["name"]?.string.map {
                RouteKey(apiVersion: apiVersion, namespace: orphan["namespace"]?.string, name: $0)
            }
        }
        plan.warnings = (value["warnings"]?.array ?? []).compactMap(\.string)
        return plan
    }

    private static func change(_ value: Value) -> Change? {
        guard let action = value["action"]?.string.flatMap(Change.Action.init), let resource = value["resource"],
            let apiVersion = resource["apiVersion"]?.string, let kind = resource["kind"]?.string,
            let name = resource["name"]?.string
        else { return nil }
        let key = RouteKey(apiVersion: apiVersion, namespace: resource["namespace"]?.string, name: name)
        var change = Change(action, key, apiVersion: apiVersion, kind: kind)
        change.uid = resource["uid"]?.string
        change.before = present(value["before"])
        change.after = present(value["after"])
        if action == .create || action == .update {
            change.desired = value["desired"] ?? change.after
            guard change.desired?.object != nil else { return nil }
        }
        if let file = value["source"]?["file"]?.string, let line = value["source"]?["line"]?.int {
            change.source = SourcePlace(file: file, line: Int(clamping: line))
        }
        for field in value["fields"]?.array ?? [] {
            guard let path = path(field["path"]) else { return nil }
            var fieldChange = FieldChange(path, before: present(field["before"]), after: present(field["after"]))
            fieldChange.manager = field["manager"]?.string
            change.fields.append(fieldChange)
        }
        // What stood in the way when the plan was made stands in the way when it is applied.
        for conflict in value["conflicts"]?.array ?? [] {
            guard let path = path(conflict["path"]), let manager = conflict["manager"]?.string else { return nil }
            change.conflicts.append(
                PlannedConflict(
                    path: path, manager: manager, theirs: present(conflict["theirs"]), ours: present(conflict["ours"])))
        }
        if let owner = value["owner"] {
            change.foreignOwner =
                owner["stack"]?.string.map(ForeignOwner.stack)
                ?? .managers((owner["managers"]?.array ?? []).compactMap(\.string))
        }
        return change
    }

    private static func path(_ value: Value?) -> FieldPath? {
        guard let text = value?.string else { return nil }
        // The path of the object itself is written as nothing.
        return text.isEmpty ? FieldPath() : try? FieldPath(parsing: text)
    }

    private static func present(_ value: Value?) -> Value? {
        guard let value, !value.isNull else { return nil }
        return value
    }
}
