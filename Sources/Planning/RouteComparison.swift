internal import FieldOwnership
package import GatewayAPI
internal import Schemas
package import Values

/// Decides whether a live route is as wanted, and what applying the wanted object would make of it.
///
/// The one rule for this: plans, writes that meet a newer version, and the look-up after a lost answer all ask here.
/// Fields count by their owners, so that something which this tool set and which is no longer wanted is a difference,
/// and something that others set is none. Where the live object has lost its record of owners, what the state has as
/// applied stands in for it.
package struct RouteComparison: Sendable {
    private let schema: Schema
    private let tracker: FieldTracker
    private let apiVersion: String

    package init(_ target: GatewayAPITarget, apiVersion: String) {
        schema = TCPRouteSchema.object(target)
        tracker = FieldTracker(MergeStructure(schema), ignoring: FieldSet([.field("status")]))
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
        /// The `metadata.managedFields` to write before the apply: see ``Change/preparedManagedFields``.
        package let preparedManagedFields: Value?

        /// Whether it would change the same fields in the same way.
        package func isSame(as change: Change) -> Bool {
            fields.count == change.fields.count
                && zip(fields, change.fields).allSatisfy { $0.isSame(as: $1) }
                && conflicts.count == change.conflicts.count
                && zip(conflicts, change.conflicts).allSatisfy { $0.path == $1.path && $0.manager == $1.manager }
        }
    }

    /// An object as plans show it: in the usual order, without what servers add.
    package static func withoutServerFields(_ object: Value, apiVersion: String) -> Value {
        ServerFields.removed(from: object, apiVersion: apiVersion)
    }

    /// Whether applying the object would change nothing.
    package func isAsWanted(_ live: LiveRoute, _ wanted: Value, applied: AppliedRoute?) -> Bool {
        isPlainlyAsWanted(live, wanted) || effect(of: wanted, on: live, applied: applied).fields.isEmpty
    }

    /// What applying an object to a live one would do.
    ///
    /// - Parameters:
    ///   - applied: what the state has of this route.
    ///   - adopting: whether it is somebody else's so far: then what `kubectl apply` set of it is taken over.
    package func effect(
        of wanted: Value, on live: LiveRoute, applied: AppliedRoute?, adopting: Bool = false
    ) -> Effect {
        let isPlain = isPlainlyAsWanted(live, wanted)
        // One object less to make for each of very many routes.
        let before =
            isPlain && hasNothingElse(live, wanted)
            ? wanted : ServerFields.removed(from: live.object, apiVersion: apiVersion)
        if isPlain {
            return Effect(before: before, after: before, fields: [], conflicts: [], preparedManagedFields: nil)
        }
        let restored =
            restoredManagedFields(live, before, applied) ?? (adopting ? leftBehindManagedFields(live, wanted) : nil)
        let owners = restored ?? live.managedFields
        let taken =
            adopting
            ? tracker.takingOver(wanted, from: Self.clientSideApply, managedFields: owners, by: manager) : nil
        // What is taken over counts only once it may be taken: a value that differs is a conflict before.
        return effect(
            of: wanted, on: withoutServerDefaults(before, owners), managedFields: owners, prepared: taken ?? restored)
    }

    /// An object without what a server of a newer version fills into lists that nobody but this tool has set.
    ///
    /// A list of a route is applied as a whole, so what it has beyond that and nobody owns is the server's default.
    func withoutServerDefaults(_ object: Value, _ managedFields: ManagedFields) -> Value {
        var object = object
        for list in ["parentRefs", "rules"] {
            let owners = managedFields.owners(of: FieldPath([.key("spec"), .key(list)]))
            guard let items = object["spec"]?[list], let schema = schema["spec"]?[list], !owners.isEmpty,
                owners.allSatisfy({ $0.manager == Ownership.fieldManager && $0.operation == .apply })
            else { continue }
            object.withMember("spec") { $0?.set(list, schema.pruning(items)) }
        }
        return object
    }

    /// The same where no cluster was asked: what was last applied is live, and this tool set all of it.
    func assumedEffect(of wanted: Value, on applied: Value) -> Effect {
        let before = ServerFields.removed(from: applied, apiVersion: apiVersion)
        if before.isEquivalent(to: wanted) {
            return Effect(before: before, after: before, fields: [], conflicts: [], preparedManagedFields: nil)
        }
        let assumed = try? tracker.apply(before, to: nil, managedFields: ManagedFields(), by: manager, force: true)
        return effect(of: wanted, on: before, managedFields: assumed?.managedFields ?? ManagedFields(), prepared: nil)
    }

    /// The manager of `kubectl apply` without `--server-side`.
    private static let clientSideApply = "kubectl-client-side-apply"

    private var manager: FieldManager { FieldManager(Ownership.fieldManager, apiVersion: apiVersion, time: "") }

    private func effect(
        of wanted: Value, on before: Value, managedFields: ManagedFields, prepared: ManagedFields?
    ) -> Effect {
        var conflicts: [PlannedConflict] = []
        do {
            _ = try tracker.apply(wanted, to: before, managedFields: managedFields, by: manager, force: false)
        } catch {
            conflicts = error.conflicts.map { conflict in
                let path = FieldPath(conflict.path.compactMap(\.fieldName).map(FieldPath.Element.key))
                return PlannedConflict(
                    path: path, manager: conflict.owner.manager, operation: conflict.owner.operation.rawValue,
                    time: conflict.owner.time, theirs: before[path], ours: wanted[path])
            }
        }
        let merged = try? tracker.apply(wanted, to: before, managedFields: managedFields, by: manager, force: true)
        let after = ServerFields.tidied(merged?.object ?? wanted)
        let fields = FieldDifference.between(before, after).map { $0.attributed(by: managedFields) }
        return Effect(
            before: before, after: fields.isEmpty ? before : after, fields: fields, conflicts: conflicts,
            preparedManagedFields: prepared?.value)
    }

    private func restoredManagedFields(_ live: LiveRoute, _ before: Value, _ applied: AppliedRoute?) -> ManagedFields? {
        guard live.appliedFields == nil, let applied, let uid = applied.uid, uid == live.uid else { return nil }
        return tracker.restoring(applied.object, in: before, managedFields: live.managedFields, by: manager)
    }

    /// What an adoption that broke off took over, and this one does not want, is left where it is: only the mark makes
    /// an object this tool's.
    private func leftBehindManagedFields(_ live: LiveRoute, _ wanted: Value) -> ManagedFields? {
        guard live.stack == nil else { return nil }
        return tracker.lettingGo(besides: wanted, managedFields: live.managedFields, by: manager)
    }

    /// Whether a live object that has all that is wanted has nothing beyond it but what servers add.
    private func hasNothingElse(_ live: LiveRoute, _ wanted: Value) -> Bool {
        func counts(_ object: Value) -> [Int] {
            let metadata = object["metadata"]
            return [metadata?["labels"], metadata?["annotations"], object["spec"]].map { $0?.object?.count ?? 0 }
        }
        let metadata = live.object["metadata"]?.object ?? [:]
        return counts(live.object) == counts(wanted)
            && metadata.allSatisfy { key, _ in
                ObjectMetadata.serverFields.contains(key) || wanted["metadata"]?[key] != nil
            }
            && (live.object.object ?? [:]).allSatisfy { key, _ in key == "status" || wanted[key] != nil }
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
                live.object["spec"]?[key].map { $0.isEquivalent(to: value) } ?? false
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
        path == other.path && (before ?? .null).isEquivalent(to: other.before ?? .null)
            && (after ?? .null).isEquivalent(to: other.after ?? .null)
    }
}
