internal import Values

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
