package import Values

/// When an object came into being: the older of two routes gets a listener's connections.
package enum ObjectAge: Sendable, Hashable {
    /// Seconds since 1970.
    case created(Int64)
    /// It exists, but nobody knows since when.
    case unknown
    /// It does not exist yet.
    case planned

    /// The age of a live object by its creationTimestamp.
    package init(_ object: Value) {
        let text = object["metadata"]?["creationTimestamp"]?.string
        self.init(creationTimestamp: text)
    }

    /// The age of an object that exists.
    package init(creationTimestamp: String?) {
        self = creationTimestamp.flatMap(RFC3339.utcSeconds).map { .created(Int64($0)) } ?? .unknown
    }
}
