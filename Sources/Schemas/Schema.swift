package import Values

/// What a value may be: the structural schema of Kubernetes as plain data.
///
/// It is the one source for validation, defaults, pruning, documentation, the JSON Schema files, the sandbox's
/// admission and its OpenAPI documents. A later release of an API is derived from an earlier one by changing a copy.
/// The words are those of a CustomResourceDefinition's `openAPIV3Schema`.
@dynamicMemberLookup
package struct Schema: Sendable {
    package enum Kind: String, Sendable {
        case object, array, string, integer, boolean
        /// Anything at all, kept as it is: `x-kubernetes-preserve-unknown-fields`.
        case any
    }

    /// How two appliers share a list (`x-kubernetes-list-type`).
    package enum ListType: Sendable, Equatable {
        case atomic
        case map(keys: [String])
    }

    package struct Property: Sendable {
        package let name: String
        package var schema: Schema

        package init(name: String, schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// What a schema says of its value.
    package struct Facts: Sendable {
        package var kind: Kind
        /// What the field is for, in a sentence or two, in our own words.
        package var summary: String
        package var properties: [Property] = []
        package var required: [String] = []
        package var defaultValue: Value?
        package var enumeration: [String] = []
        package var pattern: Pattern?
        package var minLength: Int?
        package var maxLength: Int?
        package var format: Format?
        package var minimum: Int64?
        package var maximum: Int64?
        package var minItems: Int?
        package var maxItems: Int?
        package var listType = ListType.atomic
        package var rules: [CrossFieldRule] = []
        /// For a map: what its keys must look like.
        package var keyPattern: Pattern?

        /// The item of a list or the value of a map; an array because a struct cannot hold itself.
        fileprivate var nested: [Schema] = []
    }

    /// Shared until it is changed: handing a schema on, as each step of a validation does, copies one reference.
    private final class Storage: Sendable {
        let facts: Facts

        init(_ facts: Facts) { self.facts = facts }
    }

    private var storage: Storage

    package init(_ kind: Kind, _ summary: String) {
        storage = Storage(Facts(kind: kind, summary: summary))
    }

    package subscript<Member>(dynamicMember keyPath: WritableKeyPath<Facts, Member>) -> Member {
        get { storage.facts[keyPath: keyPath] }
        set {
            var facts = storage.facts
            facts[keyPath: keyPath] = newValue
            storage = Storage(facts)
        }
    }

    /// What each element of a list must be.
    package var items: Schema? {
        get { self.kind == .array ? self.nested.first : nil }
        set { self.nested = newValue.map { [$0] } ?? [] }
    }

    /// What each value of a map with free keys must be.
    package var additionalProperties: Schema? {
        get { self.kind == .object ? self.nested.first : nil }
        set { self.nested = newValue.map { [$0] } ?? [] }
    }

    package subscript(_ name: String) -> Schema? {
        get { self.properties.first { $0.name == name }?.schema }
        set {
            let position = self.properties.firstIndex { $0.name == name }
            switch (position, newValue) {
            case (let position?, let schema?): self.properties[position].schema = schema
            case (let position?, nil):
                self.properties.remove(at: position)
                self.required.removeAll { $0 == name }
            case (nil, let schema?): self.properties.append(Property(name: name, schema: schema))
            case (nil, nil): break
            }
        }
    }

    /// The schema at a path of field names, list items being passed through: `spec.rules.backendRefs.port`.
    package func at(_ names: [String]) -> Schema? {
        var schema = self
        for name in names {
            if schema.kind == .array, let items = schema.items { schema = items }
            guard let next = schema[name] ?? schema.additionalProperties else { return nil }
            schema = next
        }
        return schema
    }

    /// Changes the schema at a path of field names, list items being passed through.
    package mutating func change(_ names: String..., by body: (inout Schema) -> Void) {
        change(names[...], by: body)
    }

    private mutating func change(_ names: ArraySlice<String>, by body: (inout Schema) -> Void) {
        guard let name = names.first else { return body(&self) }
        if self.kind == .array {
            guard var item = items else { return }
            item.change(names, by: body)
            items = item
        } else if var property = self[name] {
            property.change(names.dropFirst(), by: body)
            self[name] = property
        }
    }
}

/// The integer formats that bound a value's range.
package enum Format: String, Sendable {
    case int32, int64
    case dateTime = "date-time"
}

// MARK: - Building

extension Schema {
    package static func object(
        _ summary: String, required: [String] = [], _ properties: [(String, Schema)]
    ) -> Schema {
        var schema = Schema(.object, summary)
        schema.properties = properties.map { Property(name: $0.0, schema: $0.1) }
        schema.required = required
        return schema
    }

    package static func map(_ summary: String, keys: Pattern? = nil, of values: Schema) -> Schema {
        var schema = Schema(.object, summary)
        schema.additionalProperties = values
        schema.keyPattern = keys
        return schema
    }

    package static func list(
        _ summary: String, of items: Schema, minItems: Int? = nil, maxItems: Int? = nil,
        type: ListType = .atomic
    ) -> Schema {
        var schema = Schema(.array, summary)
        schema.items = items
        schema.minItems = minItems
        schema.maxItems = maxItems
        schema.listType = type
        return schema
    }

    package static func string(
        _ summary: String, pattern: Pattern? = nil, length: ClosedRange<Int>? = nil, maxLength: Int? = nil,
        oneOf enumeration: [String] = [], default defaultValue: String? = nil, format: Format? = nil
    ) -> Schema {
        var schema = Schema(.string, summary)
        schema.pattern = pattern
        schema.minLength = length.map(\.lowerBound)
        schema.maxLength = length.map(\.upperBound) ?? maxLength
        schema.enumeration = enumeration
        schema.defaultValue = defaultValue.map(Value.string)
        schema.format = format
        return schema
    }

    package static func integer(
        _ summary: String, _ range: ClosedRange<Int64>? = nil, minimum: Int64? = nil, format: Format = .int32,
        default defaultValue: Int64? = nil
    ) -> Schema {
        var schema = Schema(.integer, summary)
        schema.minimum = range.map(\.lowerBound) ?? minimum
        schema.maximum = range.map(\.upperBound)
        schema.format = format
        schema.defaultValue = defaultValue.map(Value.int)
        return schema
    }

    package static func any(_ summary: String) -> Schema { Schema(.any, summary) }
}
