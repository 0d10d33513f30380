internal import Diagnostics
internal import Documents
internal import Schemas
internal import Values

/// Fields that stand beside the field that they belong below, because the blanks before them were lost.
///
/// A paste without them leaves `metadata:` and `spec:` empty, and a dozen fields in a place that knows none of them.
/// Each would be an error of its own, and none would say what happened.
struct LostIndentation {
    /// An empty field, and those beside it that it would take.
    private struct Parent {
        let path: FieldPath
        let isList: Bool
        var fields: [Node] = []

        var name: String { ViolationMessage.name(of: path) }
    }

    private let parents: [Parent]
    private let first: Node

    /// nil where every field stands where one of its name may stand.
    init?(_ root: Node, _ schema: Schema) {
        parents = Self.parents(in: root, schema, at: FieldPath())
        guard let first = parents.first?.fields.first else { return nil }
        self.first = first
    }

    func diagnostic(of manifest: Manifest) -> Diagnostic {
        let names = English.list(parents.map(\.name))
        let what =
            parents.count == 1
            ? "is empty, and its fields stand beside it" : "are empty, and their fields stand beside them"
        let helps = parents.map { parent in
            var fields: [String] = []
            for field in parent.fields.map({ "'\($0.keyText)'" }) where !fields.contains(field) { fields.append(field) }
            return parent.isList
                ? "write the elements of '\(parent.name)' below it, each with '- ' before its first field"
                : "indent \(English.list(fields)) below '\(parent.name):'"
        }
        return Diagnostic(
            .lostIndentation, "\(names) \(what): the indentation was lost",
            at: Diagnostic.Place(
                first.range, document: manifest.document.number, path: parents.first?.path,
                resource: manifest.name.isEmpty ? nil : manifest.name),
            help: helps.joined(separator: "; "))
    }

    // MARK: Looking for them

    /// The parents in the first mapping or list that has any.
    private static func parents(in node: Node, _ schema: Schema, at path: FieldPath) -> [Parent] {
        switch node.kind {
        case .mapping: parents(inMapping: node, schema, at: path)
        case .sequence: schema.items.map { parents(inList: node, $0, at: path) } ?? []
        default: []
        }
    }

    private static func parents(inMapping node: Node, _ schema: Schema, at path: FieldPath) -> [Parent] {
        // Between braces the blanks mean nothing.
        let isFlow = node.document.source.bytes[node.range.start] == UInt8(ascii: "{")
        var found: [Parent] = []
        var open: (parent: Parent, schema: Schema)?
        func close() {
            if let parent = open?.parent, !parent.fields.isEmpty { found.append(parent) }
            open = nil
        }
        for (key, value) in isFlow ? [] : node.entries {
            let name = Spelling.canonicalKey(key.keyText, in: schema)
            if let member = schema[name] {
                guard value.kind == .null, let fields = member.fieldsBelow else { continue }
                close()
                open = (Parent(path: path.appending(name), isList: member.items != nil), fields)
            } else if let fields = open?.schema, fields[Spelling.canonicalKey(key.keyText, in: fields)] != nil {
                open?.parent.fields.append(key)
            }
        }
        close()
        guard found.isEmpty else { return found }
        for (key, value) in node.entries {
            let name = Spelling.canonicalKey(key.keyText, in: schema)
            guard let member = schema[name] else { continue }
            found = parents(in: value, member, at: path.appending(name))
            if !found.isEmpty { break }
        }
        return found
    }

    /// Of a list in a list: `- backendRefs:` and then, as the next element, the first backend.
    private static func parents(inList node: Node, _ items: Schema, at path: FieldPath) -> [Parent] {
        let elements = node.elements
        for (index, element) in elements.enumerated() {
            let found = parents(in: element, items, at: path.appending(index))
            if !found.isEmpty { return found }
            guard index + 1 < elements.count, let last = element.entries.last, last.value.kind == .null else {
                continue
            }
            let name = Spelling.canonicalKey(last.key.keyText, in: items)
            guard let member = items[name], member.items != nil, let fields = member.fieldsBelow else { continue }
            let lost = elements[index + 1].entries.map(\.key).filter { key in
                items[Spelling.canonicalKey(key.keyText, in: items)] == nil
                    && fields[Spelling.canonicalKey(key.keyText, in: fields)] != nil
            }
            if !lost.isEmpty {
                return [Parent(path: path.appending(index).appending(name), isList: true, fields: lost)]
            }
        }
        return []
    }
}

extension Schema {
    /// The mapping whose fields stand below a field of this schema; nil where none do.
    fileprivate var fieldsBelow: Schema? {
        let mapping = items ?? self
        return mapping.properties.isEmpty ? nil : mapping
    }
}
