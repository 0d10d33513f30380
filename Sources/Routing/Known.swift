package import GatewayAPI

/// The objects of one kind that are known, and how far that knowledge goes: what was not looked for is not missing.
package struct Known<View: Sendable>: Sendable {
    /// What is known of an object of one name.
    package enum Answer: Sendable {
        case found(View)
        case missing
        /// Nobody looked, or was allowed to.
        case unknown
    }

    /// The objects that were seen, by namespace and name.
    package var objects: [ObjectKey: View] = [:]
    /// Whether every object of every namespace is known.
    package var isComplete = false
    /// The namespaces whose objects are all known.
    package var completeNamespaces: Set<String> = []
    /// Objects that were looked for by name and are not there.
    package var absent: Set<ObjectKey> = []

    package init(_ objects: [ObjectKey: View] = [:], isComplete: Bool = false) {
        (self.objects, self.isComplete) = (objects, isComplete)
    }

    /// The object of a key; `missing` only where its absence is certain.
    package subscript(_ key: ObjectKey) -> Answer {
        if let view = objects[key] { return .found(view) }
        return isComplete(in: key.namespace) || absent.contains(key) ? .missing : .unknown
    }

    /// Adds the objects of another source that are not known here.
    package mutating func fill(from other: Known) { objects.merge(other.objects) { own, _ in own } }

    /// Whether every object of a namespace is known; for cluster-scoped kinds the namespace is empty.
    package func isComplete(in namespace: String) -> Bool { isComplete || completeNamespaces.contains(namespace) }
}
