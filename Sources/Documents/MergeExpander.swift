internal import Diagnostics

/// Replaces each `<<` by the entries of the mappings it names, which the mapping's own keys and earlier ones override.
///
/// Runs once over the finished document, so that an anchor's place never changes while aliases may still name it.
struct MergeExpander {
    private struct Entry {
        let key: Int
        /// The merge key that brought the entry here.
        var mergedFrom: Int?
    }

    private let builder: DocumentBuilder
    private let usesByIndex: [Int: [Document.Use]]
    private var records: [Document.Record] = []
    private var uses: [Document.Use] = []
    /// By the place of the key: a mapping is laid out again for every alias of it.
    private var overridden: [Int: Document.OverriddenKey] = [:]

    private init(_ builder: DocumentBuilder) {
        self.builder = builder
        usesByIndex = Dictionary(grouping: builder.uses, by: \.index)
    }

    static func expand(
        _ builder: DocumentBuilder
    ) -> (records: [Document.Record], uses: [Document.Use], overridden: [Document.OverriddenKey]) {
        var expander = MergeExpander(builder)
        expander.emit(0)
        let overridden = expander.overridden.values.sorted { $0.range.start < $1.range.start }
        return (expander.records, expander.uses, overridden)
    }

    private mutating func emit(_ index: Int) {
        let old = builder.records[index]
        let target = records.count
        records.append(old)
        switch old.kind {
        case .sequence:
            for child in builder.childIndices(from: index + 1, to: Int(old.next)) { emit(child) }
        case .mapping:
            let entries = entries(of: index)
            for entry in entries {
                let start = records.count
                emit(entry.key)
                emit(Int(builder.records[entry.key].next))
                if let mergeKey = entry.mergedFrom {
                    let place = builder.records[mergeKey]
                    addUse(from: start, start: Int(place.start), stop: Int(place.end))
                }
            }
            records[target].payload = UInt64(entries.count)
        default: break
        }
        records[target].next = UInt32(truncatingIfNeeded: records.count)
        for use in usesByIndex[index] ?? [] {
            addUse(from: target, start: use.start, stop: use.stop)
        }
    }

    private mutating func addUse(from index: Int, start: Int, stop: Int) {
        uses.append(Document.Use(index: index, end: records.count, start: start, stop: stop))
    }

    /// The entries that count: a mapping's own, then the merged ones that it does not have.
    private mutating func entries(of mapping: Int) -> [Entry] {
        var own: [Entry] = []
        var merged: [Entry] = []
        var earlier = EarlierKeys()
        let children = builder.childIndices(from: mapping + 1, to: Int(builder.records[mapping].next))
        for position in stride(from: 0, to: children.count - 1, by: 2) {
            let key = children[position]
            if builder.isMergeKey(key), builder.isMergeable(children[position + 1]) {
                // Of several merge keys the last counts most, as in kubectl; in a list of mappings the first.
                let new = mergedEntries(of: children[position + 1], mergeKey: key)
                earlier.add(own, builder)
                for entry in new { noteOverridden(earlier.keys[builder.keyText(entry.key)], by: key) }
                merged = new + merged
            } else {
                own.append(Entry(key: key))
            }
        }
        guard !merged.isEmpty else { return own }
        var known = Set(own.map { builder.keyText($0.key) })
        return own + merged.filter { known.insert(builder.keyText($0.key)).inserted }
    }

    /// Keys of a mapping before a merge key, by their text.
    private struct EarlierKeys {
        private(set) var keys: [String: Int] = [:]
        private var count = 0

        mutating func add(_ own: [Entry], _ builder: DocumentBuilder) {
            for entry in own[count...] { keys[builder.keyText(entry.key)] = entry.key }
            count = own.count
        }
    }

    private mutating func noteOverridden(_ key: Int?, by mergeKey: Int) {
        guard let key else { return }
        let range = builder.range(key)
        overridden[range.start] = Document.OverriddenKey(
            key: builder.keyText(key), range: range, mergeKey: builder.range(mergeKey))
    }

    private mutating func mergedEntries(of value: Int, mergeKey: Int) -> [Entry] {
        let mappings =
            builder.records[value].kind == .sequence
            ? builder.childIndices(from: value + 1, to: Int(builder.records[value].next)) : [value]
        var merged: [Entry] = []
        for mapping in mappings {
            merged += entries(of: mapping).map { Entry(key: $0.key, mergedFrom: mergeKey) }
        }
        return merged
    }
}
