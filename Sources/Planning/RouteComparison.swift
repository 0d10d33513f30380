internal import FieldOwnership
package import GatewayAPI
package import Values

/// Decides whether a live route is as wanted, and what applying the wanted object would make of it.
///
/// The one rule for this: plans, writes that meet a newer version, and the look-up after a lost answer all ask here.
/// Fields count by their owners, so that something which this tool set and which is no longer wanted is a difference,
/// and something that others set is none. Where the live object has lost its record of owners, what the state has as
/// applied stands in for it.
package struct RouteComparison: Sendable {
    private let tracker: FieldTracker
    private let apiVersion: String

    package init(_ target: GatewayAPITarget, apiVersion: String) {
        tracker = FieldTracker(Structure(TCPRouteSchema.object(target)), ignoring: FieldSet([.field("status")]))
        self.apiVersion = apiVersion
    }

    /// What applying an object would do.
    package struct Effect: Sendable {
        /// The live object without what servers add.
        package let before: Value
        /// What the server would make of it, without what it adds; `before` itself where nothing would change.
        package let after: Value
        /// The fields that would change.
        package let fields: [FieldChange]
        /// Fields that another manager owns and that would change.
        package let conflicts: [PlannedConflict]
        /// The `metadata.managedFields` to put back before the apply, where the live object has lost this tool's part.
        package let restoredManagedFields: Value?

        /// Whether it would change the same fields in the same way.
        package func isSame(as change: Change) -> Bool {
            fields.count == change.fields.count
                && zip(fields, change.fields).allSatisfy { $0.isSame(as: $1) }
                && conflicts.count == change.conflicts.count
                && zip(conflicts, change.conflicts).allSatisfy { $0.path == $1.path && $0.manager == $1.manager }
        }
    }

    /// Whether applying the object would change nothing.
    package func isAsWanted(_ live: LiveRoute, _ wanted: Value, applied: AppliedRoute?) -> Bool {
        isPlainlyAsWanted(live, wanted) || effect(of: wanted, on: live, applied: applied).fields.isEmpty
    }

    /// What applying an object to a live one would do.
    ///
    /// - Parameter applied: what the state has of this route.
    package func effect(of wanted: Value, on live: LiveRoute, applied: AppliedRoute?) -> Effect {
        let before = ServerFields.removed(from: live.object, apiVersion: apiVersion)
        if isPlainlyAsWanted(live, wanted) {
            return Effect(before: before, after: before, fields: [], conflicts: [], restoredManagedFields: nil)
        }
        let restored = restoredManagedFields(live, before, applied)
        return effect(of: wanted, on: before, managedFields: restored ?? live.managedFields, restored: restored)
    }

    /// The same where no cluster was asked: what was last applied is live, and this tool set all of it.
    func assumedEffect(of wanted: Value, on applied: Value) -> Effect {
        let before = ServerFields.removed(from: applied, apiVersion: apiVersion)
        if equivalent(before, wanted) {
            return Effect(before: before, after: before, fields: [], conflicts: [], restoredManagedFields: nil)
        }
        let assumed = try? tracker.apply(before, to: nil, managedFields: ManagedFields(), by: manager, force: true)
        return effect(of: wanted, on: before, managedFields: assumed?.managedFields ?? ManagedFields(), restored: nil)
    }

    private var manager: FieldManager { FieldManager(Ownership.fieldManager, apiVersion: apiVersion, time: "") }

    private func effect(
        of wanted: Value, on before: Value, managedFields: ManagedFields, restored: ManagedFields?
    ) -> Effect {
        var conflicts: [PlannedConflict] = []
        do {
            _ = try tracker.apply(wanted, to: before, managedFields: managedFields, by: manager, force: false)
        } catch {
            conflicts = error.conflicts.map { conflict in
                let path = FieldPath(conflict.path.compactMap(\.fieldName).map(FieldPath.Element.key))
                return PlannedConflict(
                    path: path, manager: conflict.owner.manager, theirs: before[path], ours: wanted[path])
            }
        }
        let merged = try? tracker.apply(wanted, to: before, managedFields: managedFields, by: manager, force: true)
        let after = ServerFields.tidied(merged?.object ?? wanted)
        let fields = FieldDifference.between(before, after).map { $0.attributed(by: managedFields) }
        return Effect(
            before: before, after: fields.isEmpty ? before : after, fields: fields, conflicts: conflicts,
            restoredManagedFields: restored?.value)
    }

    private func restoredManagedFields(_ live: LiveRoute, _ before: Value, _ applied: AppliedRoute?) -> ManagedFields? {
        guard live.appliedFields == nil, let applied, let uid = applied.uid, uid == live.uid else { return nil }
        return tracker.restoring(applied.object, in: before, managedFields: live.managedFields, by: manager)
    }

    /// The quick way to the usual answer: the server has all that is wanted, and nothing else is this tool's.
    private func isPlainlyAsWanted(_ live: LiveRoute, _ wanted: Value) -> Bool {
        guard let fields = live.appliedFields, FieldSet.areAllSet(fieldsV1: fields, in: wanted) else { return false }
        return ["labels", "annotations"].allSatisfy { map in
            let members = live.object["metadata"]?[map]
            return (wanted["metadata"]?[map]?.object ?? [:]).allSatisfy { key, value in members?[key] == value }
        }
            && ["finalizers", "ownerReferences"].allSatisfy { wanted["metadata"]?[$0] == nil }
            && (wanted["spec"]?.object ?? [:]).allSatisfy { key, value in
                live.object["spec"]?[key].map { equivalent($0, value) } ?? false
            }
    }
}

extension FieldChange {
    /// The change with the other manager that set the value, where one did.
    func attributed(by managedFields: ManagedFields) -> FieldChange {
        var field = self
        field.manager = managedFields.owners(of: path).map(\.manager).first { $0 != Ownership.fieldManager }
        return field
    }

    fileprivate func isSame(as other: FieldChange) -> Bool {
        path == other.path && equivalent(before ?? .null, other.before ?? .null)
            && equivalent(after ?? .null, other.after ?? .null)
    }
}
