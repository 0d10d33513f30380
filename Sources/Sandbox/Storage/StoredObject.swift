internal import Documents
internal import Values

/// An object as it is kept: its JSON, which is also what is saved and mostly what is sent, and what is searched for.
struct StoredObject: Sendable {
    let key: StoredKey
    let uid: String
    let resourceVersion: Int
    let labels: [String: String]
    let isBeingDeleted: Bool
    /// Whether nobody has written the object since it was created; not known any more after a restart.
    var isAsCreated = false
    /// Compact JSON with sorted keys, in the stored version of the API, so it begins with that.
    let json: [UInt8]

    /// - Returns: nil when it lacks the metadata that every stored object has.
    init?(_ collection: ObjectCollection, _ value: Value) {
        guard let metadata = value["metadata"], let name = metadata["name"]?.string,
            let uid = metadata["uid"]?.string,
            let version = metadata["resourceVersion"]?.string.flatMap({ Int($0) })
        else { return nil }
        key = StoredKey(collection: collection, namespace: metadata["namespace"]?.string ?? "", name: name)
        self.uid = uid
        resourceVersion = version
        labels = Dictionary(
            (metadata["labels"]?.object ?? [:]).compactMap { key, value in value.string.map { (key, $0) } },
            uniquingKeysWith: { $1 })
        isBeingDeleted = metadata["deletionTimestamp"] != nil
        json = JSONWriter.bytes(value, sortedKeys: true)
    }

    /// The object under another version.
    func with(version: Int) -> StoredObject {
        var value = value
        value.withMember("metadata") { $0?.set("resourceVersion", .string(String(version))) }
        return StoredObject(key.collection, value) ?? self
    }

    /// The object as plain data, in the stored version.
    var value: Value { (try? JSONReader.value(json)) ?? [:] }

    /// The object as plain data, as one version of the API shows it.
    func value(as resource: Resource) -> Value {
        var value = value
        value.set("apiVersion", .string(resource.apiVersion))
        return value
    }

    /// The object's JSON, as one version of the API shows it.
    func json(as resource: Resource) -> [UInt8] {
        let stored = Array("{\"apiVersion\":\"\(resource.storedAPIVersion)\"".utf8)
        guard resource.apiVersion != resource.storedAPIVersion, json.starts(with: stored) else { return json }
        return Array("{\"apiVersion\":\"\(resource.apiVersion)\"".utf8) + json[stored.count...]
    }
}
