/// One change of the store, as watches see it.
struct StoreEvent: Sendable {
    enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    let kind: Kind
    /// The object after the change; a deleted one as it was, with the version of its deletion.
    let object: StoredObject
    /// The object before a modification.
    let previous: StoredObject?

    var resourceVersion: Int { object.resourceVersion }
}
