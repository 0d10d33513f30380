package import Values

/// A deletion that was accepted and waits until others have let go of the object.
package struct PendingDeletion: Sendable, Equatable {
    /// When it was asked for, in RFC 3339.
    package let since: String
    /// What has to be taken off the object before it goes.
    package let finalizers: [String]

    package init(since: String, finalizers: [String]) {
        self.since = since
        self.finalizers = finalizers
    }

    /// That of a live object; nil where it is not being deleted.
    package init?(of object: Value) {
        guard let metadata = object["metadata"], let since = metadata["deletionTimestamp"]?.string else { return nil }
        self.init(since: since, finalizers: (metadata["finalizers"]?.array ?? []).compactMap(\.string))
    }

    /// Reads what ``value`` writes; nil for anything else.
    package init?(_ value: Value?) {
        guard let value, let since = value["since"]?.string else { return nil }
        self.init(since: since, finalizers: (value["finalizers"]?.array ?? []).compactMap(\.string))
    }

    /// The deletion as it stands in plans and results.
    package var value: Value {
        ["since": .string(since), "finalizers": .array(finalizers.map(Value.string))]
    }

    /// Such as "is being deleted since 2026-11-21T08:47:09Z and waits for the finalizer 'example.org/wait'".
    package var description: String {
        let names = finalizers.map { "'\($0)'" }.joined(separator: ", ")
        let wait = finalizers.isEmpty ? "" : " and waits for the finalizer\(finalizers.count == 1 ? "" : "s") \(names)"
        return "is being deleted since \(since)\(wait)"
    }
}
