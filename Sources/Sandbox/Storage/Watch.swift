/// What a watch is about and how it is told.
struct Watch: Sendable {
    let resource: Resource
    let namespace: String?
    let selection: Selection
    /// The version after which changes are told; nil to begin with what is there.
    let start: Int?
    /// Whether to begin with what is there and to say when that is over (KEP-3157); nil when not asked.
    let sendsInitialEvents: Bool?
    let sendsBookmarks: Bool
    /// Seconds.
    let timeout: Int
    let negotiation: Negotiation
    let includeObject: String

    func concerns(_ object: StoredObject) -> Bool {
        object.key.collection == resource.collection && (namespace == nil || object.key.namespace == namespace)
    }
}
