package import Diagnostics

/// Builds a document from the events of a parser, in document order.
///
/// Its caller bounds depth, size and expansion; the builder only lays nodes out.
package struct DocumentBuilder {
    /// What a plain scalar means.
    package enum Scalar: Sendable, Equatable {
        case null
        case bool(Bool)
        case int(Int64)
        case double(Double)
        case string
    }

    /// A node that is laid out already, to be repeated by an alias.
    package struct Anchor: Sendable {
        let index: Int
        let end: Int
    }

    private struct Collection {
        let index: Int
        let isMapping: Bool
        /// Nodes directly inside; of a mapping keys and values.
        var children = 0
    }

    /// Mappings with more entries than this are searched for repeated keys by hashing.
    private static let hashingThreshold = 12

    private static let manifestRoom = 1024

    private let source: SourceFile
    private var number: Int
    private let room: Int
    var records: [Document.Record] = []
    private var pool: [UInt8] = []
    var uses: [Document.Use] = []
    private var duplicateKeys: [Document.DuplicateKey] = []
    private var open: [Collection] = []
    private var hasMergeKeys = false

    /// - Parameter room: how many nodes to make room for at once; nil for as many as a manifest has at most.
    package init(source: SourceFile, number: Int, room: Int? = nil) {
        self.source = source
        self.number = number
        // A node takes some eight bytes of a manifest.
        self.room = room ?? min(source.bytes.count / 8, Self.manifestRoom)
    }

    /// How many nodes are laid out, those of aliases included.
    package var count: Int { records.count }
    var depth: Int { open.count }

    /// The anchor for the node that is laid out next.
    package var nextIndex: Int { records.count }

    /// Adds a scalar that is written at bytes `start` to `end` of the source; of a string these are its text.
    package mutating func scalar(_ scalar: Scalar, style: ScalarStyle, start: Int, end: Int) {
        switch scalar {
        case .null: append(.null, style, start, end, 0)
        case .bool(let bool): append(.bool, style, start, end, bool ? 1 : 0)
        case .int(let int): append(.int, style, start, end, UInt64(bitPattern: int))
        case .double(let double): append(.double, style, start, end, double.bitPattern)
        case .string: append(.sourceString, style, start, end, Self.slice(start, end - start))
        }
    }

    /// A string whose text is the bytes from `offset` of the source.
    package mutating func sourceString(offset: Int, length: Int, style: ScalarStyle, start: Int, end: Int) {
        append(.sourceString, style, start, end, Self.slice(offset, length))
    }

    /// A string whose text differs from how it is written.
    package mutating func poolString(
        _ text: some Swift.Collection<UInt8>, style: ScalarStyle, start: Int, end: Int
    ) {
        let offset = pool.count
        pool.append(contentsOf: text)
        append(.poolString, style, start, end, Self.slice(offset, pool.count - offset))
    }

    /// Begins a mapping or a sequence, whose children come next; each key is followed by its value.
    package mutating func begin(mapping isMapping: Bool, start: Int) {
        let index = records.count
        append(isMapping ? .mapping : .sequence, .plain, start, start, 0)
        open.append(Collection(index: index, isMapping: isMapping))
    }

    /// Ends the innermost collection.
    package mutating func end(at end: Int) {
        guard let collection = open.popLast() else { return }
        let index = collection.index
        let count = collection.isMapping ? collection.children / 2 : collection.children
        records[index].end = UInt32(truncatingIfNeeded: max(end, Int(records[index].start)))
        records[index].next = UInt32(truncatingIfNeeded: records.count)
        records[index].payload = UInt64(count)
        if collection.isMapping, count > 1 { findDuplicates(index, count) }
    }

    /// Says that the document has a merge key, which `finish` is to expand.
    package mutating func noteMerge() { hasMergeKeys = true }

    /// The anchor of the node that began at `index` and has ended.
    package func anchor(from index: Int) -> Anchor { Anchor(index: index, end: Int(records[index].next)) }

    /// How many nodes an alias of the anchor adds.
    package func size(of anchor: Anchor) -> Int { anchor.end - anchor.index }

    /// The bytes of all texts in the nodes from `index` on that are laid out already.
    package func textSize(from index: Int, to end: Int) -> Int {
        records[index..<end].reduce(0) { size, record in
            let isText = record.kind == .sourceString || record.kind == .poolString
            return isText ? size + Int(record.payload & 0xFFFF_FFFF) : size
        }
    }

    /// The bytes of all texts that an alias of the anchor repeats.
    package func textSize(of anchor: Anchor) -> Int { textSize(from: anchor.index, to: anchor.end) }

    /// Repeats an anchored node, used at the given place.
    package mutating func alias(_ anchor: Anchor, start: Int, end: Int) {
        let target = records.count
        let shift = target - anchor.index
        countChild()
        for index in anchor.index..<anchor.end {
            var record = records[index]
            record.next = UInt32(truncatingIfNeeded: Int(record.next) + shift)
            records.append(record)
        }
        uses.append(Document.Use(index: target, end: records.count, start: start, stop: end))
    }

    /// The document; the builder is then ready for the next one of the text.
    package mutating func finish() -> Document {
        var overridden: [Document.OverriddenKey] = []
        if hasMergeKeys { (records, uses, overridden) = MergeExpander.expand(self) }
        var next = DocumentBuilder(source: source, number: number + 1, room: room)
        // A text may hold a million small documents: the room that was made serves all, and each keeps what it takes.
        if records.count <= records.capacity / 2, records.capacity <= 2 * Self.manifestRoom {
            next.records = records
            records = records.map { $0 }
            next.records.removeAll(keepingCapacity: true)
        }
        let document = Document(
            source: source, number: number, records: records, pool: pool, uses: uses, duplicateKeys: duplicateKeys,
            overriddenKeys: overridden)
        self = next
        return document
    }

    private mutating func append(
        _ kind: Document.Record.Kind, _ style: ScalarStyle, _ start: Int, _ end: Int, _ payload: UInt64
    ) {
        countChild()
        if records.capacity == 0 { records.reserveCapacity(max(room, 16)) }
        records.append(
            Document.Record(
                kind: kind, style: style, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end), next: UInt32(truncatingIfNeeded: records.count + 1),
                payload: payload))
    }

    private mutating func countChild() {
        if !open.isEmpty { open[open.count - 1].children += 1 }
    }

    private static func slice(_ offset: Int, _ length: Int) -> UInt64 { UInt64(offset) << 32 | UInt64(length) }

    func childIndices(from start: Int, to end: Int) -> [Int] {
        var indices: [Int] = []
        var child = start
        while child < end {
            indices.append(child)
            child = Int(records[child].next)
        }
        return indices
    }
}

// MARK: - Keys

extension DocumentBuilder {
    private mutating func findDuplicates(_ mapping: Int, _ count: Int) {
        var firsts: [[UInt8]: Int] = [:]
        var key = mapping + 1
        for _ in 0..<count {
            // A key that is a collection is the caller's to report; it has no text to compare.
            if isScalar(key), !isMergeKey(key) {
                let first: Int?
                if count <= Self.hashingThreshold {
                    first = firstKey(of: mapping, sameAs: key)
                } else {
                    let text = Array(keyText(key).utf8)
                    first = firsts[text]
                    if first == nil { firsts[text] = key }
                }
                if let first { noteDuplicate(key, first) }
            }
            key = nextKey(key)
        }
    }

    /// The first key of the mapping, before the given one, with the same text.
    private func firstKey(of mapping: Int, sameAs key: Int) -> Int? {
        var other = mapping + 1
        while other < key {
            if sameKey(other, key), !isMergeKey(other) { return other }
            other = nextKey(other)
        }
        return nil
    }

    private func nextKey(_ key: Int) -> Int { Int(records[Int(records[key].next)].next) }

    private mutating func noteDuplicate(_ key: Int, _ first: Int) {
        duplicateKeys.append(
            Document.DuplicateKey(key: keyText(key), range: range(key), first: range(first)))
    }

    func range(_ index: Int) -> SourceRange {
        SourceRange(file: source, start: Int(records[index].start), end: Int(records[index].end))
    }

    private func sameKey(_ left: Int, _ right: Int) -> Bool {
        let (one, other) = (records[left], records[right])
        if one.kind == .sourceString, other.kind == .sourceString {
            // The common case, without any copy: most keys differ in length or in their first byte.
            guard one.payload & 0xFFFF_FFFF == other.payload & 0xFFFF_FFFF else { return false }
            return source.bytes.withUnsafeBufferPointer { bytes in
                let (start, otherStart) = (Int(one.payload >> 32), Int(other.payload >> 32))
                return (0..<Int(one.payload & 0xFFFF_FFFF)).allSatisfy { bytes[start + $0] == bytes[otherStart + $0] }
            }
        }
        guard isScalar(left) else { return false }
        return keyText(left).utf8.elementsEqual(keyText(right).utf8)
    }

    private func isScalar(_ index: Int) -> Bool {
        records[index].kind != .sequence && records[index].kind != .mapping
    }

    private func text(_ index: Int) -> ArraySlice<UInt8>? {
        let record = records[index]
        let offset = Int(record.payload >> 32)
        let end = offset + Int(record.payload & 0xFFFF_FFFF)
        return switch record.kind {
        case .sourceString: source.bytes[offset..<end]
        case .poolString: pool[offset..<end]
        default: nil
        }
    }

    /// A scalar key's text without laying out a document for it.
    func keyText(_ index: Int) -> String {
        if let text = text(index) { return String(decoding: text, as: UTF8.self) }
        guard isScalar(index) else { return "" }
        let key = Document(
            source: source, number: 0, records: [records[index]], pool: [], uses: [], duplicateKeys: [])
        return key.root.keyText
    }

    func isMergeKey(_ index: Int) -> Bool {
        let record = records[index]
        return record.style == .plain && record.payload & 0xFFFF_FFFF == 2
            && text(index)?.elementsEqual([0x3C, 0x3C]) == true
    }
}

extension DocumentBuilder {
    /// Whether a node is no scalar, and so no key.
    package func isCollection(_ anchor: Anchor) -> Bool { !isScalar(anchor.index) }

    /// Whether a node that is laid out already is a sequence.
    package func isSequence(_ index: Int) -> Bool { records[index].kind == .sequence }

    /// Whether a node can be merged: a mapping, or a sequence of mappings.
    package func isMergeable(_ index: Int) -> Bool {
        switch records[index].kind {
        case .mapping: true
        case .sequence:
            childIndices(from: index + 1, to: Int(records[index].next)).allSatisfy { records[$0].kind == .mapping }
        default: false
        }
    }
}
