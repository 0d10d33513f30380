package import Schemas
internal import Values

/// How the parts of an object are owned: one by one, or only together.
///
/// It follows `x-kubernetes-list-type` of the schema; what several appliers may share in metadata is fixed by the
/// API machinery (apimachinery `ObjectMeta`), whatever a schema says of it.
package struct MergeStructure: Sendable {
    indirect enum Kind: Sendable {
        /// One owner for all of it: a scalar, an atomic list.
        case atomic
        /// Each member has owners of its own; members that are not declared are of the last kind.
        case members([String: Kind], others: Kind?)
        /// A list of scalars, each with owners of its own.
        case set
        /// A list of objects that some fields tell apart; where one is missing its default counts.
        case keyed([String], defaults: [String: Value] = [:], item: Kind)
        /// No schema: mappings are taken apart, lists are not.
        case deduced
    }

    let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// The structure of an object with the given schema.
    package init(_ schema: Schema) {
        guard case .members(var members, let others) = Self.kind(of: schema) else {
            kind = Self.kind(of: schema)
            return
        }
        if members["metadata"] != nil { members["metadata"] = Self.metadata }
        kind = .members(members, others: others)
    }

    private static let metadata: Kind = .members(
        [
            "name": .atomic, "generateName": .atomic, "namespace": .atomic,
            "labels": .members([:], others: .atomic), "annotations": .members([:], others: .atomic),
            "finalizers": .set, "ownerReferences": .keyed(["uid"], item: .atomic),
            "managedFields": .atomic,
        ],
        others: .atomic)

    private static func kind(of schema: Schema) -> Kind {
        switch schema.kind {
        case .any: return .deduced
        case .array:
            guard case .map(let keys) = schema.listType else { return .atomic }
            let defaults = keys.compactMap { key in schema.items?[key]?.defaultValue.map { (key, $0) } }
            return .keyed(
                keys, defaults: Dictionary(defaults, uniquingKeysWith: { $1 }),
                item: schema.items.map(kind) ?? .deduced)
        case .object where schema.isAtomic: return .atomic
        case .object:
            let members = schema.properties.map { ($0.name, kind(of: $0.schema)) }
            return .members(
                Dictionary(members, uniquingKeysWith: { $1 }), others: schema.additionalProperties.map(kind))
        case .string, .integer, .boolean: return .atomic
        }
    }

    /// The structure of what a path element leads to.
    subscript(_ element: FieldElement) -> MergeStructure {
        switch kind {
        case .atomic, .set: MergeStructure(.atomic)
        case .keyed(_, _, let item): MergeStructure(item)
        case .members(let members, let others):
            MergeStructure(element.fieldName.flatMap { members[$0] } ?? others ?? .deduced)
        case .deduced: MergeStructure(.deduced)
        }
    }

    /// Whether the element is a field that the schema names, unlike the key of a map.
    func declares(_ element: FieldElement) -> Bool {
        guard case .members(let members, _) = kind, let name = element.fieldName else { return false }
        return members[name] != nil
    }

    /// The parts of a value that have owners of their own, in order; nil when it has one owner.
    ///
    /// A value of another type than the structure expects has one owner.
    func parts(of value: Value) -> [(element: FieldElement, value: Value)]? {
        switch (kind, value) {
        case (.members, .object(let object)), (.deduced, .object(let object)):
            return object.map { (.field($0), $1) }
        case (.set, .array(let array)):
            return array.map { (.value($0), $0) }
        case (.keyed(let keys, let defaults, _), .array(let array)):
            return array.map { item in
                let members = keys.compactMap { key in (item[key] ?? defaults[key]).map { (key, $0) } }
                return (.keys(Object(members)), item)
            }
        default: return nil
        }
    }

    /// The value put together from parts; list or mapping like the value that it comes from.
    func value(like original: Value, from parts: [(element: FieldElement, value: Value)]) -> Value {
        if case .array = original { return .array(parts.map(\.value)) }
        return .object(Object(parts.compactMap { part in part.element.fieldName.map { ($0, part.value) } }))
    }
}
