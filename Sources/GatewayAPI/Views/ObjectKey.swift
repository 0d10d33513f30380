package import Values

/// The namespace and the name of an object; of a cluster-scoped one the namespace is empty.
package struct ObjectKey: Sendable, Hashable {
    /// The namespace; empty for a cluster-scoped object.
    package let namespace: String
    /// The name, `metadata.name`.
    package let name: String

    package init(_ namespace: String, _ name: String) { (self.namespace, self.name) = (namespace, name) }

    /// The key of a whole object.
    package init(_ object: Value) {
        let metadata = object["metadata"]
        self.init(metadata?["namespace"]?.string ?? "", metadata?["name"]?.string ?? "")
    }
}

extension ObjectKey: CustomStringConvertible, Comparable {
    /// `namespace/name`, or the bare name of a cluster-scoped object.
    package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    /// The order of Gateway API's rule for ties: the bytes of `namespace/name`, in which `a-b/x` precedes `a/x`.
    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        if left.namespace == right.namespace {
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        return left.description.utf8.lexicographicallyPrecedes(right.description.utf8)
    }
}

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
        self = creationTimestamp.flatMap(Timestamp.seconds).map(ObjectAge.created) ?? .unknown
    }
}

/// Points in time as the API writes them.
package enum Timestamp {
    /// The seconds since 1970 of an RFC 3339 time in UTC, `2026-01-31T12:00:00Z`; nil for anything else.
    package static func seconds(_ text: String) -> Int64? {
        // The API has no other offset, and no fraction before its managed fields.
        text.hasSuffix("Z") ? RFC3339.seconds(text).map { Int64($0) } : nil
    }

    /// The day of a time, such as `2024-03-01`.
    package static func day(_ seconds: Int64) -> String {
        // A thousand years either way, so that no text of a server is out of reach of the sums below.
        let days = Int(min(max(seconds, -32_000_000_000), 64_000_000_000) / 86_400) + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // The year of this calculation begins in March.
        let year = yearOfEra + era * 400 + (month > 9 ? 1 : 0)
        return "\(year)-\(padded(month < 10 ? month + 3 : month - 9))-\(padded(day))"
    }
}

extension Value {
    /// An integer as the API server takes one: `5432.0` is 5432.
    var integer: Int64? {
        switch self {
        case .int(let int): int
        case .double(let double): Int64(exactly: double)
        default: nil
        }
    }

    /// The texts of an object whose members are texts, such as labels.
    var texts: [String: String] {
        (object ?? [:]).reduce(into: [:]) { texts, member in
            if let text = member.value.string { texts[member.key] = text }
        }
    }
}
