internal import Values

/// Keeps the EndpointSlices in which clients see the processes that stand in for Services: what they lead to is of this
/// machine, which no client may write.
struct ShownSliceWriter: Sendable {
    private static let manager = "openmcf-gateway"

    private let store: Store
    private let writer: @Sendable (_ namespace: String) -> ObjectWriter

    init(store: Store, options: SandboxOptions) {
        self.store = store
        writer = { namespace in
            var writer = ObjectWriter(resource: .endpointSlice, namespace: namespace, options: options)
            writer.validates = false
            return writer
        }
    }

    /// Writes what differs, and deletes what is wanted no more.
    ///
    /// - Parameter present: the slices of earlier calls.
    /// - Returns: the versions that changes got.
    func write(_ wanted: [Value], over present: [StoredKey: Value]) async -> Set<Int> {
        var versions: Set<Int> = []
        var gone = present
        for slice in wanted {
            guard let name = slice["metadata"]?["name"]?.string, let namespace = slice["metadata"]?["namespace"]?.string
            else { continue }
            let writer = writer(namespace)
            let key = writer.key(name)
            if let old = gone.removeValue(forKey: key), Self.isSame(old, slice) { continue }
            // A namespace that is going takes no new ones.
            let version = try? await store.write { transaction throws(APIFailure) -> Int? in
                var write = WriteDemands(fieldManager: Self.manager)
                write.force = true
                let result = try writer.apply(slice, to: name, write, &transaction)
                return if case .stored(let object, _) = result { object.resourceVersion } else { nil }
            }
            if let version = version ?? nil { versions.insert(version) }
        }
        for key in gone.keys {
            let version = try? await store.write { transaction throws(APIFailure) -> Int? in
                let result = try writer(key.namespace).delete(key.name, DeleteDemands(), &transaction)
                return if case .removed(let object) = result { object.resourceVersion } else { nil }
            }
            if let version = version ?? nil { versions.insert(version) }
        }
        return versions
    }

    /// Whether a slice says what it should; what the server adds to one does not count.
    private static func isSame(_ old: Value, _ new: Value) -> Bool {
        ["addressType", "ports", "endpoints"].allSatisfy { old[$0] == new[$0] }
    }
}
