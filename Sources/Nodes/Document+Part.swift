internal import Diagnostics

extension Document {
    /// A node and all it holds as a document of its own: same text, same places, same number.
    package func part(_ node: Node) -> Document {
        let (start, end) = (node.index, Int(records[node.index].next))
        let records = records[start..<end].map { record in
            var record = record
            record.next -= UInt32(start)
            return record
        }
        let uses = uses.compactMap { use -> Use? in
            guard use.index < end, use.end > start else { return nil }
            return Use(
                index: max(use.index, start) - start, end: min(use.end, end) - start, start: use.start, stop: use.stop)
        }
        let (first, last) = (node.range.start, node.range.end)
        return Document(
            source: source, number: number, records: records, pool: pool, uses: uses,
            duplicateKeys: duplicateKeys.filter { first <= $0.range.start && $0.range.end <= last })
    }
}
