package import Values

extension Node {
    /// Another spelling of a key that means the same field, such as `backend_refs` for `backendRefs`.
    package typealias KeySpellings = @Sendable (String) -> [String]

    /// The node at a path, or the deepest one on the way to it, and whether the whole path was found.
    package func locate(
        _ path: FieldPath, spellings: KeySpellings = { [$0] }
    ) -> (node: Node, key: Node?, found: Bool) {
        var node = self
        var keyNode: Node?
        for element in path.elements {
            switch element {
            case .index(let index):
                guard let element = node.element(at: index) else { return (node, keyNode, false) }
                node = element
                keyNode = nil
            case .key(let key):
                // Most fields stand under their own name, and the other spellings cost more than the look.
                let entry = node.entry(key) ?? spellings(key).lazy.compactMap { [node] in node.entry($0) }.first
                guard let entry else { return (node, keyNode, false) }
                node = entry.value
                keyNode = entry.key
            }
        }
        return (node, keyNode, true)
    }
}
