package import Diagnostics
package import Values

/// One document of a YAML or JSON text: a flat array of nodes in document order, each with its byte range.
///
/// A node is 32 bytes; a plain scalar's text is a slice of the source. Aliases and merge keys are expanded: an
/// expanded node keeps the range of its definition, and `uses` remembers where it is used.
package final class Document: Sendable {
    /// The text that it was read from; all ranges lie in it.
    package let source: SourceFile
    /// The document's number in its file, from 0.
    package let number: Int
    /// Keys that stand twice in one mapping, in source order.
    package let duplicateKeys: [DuplicateKey]
    /// Keys before a merge key that brings the same key, in source order.
    package let overriddenKeys: [OverriddenKey]

    let records: [Record]
    /// Text of scalars that is not a slice of the source: escapes, folded lines.
    let pool: [UInt8]
    /// For the root of each expanded alias or merge its place of use, by ascending node index.
    let uses: [Use]

    init(
        source: SourceFile, number: Int, records: [Record], pool: [UInt8], uses: [Use],
        duplicateKeys: [DuplicateKey], overriddenKeys: [OverriddenKey] = []
    ) {
        self.source = source
        self.number = number
        self.records = records
        self.pool = pool
        self.uses = uses
        self.duplicateKeys = duplicateKeys
        self.overriddenKeys = overriddenKeys
    }

    /// The top node.
    package var root: Node { Node(document: self, index: 0) }

    /// A mapping's second entry for a key that it already has.
    package struct DuplicateKey: Sendable {
        /// The key as JSON spells it, which is what makes two keys the same.
        package let key: String
        /// The later key, the one that counts to kubectl.
        package let range: SourceRange
        /// The key that stands first.
        package let first: SourceRange
    }

    /// A key before a merge key that brings the same key: kubectl takes the merged value, this program the mapping's
    /// own.
    package struct OverriddenKey: Sendable {
        /// The key as JSON spells it.
        package let key: String
        /// Where the mapping's own key stands.
        package let range: SourceRange
        /// Where the `<<` behind it stands.
        package let mergeKey: SourceRange
    }

    struct Record: Sendable {
        enum Kind: UInt8, Sendable { case null, bool, int, double, sourceString, poolString, sequence, mapping }

        var kind: Kind
        var style: ScalarStyle = .plain
        var start: UInt32
        var end: UInt32
        /// The index of the node after this one and all that it holds.
        var next: UInt32
        /// A bool, an integer, a double's bits, a text's offset and length, or a collection's count.
        var payload: UInt64
    }

    struct Use: Sendable {
        let index: Int
        let end: Int
        let start: Int
        let stop: Int
    }
}

extension Document {
    /// Whether the key at an index has this text, byte by byte.
    fileprivate func hasKey(_ bytes: [UInt8], _ text: String, at index: Int) -> Bool {
        let record = records[index]
        let offset = Int(record.payload >> 32)
        let length = Int(record.payload & 0xFFFF_FFFF)
        switch record.kind {
        case .sourceString: return length == bytes.count && source.bytes[offset..<offset + length].elementsEqual(bytes)
        case .poolString: return length == bytes.count && pool[offset..<offset + length].elementsEqual(bytes)
        default: return Node(document: self, index: index).keyText == text
        }
    }
}

/// How a scalar was written; only plain ones are anything but strings.
package enum ScalarStyle: UInt8, Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
}

/// A place in a document: a scalar, a sequence or a mapping.
package struct Node: Sendable {
    /// The document that the node is a place of; it is kept alive as long as the node.
    package let document: Document
    let index: Int

    private var record: Document.Record { document.records[index] }

    /// The type of a node, as the API server would have it: `5432` is an integer, `"5432"` a string.
    package enum Kind: Sendable {
        case null, bool, int, double, string, sequence, mapping
    }

    /// The type of the node.
    package var kind: Kind {
        switch record.kind {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .double: .double
        case .sourceString, .poolString: .string
        case .sequence: .sequence
        case .mapping: .mapping
        }
    }

    /// How the scalar is written; `plain` for a collection.
    package var style: ScalarStyle { record.style }

    /// Where the node is written; for an expanded alias, where its definition is.
    package var range: SourceRange {
        SourceRange(file: document.source, start: Int(record.start), end: Int(record.end))
    }

    /// Where the alias or merge key stands that brought the node here; nil for a node written in place.
    package var use: SourceRange? {
        for use in document.uses.reversed() where use.index <= index && index < use.end {
            return SourceRange(file: document.source, start: use.start, end: use.stop)
        }
        return nil
    }

    /// The text of a scalar as written, quotes and all.
    package var sourceText: String {
        String(decoding: document.source.bytes[Int(record.start)..<Int(record.end)], as: UTF8.self)
    }

    /// The string of a string node.
    package var string: String? { document.string(record) }

    /// The elements of a sequence; empty for anything else.
    package var elements: [Node] {
        guard record.kind == .sequence else { return [] }
        return children(count: Int(record.payload))
    }

    /// The entries of a mapping in written order, merged ones last; empty for anything else.
    package var entries: [(key: Node, value: Node)] {
        guard record.kind == .mapping else { return [] }
        let nodes = children(count: 2 * Int(record.payload))
        return stride(from: 0, to: nodes.count, by: 2).map { (nodes[$0], nodes[$0 + 1]) }
    }

    private func children(count: Int) -> [Node] {
        var nodes: [Node] = []
        nodes.reserveCapacity(count)
        var child = index + 1
        for _ in 0..<count {
            nodes.append(Node(document: document, index: child))
            child = Int(document.records[child].next)
        }
        return nodes
    }

    /// The last entry of a mapping for a key: the one that counts where a key is repeated.
    package func entry(_ key: String) -> (key: Node, value: Node)? {
        guard record.kind == .mapping else { return nil }
        let text = Array(key.utf8)
        if let entry = lastEntry(where: { document.hasKey(text, key, at: $0) }) { return entry }
        // Two normal forms of a character make the same key, as they do in a `Value`.
        return text.allSatisfy { $0 < 0x80 }
            ? nil : lastEntry { Node(document: document, index: $0).keyText == key }
    }

    /// The last entry whose key's index fits, found without making a list of the entries: there may be 100,000.
    private func lastEntry(where isKey: (Int) -> Bool) -> (key: Node, value: Node)? {
        var found: Int?
        var child = index + 1
        for _ in 0..<record.payload {
            let value = Int(document.records[child].next)
            if isKey(child) { found = child }
            child = Int(document.records[value].next)
        }
        return found.map {
            (Node(document: document, index: $0), Node(document: document, index: Int(document.records[$0].next)))
        }
    }

    /// The element of a sequence; nil outside its bounds and for anything else.
    package func element(at position: Int) -> Node? {
        guard record.kind == .sequence, position >= 0, position < record.payload else { return nil }
        var child = index + 1
        for _ in 0..<position { child = Int(document.records[child].next) }
        return Node(document: document, index: child)
    }

    /// The value of a mapping's entry, the last one of the key; nil where there is none, and for anything but a
    /// mapping.
    package subscript(_ key: String) -> Node? { entry(key)?.value }

    /// A mapping key as the API server's JSON spells it: `5432`, `true` and `null` become strings.
    package var keyText: String {
        switch record.kind {
        case .sourceString, .poolString: string ?? ""
        case .sequence, .mapping: ""
        default: value.keyText
        }
    }

    /// The node and all it holds as plain data; of a repeated key the last entry counts.
    package var value: Value { document.value(at: index) }
}

extension Document {
    /// The text of a string record.
    fileprivate func string(_ record: Record) -> String? {
        let start = Int(record.payload >> 32)
        let end = start + Int(record.payload & 0xFFFF_FFFF)
        return switch record.kind {
        case .sourceString: source.bytes.withUnsafeBufferPointer { String(decoding: $0[start..<end], as: UTF8.self) }
        case .poolString: pool.withUnsafeBufferPointer { String(decoding: $0[start..<end], as: UTF8.self) }
        default: nil
        }
    }

    fileprivate func value(at index: Int) -> Value {
        let record = records[index]
        switch record.kind {
        case .null: return .null
        case .bool: return .bool(record.payload != 0)
        case .int: return .int(Int64(bitPattern: record.payload))
        case .double: return .double(Double(bitPattern: record.payload))
        case .sourceString, .poolString: return .string(string(record) ?? "")
        case .sequence:
            var values: [Value] = []
            values.reserveCapacity(Int(record.payload))
            var child = index + 1
            for _ in 0..<record.payload {
                values.append(value(at: child))
                child = Int(records[child].next)
            }
            return .array(values)
        case .mapping: return .object(object(record, at: index))
        }
    }

    private func object(_ record: Record, at index: Int) -> Object {
        var object = Object(capacity: Int(record.payload))
        var child = index + 1
        for _ in 0..<record.payload {
            let key = string(records[child]) ?? Node(document: self, index: child).keyText
            let index = Int(records[child].next)
            if duplicateKeys.isEmpty { object.append(key, value(at: index)) } else { object[key] = value(at: index) }
            child = Int(records[index].next)
        }
        return object
    }
}

extension Value {
    fileprivate var keyText: String {
        switch self {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .int(let int): String(int)
        case .double(let double): JSONWriter.text(of: double)
        case .string(let string): string
        case .array, .object: ""
        }
    }
}
