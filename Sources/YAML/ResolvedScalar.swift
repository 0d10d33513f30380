internal import Documents
internal import Values

/// What a scalar means to go-yaml v2, before its result becomes JSON.
enum ResolvedScalar: Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    /// An integer from 2^63 on.
    case unsigned(UInt64)
    case float(Double)
    case string

    /// What the JSON that kubectl makes of it says to the API server; nil for a number that JSON does not have.
    var inJSON: DocumentBuilder.Scalar? {
        switch self {
        case .null: .null
        case .bool(let bool): .bool(bool)
        case .int(let int): .int(int)
        case .unsigned(let int): .double(Double(int))
        case .float(let double): double.isFinite ? Self.number(double) : nil
        case .string: .string
        }
    }

    /// A whole number below 1e21 has no fraction in JSON, and the server reads that as an integer where it fits.
    private static func number(_ double: Double) -> DocumentBuilder.Scalar {
        if abs(double) < 0x1p53 { return Int64(exactly: double).map { .int($0) } ?? .double(double) }
        // Beyond 2^53 the digits that JSON has end in zeros, and are not the whole of the number.
        return Int64(ShortestDecimal(double).json).map { .int($0) } ?? .double(double)
    }

    /// The text of a mapping's key: it has to be one, and what it is made of differs from a value's.
    enum Key {
        /// That of the same value.
        case asValue
        case text(String)
        /// Why there is none.
        case none(String)
    }

    var key: Key {
        switch self {
        case .null: .none("a key must not be null")
        case .unsigned: .none("a key must not be a number from 2^63 on; put it in quotes")
        case .float(let double): .text(Self.keyText(double))
        case .bool, .int, .string: .asValue
        }
    }

    /// kubectl writes the key with the digits of a 32-bit number.
    private static func keyText(_ double: Double) -> String {
        let float = Float(double)
        if float.isNaN { return ".nan" }
        if float.isInfinite { return float < 0 ? "-.inf" : ".inf" }
        return ShortestDecimal(float).general
    }
}
