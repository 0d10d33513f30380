package import Values

extension MergeStructure {
    /// The fields that a value sets, as an applier owns them: leaves, and mappings that are empty.
    package func fields(of value: Value) -> FieldSet {
        guard let parts = parts(of: value) else { return FieldSet() }
        var set = FieldSet()
        for part in parts {
            let inner = self[part.element]
            let children = inner.fields(of: part.value)
            let isItem = part.element.fieldName == nil
            // A list without elements says nothing of its elements.
            if children.isEmpty, case .keyed = inner.kind, part.value.array?.isEmpty == true { continue }
            set.nodes[part.element] = FieldSet.Node(isMember: children.isEmpty || isItem, children: children)
        }
        return set
    }

    /// What an update from one value to the other adds, removes and changes.
    package func comparison(of old: Value?, with new: Value?) -> FieldComparison {
        var comparison = FieldComparison()
        compare(old, new, at: [], into: &comparison)
        return comparison
    }

    private func compare(_ old: Value?, _ new: Value?, at path: [FieldElement], into comparison: inout FieldComparison)
    {
        let oldParts = old.flatMap(parts)
        let newParts = new.flatMap(parts)
        let isLeaf = (oldParts?.isEmpty ?? true) && (newParts?.isEmpty ?? true)
        switch (old, new) {
        case (nil, nil): return
        case (nil, .some): comparison.added.insert(path)
        case (.some, nil): comparison.removed.insert(path)
        case (let old?, let new?):
            // A change of type, or between leaves; mappings are compared member by member.
            if isLeaf || oldParts == nil || newParts == nil, !old.isEquivalent(to: new) {
                comparison.modified.insert(path)
            }
        }
        if isLeaf { return }
        let oldByElement = Dictionary((oldParts ?? []).map { ($0.element, $0.value) }, uniquingKeysWith: { $1 })
        let newByElement = Dictionary((newParts ?? []).map { ($0.element, $0.value) }, uniquingKeysWith: { $1 })
        for (element, value) in newByElement {
            self[element].compare(oldByElement[element], value, at: path + [element], into: &comparison)
        }
        for (element, value) in oldByElement where newByElement[element] == nil {
            self[element].compare(value, nil, at: path + [element], into: &comparison)
        }
    }

    /// The live value with an applied one laid over it, field by field.
    package func merging(_ applied: Value, into live: Value?) -> Value {
        guard let live, let liveParts = parts(of: live), let appliedParts = parts(of: applied) else { return applied }
        let byElement = Dictionary(appliedParts.map { ($0.element, $0.value) }, uniquingKeysWith: { $1 })
        var merged = liveParts.map { part in
            let value = byElement[part.element].map { self[part.element].merging($0, into: part.value) }
            return (element: part.element, value: value ?? part.value)
        }
        let known = Set(liveParts.map(\.element))
        merged += appliedParts.filter { !known.contains($0.element) }
        return value(like: applied, from: merged)
    }

    /// The value without the given fields.
    ///
    /// A mapping or list that loses its last part stays, empty: it was not to be removed itself.
    package func removing(_ fields: FieldSet, from value: Value) -> Value {
        guard let parts = parts(of: value), !parts.isEmpty else { return value }
        var kept: [(element: FieldElement, value: Value)] = []
        for part in parts {
            guard let node = fields.nodes[part.element] else {
                kept.append(part)
                continue
            }
            if node.isMember { continue }
            kept.append((part.element, self[part.element].removing(node.children, from: part.value)))
        }
        return self.value(like: value, from: kept)
    }
}
