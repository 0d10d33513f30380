/// What names an object in the store.
struct StoredKey: Sendable, Hashable, Comparable {
    let collection: ObjectCollection
    /// Empty for objects that have no namespace.
    let namespace: String
    let name: String

    static func < (left: StoredKey, right: StoredKey) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

extension StoredKey {
    /// The namespace of a name.
    static func namespace(_ name: String) -> StoredKey {
        StoredKey(collection: Resource.namespaceCollection, namespace: "", name: name)
    }
}
