/// An object of a cluster as states, journals, plans and reports name it: which it is, and in which version it is sent.
package struct ObjectReference: Sendable, Hashable {
    /// The object's API group, namespace and name.
    package let key: RouteKey
    /// The version that it is written in, such as `gateway.networking.k8s.io/v1alpha2`.
    package let apiVersion: String
    /// `TCPRoute` for all that is applied so far; written out for those who read the file.
    package let kind: String

    /// `key` has to be of the group of `apiVersion`.
    package init(_ key: RouteKey, apiVersion: String, kind: String) {
        self.key = key
        self.apiVersion = apiVersion
        self.kind = kind
    }

    package init(apiVersion: String, kind: String, namespace: String?, name: String) {
        self.init(
            RouteKey(apiVersion: apiVersion, namespace: namespace, name: name), apiVersion: apiVersion, kind: kind)
    }

    /// Reads what ``members(uid:)`` writes; nil where the version, the kind or the name is missing.
    package init?(_ value: Value) {
        guard let apiVersion = value["apiVersion"]?.string, let kind = value["kind"]?.string,
            let name = value["name"]?.string
        else { return nil }
        self.init(apiVersion: apiVersion, kind: kind, namespace: value["namespace"]?.string, name: name)
    }

    /// `apiVersion`, `kind`, `namespace` where the object has one, `name`, and the UID of the object that is meant.
    package func members(uid: String? = nil) -> Object {
        var members = Object(capacity: 11)
        members["apiVersion"] = .string(apiVersion)
        members["kind"] = .string(kind)
        members["namespace"] = key.namespace.map(Value.string)
        members["name"] = .string(key.name)
        members["uid"] = uid.map(Value.string)
        return members
    }
}

extension ObjectReference: CustomStringConvertible {
    /// `TCPRoute namespace/name`.
    package var description: String { "\(kind) \(key)" }
}
