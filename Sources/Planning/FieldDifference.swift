package import Values

/// The fields in which two objects differ, each at the narrowest path.
package enum FieldDifference {
    /// The differences in document order; empty for equivalent values.
    package static func between(_ before: Value, _ after: Value) -> [FieldChange] {
        var changes: [FieldChange] = []
        compare(before, after, FieldPath(), &changes)
        return changes
    }

    private static func compare(_ before: Value, _ after: Value, _ path: FieldPath, _ changes: inout [FieldChange]) {
        switch (before, after) {
        case (.object(let old), .object(let new)):
            for key in old.keys + new.keys.filter({ old[$0] == nil }) {
                compareMember(old[key], new[key], path.appending(key), &changes)
            }
        case (.array(let old), .array(let new)): compareLists(old, new, path, &changes)
        default:
            if !before.isEquivalent(to: after) { changes.append(FieldChange(path, before: before, after: after)) }
        }
    }

    private static func compareMember(
        _ before: Value?, _ after: Value?, _ path: FieldPath, _ changes: inout [FieldChange]
    ) {
        if let before, let after {
            compare(before, after, path, &changes)
        } else if before != nil || after != nil {
            changes.append(FieldChange(path, before: before, after: after))
        }
    }

    /// Lists are compared between their equal ends, so that one element added in front is one change.
    private static func compareLists(_ old: [Value], _ new: [Value], _ path: FieldPath, _ changes: inout [FieldChange])
    {
        let shorter = min(old.count, new.count)
        // Equal lengths mean edits in place: there, index by index is what a person expects.
        guard old.count != new.count else {
            for index in 0..<shorter { compare(old[index], new[index], path.appending(index), &changes) }
            return
        }
        var prefix = 0
        while prefix < shorter, old[prefix].isEquivalent(to: new[prefix]) { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix, old[old.count - 1 - suffix].isEquivalent(to: new[new.count - 1 - suffix]) {
            suffix += 1
        }
        let oldEnd = old.count - suffix
        let newEnd = new.count - suffix
        for index in prefix..<max(oldEnd, newEnd) {
            // Spelled out, because a bare nil beside a Value would be the value null.
            let before: Value? = index < oldEnd ? .some(old[index]) : .none
            let after: Value? = index < newEnd ? .some(new[index]) : .none
            compareMember(before, after, path.appending(index), &changes)
        }
    }
}
