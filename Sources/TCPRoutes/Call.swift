internal import Values

/// One call of a function: the field it writes, and how.
///
/// What users build is a list of calls. The object is made of them in one place, ``object(_:)``, in the order in which
/// they were made; so a fragment acts on what stands before it, whenever it is joined.
struct Call: Sendable {
    /// What becomes of the field.
    enum Change: Sendable {
        /// It is this, whatever it was.
        case set(Value)
        /// A list gets further elements.
        case append([Value])
        /// A map gets further keys; those that it has get the new values.
        case merge(Object)
    }

    /// The names that lead to the field.
    let path: [String]
    let change: Change

    init(_ path: [String], _ change: Change) { (self.path, self.change) = (path, change) }

    /// The object that calls make, one after the other.
    static func object(_ calls: [Call]) -> Value {
        calls.reduce(into: .object([:])) { object, call in call.write(call.path[...], into: &object) }
    }

    private func write(_ path: ArraySlice<String>, into value: inout Value) {
        guard let field = path.first else { return change.apply(to: &value) }
        value.withMember(field) { member in
            var changed = member ?? .null
            member = nil
            write(path.dropFirst(), into: &changed)
            member = changed
        }
    }
}

extension Call.Change {
    /// Changes a field, which is null where it was not set.
    fileprivate func apply(to value: inout Value) {
        switch self {
        case .set(let new): value = new
        case .append(let elements):
            var list = value.array ?? []
            value = .null
            list += elements
            value = .array(list)
        case .merge(let entries):
            // By bytes: Swift's equality would take two normal forms of a text for one key.
            let new = Set(entries.keys.map { Array($0.utf8) })
            var map = value.object ?? [:]
            map.removeAll { key, _ in new.contains(Array(key.utf8)) }
            for (key, value) in entries { map.append(key, value) }
            value = .object(map)
        }
    }
}
