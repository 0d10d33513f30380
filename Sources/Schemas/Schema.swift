package import Values

/// What a value may be: the structural schema of Kubernetes as plain data.
///
/// It is the one source for validation, defaults, pruning, documentation, the JSON Schema files, the sandbox's
/// admission and its OpenAPI documents. A later release of an API is derived from an earlier one by changing a copy.
/// The words are those of a CustomResourceDefinition's `openAPIV3Schema`.
@dynamicMemberLookup
package struct Schema: Sendable {
    /// The JSON type of a value; the raw value is the word that OpenAPI has for it.
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

    /// A member that a mapping may have.
    package struct Property: Sendable {
        /// The key as the API spells it, such as `backendRefs`.
        package let name: String
        /// What its value must be.
        package var schema: Schema

        package init(name: String, schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    /// What a schema says of its value.
    package struct Facts: Sendable {
        /// The type that the value must have.
        package var kind: Kind
        /// What the field is for, in a sentence or two, in our own words.
        package var summary: String
        /// The members of a mapping, in the order in which they are documented and written; empty for a map and for
        /// `any`.
        package var properties: [Property] = []
        /// The names of members that must not be missing; each is one of `properties`.
        package var required: [String] = []
        /// What the server fills in where the member is missing or null.
        package var defaultValue: Value?
        /// The texts that are allowed; empty for any.
        package var enumeration: [String] = []
        /// The shape of a text, checked beside the lengths.
        package var pattern: Pattern?
        /// The least length of a text, in Unicode scalars, as Go counts runes.
        package var minLength: Int?
        /// The greatest length of a text, in Unicode scalars.
        package var maxLength: Int?
        /// The format of a string or an integer; for an integer the range of its type.
        package var format: Format?
        /// The least value of an integer, included.
        package var minimum: Int64?
        /// The greatest value of an integer, included.
        package var maximum: Int64?
        /// The least number of elements of a list.
        package var minItems: Int?
        /// The greatest number of elements of a list.
        package var maxItems: Int?
        /// How appliers share a list; nothing for other kinds.
        package var listType = ListType.atomic
        /// Whether a mapping has one owner for all of it (`x-kubernetes-map-type: atomic`).
        package var isAtomic = false
        /// Rules about several fields, each checked with this value at its top.
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

    /// A schema that says no more than the type; the parameters are those of `Facts`.
    package init(_ kind: Kind, _ summary: String) {
        storage = Storage(Facts(kind: kind, summary: summary))
    }

    /// Reads and changes one of the ``Facts``.
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

    /// What the value of a mapping's property must be; setting nil removes it, setting a new name adds it at the end.
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
    /// A mapping with known fields, others being unknown; `required` are the names that must be there.
    package static func object(
        _ summary: String, required: [String] = [], _ properties: [(String, Schema)]
    ) -> Schema {
        var schema = Schema(.object, summary)
        schema.properties = properties.map { Property(name: $0.0, schema: $0.1) }
        schema.required = required
        return schema
    }

    /// A map with free keys, such as labels: each key keeps a pattern and each value a schema.
    package static func map(_ summary: String, keys: Pattern? = nil, of values: Schema) -> Schema {
        var schema = Schema(.object, summary)
        schema.additionalProperties = values
        schema.keyPattern = keys
        return schema
    }

    /// A list, owned as a whole unless `type` says otherwise.
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

    /// A text; an enumeration makes pattern and length superfluous, and `length` is in Unicode scalars.
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

    /// A whole number; without a range that of its format bounds it.
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

    /// Anything at all, kept as it is and without a check.
    package static func any(_ summary: String) -> Schema { Schema(.any, summary) }
}
