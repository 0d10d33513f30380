/// An object of the Kubernetes API as plain data, without places: what is rendered, planned, sent and stored.
///
/// Numbers follow the API server's JSON decoding: an integer that fits 64 bits, otherwise a double.
package enum Value: Sendable, Equatable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([Value])
    case object(Object)
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: Value...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, Value)...) {
        self = .object(Object(elements.map { ($0, $1) }))
    }
}

extension Value {
    /// What the value is, in YAML and JSON Schema words.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "mapping"
        }
    }

    /// The same with its article, for sentences: `an integer`.
    package var typeNameWithArticle: String {
        switch self {
        case .null: "null"
        case .int: "an integer"
        default: "a \(typeName)"
        }
    }

    /// Whether it is null, which is not the same as missing.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The text; nil for every other kind, numbers included.
    package var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The integer; nil for every other kind, doubles without a fraction included.
    package var int: Int64? {
        if case .int(let int) = self { int } else { nil }
    }

    /// The boolean; nil for every other kind.
    package var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The elements; nil for every other kind.
    package var array: [Value]? {
        if case .array(let array) = self { array } else { nil }
    }

    /// The members; nil for every other kind.
    package var object: Object? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The member of an object; nil for a missing one and for a value that is no object.
    package subscript(_ key: String) -> Value? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element of a list; nil outside its bounds and for a value that is no list.
    package subscript(_ index: Int) -> Value? {
        if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
    }

    /// The value at a path; nil where a step of it does not exist.
    package subscript(_ path: FieldPath) -> Value? {
        var value = self
        for element in path.elements {
            let next: Value? =
                switch element {
                case .key(let key): value[key]
                case .index(let index): value[index]
                }
            guard let next else { return nil }
            value = next
        }
        return value
    }

    /// Changes a member of an object in place, without copying it; a value that is no object becomes one.
    ///
    /// The member is nil when it does not exist, and is removed when it is nil afterwards.
    package mutating func withMember<Result>(_ key: String, _ body: (inout Value?) throws -> Result) rethrows -> Result
    {
        var object: Object = [:]
        if case .object(let existing) = self { object = existing }
        self = .null
        defer { self = .object(object) }
        return try body(&object[key])
    }

    /// Sets a member of an object, or removes it for nil; a value that is no object becomes one.
    package mutating func set(_ key: String, _ value: Value?) {
        withMember(key) { $0 = value }
    }
}

extension Value {
    /// Equality as the API server's storage sees it: the order of an object's members does not count, `1.0` is `1`.
    package func isEquivalent(to other: Value) -> Bool {
        switch (self, other) {
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { value.isEquivalent(to: $0) } ?? false }
        case (.int(let left), .double(let right)), (.double(let right), .int(let left)): Double(left) == right
        // Swift's equality would take two normal forms of a character for one.
        case (.string(let left), .string(let right)): left == right && left.utf8.elementsEqual(right.utf8)
        default: self == other
        }
    }
}
