internal import Documents
package import Values

/// A set of field paths, as `managedFields` records who owns what (structured-merge-diff `fieldpath.Set`).
///
/// A path is a chain of ``FieldElement``; a field and what lies inside it are members independently of each other.
package struct FieldSet: Sendable, Equatable {
    struct Node: Sendable, Equatable {
        var isMember = false
        var children = FieldSet()
    }

    /// Only nodes that are members or hold some.
    var nodes: [FieldElement: Node] = [:]

    package init() {}

    /// The set of the given paths.
    package init(_ paths: [FieldElement]...) {
        for path in paths { insert(path) }
    }

    /// Whether no path is a member: nodes that hold none are never kept.
    package var isEmpty: Bool { nodes.isEmpty }

    /// Adds one path, and nothing around it or inside it; an empty path is ignored.
    package mutating func insert(_ path: [FieldElement]) { insert(path[...]) }

    private mutating func insert(_ path: ArraySlice<FieldElement>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            nodes[first, default: Node()].isMember = true
        } else {
            nodes[first, default: Node()].children.insert(path.dropFirst())
        }
    }

    /// Every member, fields before the items of lists and each by name.
    package var paths: [[FieldElement]] {
        var paths: [[FieldElement]] = []
        collect(into: &paths, [])
        return paths
    }

    private func collect(into paths: inout [[FieldElement]], _ prefix: [FieldElement]) {
        for (element, node) in nodes.sorted(by: { $0.key < $1.key }) {
            let path = prefix + [element]
            if node.isMember { paths.append(path) }
            node.children.collect(into: &paths, path)
        }
    }
}

// MARK: - Algebra

extension FieldSet {
    /// The paths that are in either set.
    package func union(_ other: FieldSet) -> FieldSet {
        var result = self
        for (element, node) in other.nodes {
            guard let own = nodes[element] else {
                result.nodes[element] = node
                continue
            }
            result.nodes[element] = Node(
                isMember: own.isMember || node.isMember, children: own.children.union(node.children))
        }
        return result
    }

    /// The paths that are in both sets; a field inside a common one is not added.
    package func intersection(_ other: FieldSet) -> FieldSet {
        combining(other) { own, node in
            Node(isMember: own.isMember && node.isMember, children: own.children.intersection(node.children))
        }
    }

    /// The members that are not in the other set; a field inside one that is stays.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        guard !other.isEmpty else { return self }
        return combining(other) { own, node in
            Node(isMember: own.isMember && !node.isMember, children: own.children.subtracting(node.children))
        }
    }

    /// The set without the given members; a field around them goes with the last one that is inside it.
    package func removingWithParents(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, own) in nodes {
            let removed = other.nodes[element] ?? Node()
            let children = own.children.removingWithParents(removed.children)
            if children.isEmpty, !own.children.isEmpty || removed.isMember { continue }
            result.nodes[element] = Node(isMember: own.isMember && !removed.isMember, children: children)
        }
        return result
    }

    private func combining(_ other: FieldSet, _ combine: (Node, Node) -> Node) -> FieldSet {
        var result = FieldSet()
        for (element, own) in nodes {
            let node = combine(own, other.nodes[element] ?? Node())
            if node.isMember || !node.children.isEmpty { result.nodes[element] = node }
        }
        return result
    }

    /// The set without the given paths and all that lies inside them.
    package func removingRecursively(_ other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, own) in nodes {
            let removed = other.nodes[element] ?? Node()
            if removed.isMember { continue }
            let children = own.children.removingRecursively(removed.children)
            if own.isMember || !children.isEmpty {
                result.nodes[element] = Node(isMember: own.isMember, children: children)
            }
        }
        return result
    }

    /// The members that are one of the given paths or lie inside one.
    package func restricted(to other: FieldSet) -> FieldSet {
        var result = FieldSet()
        for (element, own) in nodes {
            guard let node = other.nodes[element] else { continue }
            if node.isMember {
                result.nodes[element] = own
            } else {
                let children = own.children.restricted(to: node.children)
                if !children.isEmpty { result.nodes[element] = Node(children: children) }
            }
        }
        return result
    }

    /// The set with the declared fields on the way to a member added: a mapping goes with its last owned field.
    func namingParents(_ structure: MergeStructure) -> FieldSet {
        var result = FieldSet()
        for (element, own) in nodes {
            let isDeclared = structure.declares(element)
            result.nodes[element] = Node(
                isMember: own.isMember || isDeclared, children: own.children.namingParents(structure[element]))
        }
        return result
    }
}

// MARK: - FieldsV1

/// Why a `fieldsV1` value cannot be read.
package struct FieldSetError: Error, Equatable {
    /// What is wrong with which key, one sentence without a final full stop.
    package let message: String

    package init(message: String) { self.message = message }
}

extension FieldSet {
    /// Reads the `fieldsV1` of an entry of `managedFields`; unknown kinds of keys are an error.
    package init(fieldsV1 value: Value) throws(FieldSetError) {
        guard let object = value.object else {
            throw FieldSetError(message: "fieldsV1 must be an object, not a \(value.typeName)")
        }
        for (key, member) in object where key != "." {
            guard let element = FieldElement(key) else {
                throw FieldSetError(message: "'\(key)' is no path element: it must start with f:, k:, v: or i:")
            }
            let children = try FieldSet(fieldsV1: member)
            nodes[element] = Node(isMember: children.isEmpty || member["."] != nil, children: children)
        }
    }

    /// The set as `fieldsV1` of an entry of `managedFields`.
    package var fieldsV1: Value {
        var object = Object(capacity: nodes.count)
        for (element, node) in nodes.sorted(by: { $0.key < $1.key }) {
            var member: Value = node.children.fieldsV1
            if node.isMember, !node.children.isEmpty, case .object(let inner) = member {
                var marked: Object = [".": [:]]
                for (key, value) in inner { marked[key] = value }
                member = .object(marked)
            }
            object[element.text] = member
        }
        return .object(object)
    }
}
