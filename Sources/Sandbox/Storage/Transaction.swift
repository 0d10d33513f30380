internal import Values

/// Changes that are made together.
struct Transaction {
    private(set) var state: Store.State
    private var changes: [Change] = []

    private enum Change {
        case put(StoredObject)
        case remove(StoredObject)
    }

    init(state: Store.State) { self.state = state }

    /// The version that the next change gets.
    var nextVersion: Int { state.revision + changes.count + 1 }

    /// The objects of a kind in the order of their names; nil for all namespaces.
    mutating func list(_ collection: ObjectCollection, namespace: String?) -> [StoredObject] {
        state.list(collection, namespace: namespace)
    }

    /// All that is in a namespace.
    mutating func contents(of namespace: String) -> [StoredObject] {
        Resource.namespacedCollections.flatMap { list($0, namespace: namespace) }
    }

    /// Stores an object under the next version.
    ///
    /// - Returns: the object with that version in it.
    mutating func put(_ collection: ObjectCollection, _ value: Value) throws(APIFailure) -> StoredObject {
        guard var object = Self.versioned(collection, value, nextVersion) else {
            throw .internalError("an object without a name or a uid was to be stored")
        }
        object.isAsCreated = state[object.key] == nil
        changes.append(.put(object))
        return object
    }

    /// Removes an object.
    ///
    /// - Returns: its last sight, with the version of its removal.
    @discardableResult
    mutating func remove(_ object: StoredObject) throws(APIFailure) -> StoredObject {
        guard let gone = Self.versioned(object.key.collection, object.value, nextVersion) else {
            throw .internalError("an object without a name or a uid was to be removed")
        }
        changes.append(.remove(gone))
        return gone
    }

    private static func versioned(_ collection: ObjectCollection, _ value: Value, _ version: Int) -> StoredObject? {
        var value = value
        value.withMember("metadata") { metadata in
            metadata?.set("resourceVersion", .string(String(version)))
        }
        return StoredObject(collection, value)
    }

    /// Carries out the changes, in place.
    mutating func commit() {
        for change in changes {
            switch change {
            case .put(let object): state.put(object)
            case .remove(let object): state.remove(object)
            }
        }
    }
}
