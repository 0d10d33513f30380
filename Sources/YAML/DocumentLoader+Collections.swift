internal import CLibYAML
internal import Diagnostics
internal import Documents
internal import Values

extension DocumentLoader {
    mutating func begin(
        mapping: Bool, flow: Bool, _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ start: Int, _ end: Int
    ) {
        guard open.count < limits.depth else { return stopForDepth(start, end) }
        if isKeyPosition {
            if flow, mapping, isTemplate(at: start) {
                return stop(
                    .yamlSyntax, "the text is not YAML but a template: '{{' is to be replaced", start - 1, end,
                    help: "render it first, for example: helm template CHART | openmcf validate -f -")
            }
            report(.yamlKey, "a key must be a scalar, not a \(mapping ? "mapping" : "list")", start, end)
        }
        let name = anchor.map { String(cString: $0) }
        if let name { anchors[name] = .open }
        open.append(
            OpenCollection(isMapping: mapping, isFlow: flow, anchor: name, index: builder.nextIndex))
        builder.begin(mapping: mapping, start: start)
        lastEnd = flow ? end : start
    }

    mutating func finishCollection(_ end: Int) {
        guard let collection = open.popLast() else { return }
        // A block collection's end mark lies where the next token starts; its text ends with its last child.
        builder.end(at: collection.isFlow ? end : lastEnd)
        if collection.isFlow { lastEnd = end }
        // An anchor counts from where its node starts: one of the same name inside it is a later one and stays.
        var anchor = collection.anchor
        if let name = anchor, case .done = anchors[name] { anchor = nil }
        finishNode(collection.index, anchor: anchor, height: collection.height + 1)
    }

    /// Whether a `{` is the second of a `{{` that templates, such as Helm's, begin with.
    private func isTemplate(at start: Int) -> Bool {
        let brace = UInt8(ascii: "{")
        return source.bytes.prefix(start).last == brace && source.bytes.dropFirst(start + 1).first != brace
    }

    /// Whether the next node is a key of the innermost mapping.
    var isKeyPosition: Bool {
        guard let collection = open.last else { return false }
        return collection.isMapping && collection.childCount % 2 == 0
    }

    /// Counts a finished node, remembers its anchor and checks what a merge key names.
    mutating func finishNode(
        _ index: Int, anchor: String?, height: Int = 0, isAlias: Bool = false, scalar: ResolvedScalar? = nil
    ) {
        if let anchor { anchors[anchor] = .done(builder.anchor(from: index), height: height, scalar: scalar) }
        guard !open.isEmpty else { return }
        open[open.count - 1].childCount += 1
        open[open.count - 1].height = max(open[open.count - 1].height, height)
        guard let mergeKey = open[open.count - 1].mergeKey, open[open.count - 1].childCount % 2 == 0 else { return }
        open[open.count - 1].mergeKey = nil
        if isAlias, builder.isSequence(index) {
            report(
                .yamlMergeKey, "'<<' merges no alias of a list", mergeKey.start, mergeKey.end,
                help: "write the list here: '<<: [*one, *other]'")
        } else if builder.isMergeable(index) {
            builder.noteMerge()
            let end = builder.nextIndex
            expand(by: end - index, text: builder.textSize(from: index, to: end), mergeKey.start, mergeKey.end)
        } else {
            report(.yamlMergeKey, "'<<' merges a mapping or a list of mappings", mergeKey.start, mergeKey.end)
        }
    }
}
