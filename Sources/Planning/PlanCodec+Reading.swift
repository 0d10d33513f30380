internal import GatewayAPI
package import Values

/// Why bytes are no plan that can be applied.
package struct PlanCodecError: Error {
    /// What is wrong, as the end of a sentence about the file: "it is not a plan that openmcf saved".
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
            lineage: lineage, serial: serial, apiVersion: apiVersion, cluster: PlannedCluster(value))
        plan.state = value["state"]?.string
        plan.takeover = Takeover(
            adopts: value["adopt"]?.bool ?? false, forcesConflicts: value["forceConflicts"]?.bool ?? false)
        plan.namespaces = try namespaces(value["namespaces"])
        for (index, entry) in changes.enumerated() {
            guard let change = change(entry) else {
                throw PlanCodecError(message: "changes[\(index)] is not a change that openmcf wrote")
            }
            plan.changes.append(change)
        }
        plan.drift = (value["drift"]?.array ?? []).compactMap(change)
        for (index, entry) in (value["skippedDeletions"]?.array ?? []).enumerated() {
            guard let skipped = skippedDeletion(entry) else {
                throw PlanCodecError(message: "skippedDeletions[\(index)] is nothing that openmcf wrote")
            }
            plan.skippedDeletions.append(skipped)
        }
        plan.orphans = (value["orphans"]?.array ?? []).compactMap { orphan in
            orphan["name"]?.string.map {
                RouteKey(apiVersion: apiVersion, namespace: orphan["namespace"]?.string, name: $0)
            }
        }
        plan.connections = [value["traffic"], value["otherListeners"]].flatMap { $0?.array ?? [] }
            .compactMap(TrafficCodec.change)
        plan.notes = (value["notes"]?.array ?? []).compactMap(\.string)
        plan.warnings = (value["warnings"]?.array ?? []).compactMap(\.string)
        return plan
    }

    private static func namespaces(_ value: Value?) throws(PlanCodecError) -> [PlannedNamespace] {
        var namespaces: [PlannedNamespace] = []
        for (index, entry) in (value?.array ?? []).enumerated() {
            guard let name = entry["name"]?.string,
                let action = entry["action"]?.string.flatMap(PlannedNamespace.Action.init)
            else { throw PlanCodecError(message: "namespaces[\(index)] is not a change that openmcf wrote") }
            namespaces.append(PlannedNamespace(action, name))
        }
        return namespaces
    }

    private static func change(_ value: Value) -> Change? {
        guard let action = value["action"]?.string.flatMap(Change.Action.init), let resource = value["resource"],
            let reference = ObjectReference(resource)
        else { return nil }
        var change = Change(action, reference)
        change.uid = resource["uid"]?.string
        change.resourceVersion = resource["resourceVersion"]?.string
        change.before = present(value["before"])
        change.after = present(value["after"])
        if action != .delete {
            // Of a route that is unchanged too: what it is as wanted is recorded.
            change.desired = value["desired"] ?? change.after
            guard action == .unchanged || change.desired?.object != nil else { return nil }
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
                    path: path, manager: manager, operation: conflict["operation"]?.string,
                    time: conflict["time"]?.string, theirs: present(conflict["theirs"]),
                    ours: present(conflict["ours"])))
        }
        change.foreignOwner = owner(value["owner"])
        change.deletion = PendingDeletion(value["deletion"])
        if let refused = value["refused"], let code = refused["code"]?.string {
            if code == Refusal.missingNamespace.code { change.namespaceObstacle = .missing }
            if code == Refusal.namespaceBeingDeleted.code, change.deletion == nil {
                change.namespaceObstacle = .beingDeleted
            }
            change.rejection = refused["message"]?.string.map { Rejection(code: code, message: $0) }
        }
        change.preparedManagedFields = present(value["managedFields"])
        return change
    }

    private static func owner(_ value: Value?) -> ForeignOwner? {
        guard let value = present(value) else { return nil }
        return value["stack"]?.string.map(ForeignOwner.stack)
            ?? .managers((value["managers"]?.array ?? []).compactMap(\.string))
    }

    private static func skippedDeletion(_ value: Value) -> SkippedDeletion? {
        guard let resource = value["resource"], let reference = ObjectReference(resource) else { return nil }
        let reason: SkippedDeletion.Reason
        switch value["action"]?.string {
        case "gone": reason = .gone
        case "terminating":
            reason = .terminating(PendingDeletion(value["deletion"]) ?? .init(since: "", finalizers: []))
        case "left-alone": reason = owner(value["owner"]).map { .foreign($0) } ?? .recreated
        default: return nil
        }
        return SkippedDeletion(reference, uid: resource["uid"]?.string, reason: reason)
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
