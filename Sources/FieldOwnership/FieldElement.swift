internal import Documents
package import Values

/// One step of a path in a ``FieldSet``: a field, or the item of a list by its keys, its value or its place.
package struct FieldElement: Sendable, Hashable {
    /// The step as `fieldsV1` spells it: `f:name`, `k:{"type":"Ready"}`, `v:"text"`, `i:0`.
    package let text: String

    private init(unchecked text: String) { self.text = text }

    /// Reads a key of `fieldsV1`; nil when it is none.
    package init?(_ text: String) {
        let content = text.dropFirst(2)
        switch text.prefix(2) {
        case "f:": self.text = text
        case "i:":
            guard let index = Int(content), index >= 0 else { return nil }
            self = .index(index)
        case "k:", "v:":
            guard let value = try? JSONReader.value(Array(content.utf8)) else { return nil }
            if text.hasPrefix("v:") {
                self = .value(value)
            } else {
                guard let keys = value.object else { return nil }
                self = .keys(keys)
            }
        default: return nil
        }
    }

    /// A member of a mapping, by its name (`f:`).
    package static func field(_ name: String) -> FieldElement { FieldElement(unchecked: "f:" + name) }
    /// An item of a list, by its place from 0 (`i:`): read from other servers' entries, never made by a
    /// ``MergeStructure``.
    package static func index(_ index: Int) -> FieldElement { FieldElement(unchecked: "i:\(index)") }
    /// An item of a set, by its value (`v:`).
    package static func value(_ value: Value) -> FieldElement {
        FieldElement(unchecked: "v:" + JSONWriter.text(value, sortedKeys: true))
    }
    /// An item of a list with keys, by the members that tell it from others (`k:`), such as `{"type":"Ready"}`.
    package static func keys(_ keys: Object) -> FieldElement {
        FieldElement(unchecked: "k:" + JSONWriter.text(.object(keys), sortedKeys: true))
    }

    /// The name of a field; nil for an item of a list.
    package var fieldName: String? { text.hasPrefix("f:") ? String(text.dropFirst(2)) : nil }

    /// The step as conflict messages spell it: `.name`, `[type="Ready"]`, `[="text"]`, `[0]`.
    package var pathText: String {
        let content = text.dropFirst(2)
        switch text.prefix(2) {
        case "f:": return "." + content
        case "v:": return "[=\(content)]"
        case "k:":
            let keys = (try? JSONReader.value(Array(content.utf8)))?.object ?? [:]
            return "[" + keys.map { "\($0)=\(JSONWriter.text($1))" }.joined(separator: ",") + "]"
        default: return "[\(content)]"
        }
    }
}

extension FieldElement: Comparable {
    package static func < (left: FieldElement, right: FieldElement) -> Bool { left.text < right.text }
}

extension [FieldElement] {
    /// The path as conflict messages spell it: `.spec.rules`.
    package var pathText: String { map(\.pathText).joined() }
}
