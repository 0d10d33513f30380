package import Values

/// One field that another manager owns with another value.
package struct ApplyConflict: Sendable, Equatable {
    /// The entry of the manager that owns the field.
    package let owner: ManagedFields.Entry
    /// The field, the same for both managers.
    package let path: [FieldElement]
}

/// Why an apply without force is refused: fields that others own would change.
package struct ApplyConflicts: Error, Equatable {
    /// One entry for each pair of an owner and a field, in the order of `managedFields`; never empty when thrown.
    package let conflicts: [ApplyConflict]

    /// The fields that the conflicts are about.
    package var fields: FieldSet {
        conflicts.reduce(into: FieldSet()) { $0.insert($1.path) }
    }
}

/// Who changes an object, and how: what becomes an entry of `managedFields`.
package struct FieldManager: Sendable {
    /// The `fieldManager` of the request, such as `openmcf` or `kubectl-edit`.
    package let name: String
    /// The version that the request is made in: updates in two versions are two entries.
    package let apiVersion: String
    /// The subresource that is written, such as `status`; nil for the object itself.
    package let subresource: String?
    /// Now, in RFC 3339 to the second.
    package let time: String

    package init(_ name: String, apiVersion: String, subresource: String? = nil, time: String) {
        self.name = name
        self.apiVersion = apiVersion
        self.subresource = subresource
        self.time = time
    }

    func entry(_ operation: ManagedFields.Operation) -> ManagedFields.Entry {
        ManagedFields.Entry(
            manager: name, operation: operation, apiVersion: apiVersion, subresource: subresource)
    }
}

/// Ownership of fields through writes, as the API server's structured-merge-diff has it; pure functions.
package struct FieldTracker: Sendable {
    private let structure: MergeStructure
    /// Fields that nobody owns because the server sets them.
    private let untracked: FieldSet

    /// The manager that owns what an object had before it was first applied.
    private static let beforeFirstApply = "before-first-apply"

    /// How many updaters have entries of their own, and whose entry the older ones share.
    private static let maximumUpdaters = 10
    private static let ancientManager = "ancient-changes"

    /// - Parameter ignoring: fields that a write through this endpoint cannot change, such as `status`.
    package init(_ structure: MergeStructure, ignoring ignored: FieldSet = FieldSet()) {
        self.structure = structure
        untracked = ignored
    }

    /// Fields that never have an owner (apimachinery `stripMeta`): identity, versions, and the metadata mapping itself.
    private static let stripped: FieldSet = {
        let metadata = [
            "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
            "resourceVersion",
        ]
        var set = FieldSet([.field("apiVersion")], [.field("kind")], [.field("metadata")])
        for name in metadata { set.insert([.field("metadata"), .field(name)]) }
        return set
    }()

    /// Ownership after a create, replace or patch made `new` of `old`: the manager owns what it added or changed.
    ///
    /// An object whose `managedFields` were cleared stays untracked; `old` is nil for a create.
    package func update(
        from old: Value?, to new: Value, managedFields: ManagedFields, by manager: FieldManager
    ) -> ManagedFields {
        if old != nil, managedFields.isEmpty { return managedFields }
        return track(from: old, to: new, managedFields: managedFields, by: manager)
    }

    /// Ownership after a create: the manager owns what the object has beyond what every new one has.
    package func create(_ object: Value, over blank: Value, by manager: FieldManager) -> ManagedFields {
        track(from: blank, to: object, managedFields: ManagedFields(), by: manager)
    }

    private func track(
        from old: Value?, to new: Value, managedFields: ManagedFields, by manager: FieldManager
    ) -> ManagedFields {
        let comparison = structure.comparison(of: old.map(untrackedRemoved) ?? [:], with: untrackedRemoved(new))
        let written = comparison.added.union(comparison.modified)
        var entries = managedFields.entries
        for index in entries.indices {
            entries[index].fields = entries[index].fields.subtracting(written).subtracting(comparison.removed)
        }
        let owned = clean(written)
        if !owned.isEmpty {
            var entry = manager.entry(.update)
            entry.time = manager.time
            // What it took from itself a moment ago is its own again.
            entry.fields = owned
            if let index = entries.firstIndex(where: entry.isSameManager) {
                entry.fields = entries[index].fields.union(owned)
                entries[index] = entry
            } else {
                entries.append(entry)
            }
        }
        return ManagedFields(Self.capped(entries.filter { !$0.fields.isEmpty }))
    }

    /// Bounds the entries of updaters: the oldest become one entry for each version (apimachinery `capManagers`).
    private static func capped(_ entries: [ManagedFields.Entry]) -> [ManagedFields.Entry] {
        var updaters = entries.filter { $0.operation == .update }.sorted { ($0.time ?? "") < ($1.time ?? "") }
        guard updaters.count > maximumUpdaters else { return entries }
        var kept = entries.filter { $0.operation == .apply }
        while updaters.count + kept.filter({ $0.manager == ancientManager }).count > maximumUpdaters,
            !updaters.isEmpty
        {
            var oldest = updaters.removeFirst()
            oldest.manager = ancientManager
            oldest.subresource = nil
            if let index = kept.firstIndex(where: oldest.isSameManager) {
                kept[index].fields = kept[index].fields.union(oldest.fields)
                kept[index].time = oldest.time
            } else {
                kept.append(oldest)
            }
        }
        return kept + updaters
    }

    /// The live object with the applied one laid over it, and ownership after that.
    ///
    /// What this manager applied before and now leaves out goes, unless another owns it. A field that has the same
    /// value already becomes shared. `live` is nil for a create; neither value has `managedFields` in it.
    ///
    /// - Throws: without `force`, when a field of another manager would change.
    package func apply(
        _ applied: Value, to live: Value?, managedFields: ManagedFields, by manager: FieldManager, force: Bool
    ) throws(ApplyConflicts) -> (object: Value, managedFields: ManagedFields) {
        var entries = managedFields.entries
        if let live, entries.isEmpty {
            let before = FieldManager(
                Self.beforeFirstApply, apiVersion: manager.apiVersion, subresource: manager.subresource,
                time: manager.time)
            entries = track(from: nil, to: live, managedFields: ManagedFields(), by: before).entries
        }
        let own = manager.entry(.apply)
        let last = entries.first(where: own.isSameManager)
        entries.removeAll(where: own.isSameManager)
        var entry = own
        entry.time = last?.time
        // Not stripped yet: what identifies the object keeps its mapping from being pruned.
        entry.fields = structure.fields(of: applied).removingRecursively(untracked)

        let merged = structure.merging(applied, into: live)
        let object = pruned(merged, last: last?.fields, owned: [entry] + entries)
        let comparison = structure.comparison(of: live.map(untrackedRemoved) ?? [:], with: untrackedRemoved(object))
        let written = comparison.added.union(comparison.modified)
        entry.fields = clean(entry.fields)
        if !force {
            let conflicts = entries.flatMap { other in
                other.fields.intersection(written).paths.map { ApplyConflict(owner: other, path: $0) }
            }
            if !conflicts.isEmpty { throw ApplyConflicts(conflicts: conflicts) }
        }
        for index in entries.indices {
            entries[index].fields = entries[index].fields.subtracting(written).subtracting(comparison.removed)
        }
        if !comparison.isSame || live == nil { entry.time = manager.time }
        return (object, ManagedFields((entries + [entry]).filter { !$0.fields.isEmpty }))
    }

    /// The ownership with an applier's lost entry put back, from what it is known to have applied.
    ///
    /// It gets the fields that are live as it applied them and that nobody else owns; nil where there are none, or
    /// where it has an entry. `live` has no `managedFields` in it.
    package func restoring(
        _ applied: Value, in live: Value, managedFields: ManagedFields, by manager: FieldManager
    ) -> ManagedFields? {
        var entry = manager.entry(.apply)
        guard !managedFields.entries.contains(where: entry.isSameManager) else { return nil }
        let comparison = structure.comparison(of: untrackedRemoved(applied), with: untrackedRemoved(live))
        entry.fields = clean(structure.fields(of: applied))
            .subtracting(comparison.removed).subtracting(comparison.modified)
        for other in managedFields.entries { entry.fields = entry.fields.subtracting(other.fields) }
        return entry.fields.isEmpty ? nil : ManagedFields(managedFields.entries + [entry])
    }

    /// The ownership with an applier in another manager's place, for the fields that are applied and no others.
    ///
    /// Taken is what the other one set by requests other than applies; the live object stays as it is. nil where it has
    /// none of these fields.
    package func takingOver(
        _ applied: Value, from other: String, managedFields: ManagedFields, by manager: FieldManager
    ) -> ManagedFields? {
        let wanted = clean(structure.fields(of: applied))
        var taken = FieldSet()
        var entries = managedFields.entries
        for index in entries.indices {
            let entry = entries[index]
            guard entry.manager == other, entry.operation == .update, entry.subresource == nil else { continue }
            taken = taken.union(entry.fields.intersection(wanted))
            entries[index].fields = entry.fields.removingWithParents(wanted)
        }
        guard !taken.isEmpty else { return nil }
        var own = manager.entry(.apply)
        if let index = entries.firstIndex(where: own.isSameManager) {
            entries[index].fields = entries[index].fields.union(taken)
        } else {
            own.fields = taken
            entries.append(own)
        }
        return ManagedFields(entries.filter { !$0.fields.isEmpty })
    }

    /// The ownership with an applier that has no fields but those that are applied: what else it set stays, nobody's.
    ///
    /// nil where it has no others.
    package func lettingGo(
        besides applied: Value, managedFields: ManagedFields, by manager: FieldManager
    ) -> ManagedFields? {
        let own = manager.entry(.apply)
        var entries = managedFields.entries
        guard let index = entries.firstIndex(where: own.isSameManager) else { return nil }
        let kept = entries[index].fields.intersection(clean(structure.fields(of: applied)))
        guard !entries[index].fields.subtracting(kept).isEmpty else { return nil }
        entries[index].fields = kept
        return ManagedFields(entries.filter { !$0.fields.isEmpty })
    }

    /// The merged object without what the manager applied last and nobody owns any more.
    private func pruned(_ merged: Value, last: FieldSet?, owned: [ManagedFields.Entry]) -> Value {
        guard let last, !last.isEmpty else { return merged }
        let present = structure.fields(of: merged).namingParents(structure)
        let managed = owned.reduce(FieldSet()) { $0.union($1.fields) }.namingParents(structure)
        let abandoned = last.namingParents(structure).subtracting(managed).intersection(present)
        return structure.removing(abandoned, from: merged)
    }

    private func untrackedRemoved(_ value: Value) -> Value {
        structure.removing(untracked, from: value)
    }

    private func clean(_ fields: FieldSet) -> FieldSet {
        fields.subtracting(Self.stripped).removingRecursively(untracked)
    }
}
