package import Nodes

/// The namespace and the name of an object; of a cluster-scoped one the namespace is empty.
package struct ObjectKey: Sendable, Hashable {
    package let namespace: String
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
        self = text.flatMap(Timestamp.seconds).map(ObjectAge.created) ?? .unknown
    }
}

/// Points in time as the API writes them.
package enum Timestamp {
    /// The seconds since 1970 of an RFC 3339 time in UTC, `2026-01-31T12:00:00Z`; nil for anything else.
    package static func seconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 30, bytes.last == UInt8(ascii: "Z") else { return nil }
        func number(_ range: Range<Int>) -> Int64? {
            var number: Int64 = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                number = number * 10 + Int64(byte - 0x30)
            }
            return number
        }
        guard [bytes[4], bytes[7], bytes[10], bytes[13], bytes[16]] == Array("--T::".utf8),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        // Days from a civil date, counted in 400-year eras that begin on 1 March (Howard Hinnant, chrono algorithms).
        let shifted = year - (month <= 2 ? 1 : 0)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return days * 86_400 + hour * 3600 + minute * 60 + second
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
