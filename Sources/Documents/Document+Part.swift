extension Document {
    /// A node and all it holds as a document of its own: same text, same places, same number.
    package func part(_ node: Node) -> Document { part(node, uses: uses) }

    /// The elements of a sequence, each as a document of its own.
    package func parts(_ sequence: Node) -> [Document] {
        // Aliases are passed once for all elements, and not once for each.
        let around = uses.filter { $0.index <= sequence.index && sequence.index < $0.end }
        var next = uses.firstIndex { $0.index > sequence.index } ?? uses.endIndex
        return sequence.elements.map { element in
            let end = Int(records[element.index].next)
            let first = next
            while next < uses.endIndex, uses[next].index < end { next += 1 }
            return part(element, uses: around + uses[first..<next])
        }
    }

    private func part(_ node: Node, uses: [Use]) -> Document {
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
        // What is wrong with keys is told of the whole document.
        return Document(source: source, number: number, records: records, pool: pool, uses: uses, duplicateKeys: [])
    }
}
