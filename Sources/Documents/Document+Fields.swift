package import Values

extension Document {
    /// Goes through the fields and the elements of lists in the order in which they are written.
    ///
    /// What an alias or a merge key brings is written elsewhere, and left out; an element that is an alias stands where
    /// the alias does.
    ///
    /// - Parameter body: is given the byte where each begins.
    package func forEachField(_ body: (_ start: Int, _ path: FieldPath) -> Void) {
        var used: [Int: Int] = [:]
        for use in uses { used[use.index] = use.start }
        var walk = FieldWalk(document: self, used: used)
        walk.visitChildren(of: 0, body)
    }
}

private struct FieldWalk {
    let document: Document
    /// Where the alias or merge key stands that brought a node, by the node's index.
    let used: [Int: Int]
    private var path = FieldPath()

    init(document: Document, used: [Int: Int]) {
        self.document = document
        self.used = used
    }

    mutating func visitChildren(of index: Int, _ body: (Int, FieldPath) -> Void) {
        let record = document.records[index]
        var child = index + 1
        switch record.kind {
        case .mapping:
            for _ in 0..<record.payload {
                let value = Int(document.records[child].next)
                if used[child] == nil {
                    visit(.key(Node(document: document, index: child).keyText), at: child, value, body)
                }
                child = Int(document.records[value].next)
            }
        case .sequence:
            for position in 0..<Int(record.payload) {
                visit(.index(position), at: child, child, body)
                child = Int(document.records[child].next)
            }
        default: break
        }
    }

    private mutating func visit(
        _ element: FieldPath.Element, at index: Int, _ value: Int, _ body: (Int, FieldPath) -> Void
    ) {
        path.elements.append(element)
        body(used[index] ?? Int(document.records[index].start), path)
        if used[value] == nil { visitChildren(of: value, body) }
        path.elements.removeLast()
    }
}
