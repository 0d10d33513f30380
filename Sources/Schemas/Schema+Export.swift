package import Values

extension Schema {
    /// The schema as Kubernetes publishes it in OpenAPI and in a CustomResourceDefinition.
    package func openAPI() -> Value { SchemaExporter().export(self, []) }

    /// The schema as JSON Schema draft 7 for editors, which every manifest that `validate` accepts satisfies.
    ///
    /// - Parameters:
    ///   - spellings: all names under which a field may be written.
    ///   - alternatives: what may stand instead of the schema at a path of field names.
    ///   - isOpen: whether fields that are not known yet are allowed, as in formats that later versions add to.
    package func jsonSchema(
        id: String, title: String, isOpen: Bool = false, spellings: @escaping (String) -> [String] = { [$0] },
        alternatives: @escaping ([String], Schema) -> Schema? = { _, _ in nil }
    ) -> Value {
        let exporter = SchemaExporter(strict: true, isOpen: isOpen, spellings: spellings, alternatives: alternatives)
        var object: Object = [
            "$schema": "http://json-schema.org/draft-07/schema#", "$id": .string(id), "title": .string(title),
        ]
        for (key, value) in exporter.export(self, []).object ?? [:] { object[key] = value }
        return .object(object)
    }
}

private struct SchemaExporter {
    /// JSON Schema for editors: unknown fields are refused, null stands for absence, formats mean what they say there.
    var strict = false
    var isOpen = false
    var spellings: (String) -> [String] = { [$0] }
    var alternatives: ([String], Schema) -> Schema? = { _, _ in nil }

    func export(_ schema: Schema, _ names: [String], nullable: Bool = false) -> Value {
        var object = Object()
        if !schema.summary.isEmpty { object["description"] = .string(schema.summary) }
        if schema.kind != .any {
            let type = Value.string(schema.kind.rawValue)
            object["type"] = strict && nullable ? [type, "null"] : type
        } else if !strict {
            object["x-kubernetes-preserve-unknown-fields"] = true
        }
        addValueRules(schema, &object, nullable: strict && nullable)
        switch schema.kind {
        case .object: addMembers(schema, names, &object)
        case .array: addElements(schema, names, &object)
        default: break
        }
        let conditions = strict ? schema.rules.compactMap(\.condition) : []
        if !conditions.isEmpty { object["allOf"] = .array((object["allOf"]?.array ?? []) + conditions) }
        guard let alternative = alternatives(names, schema) else { return .object(object) }
        let description = object.removeValue(forKey: "description")
        let plain = SchemaExporter(strict: strict, isOpen: isOpen, spellings: spellings)
        var result: Object = ["anyOf": [.object(object), plain.export(alternative, [])]]
        result["description"] = description
        return .object(result)
    }

    private func addValueRules(_ schema: Schema, _ object: inout Object, nullable: Bool) {
        if let value = schema.defaultValue { object["default"] = value }
        if !schema.enumeration.isEmpty {
            object["enum"] = .array(schema.enumeration.map(Value.string) + (nullable ? [.null] : []))
        }
        if let pattern = schema.pattern { object["pattern"] = .string(pattern.expression) }
        if let minLength = schema.minLength, minLength > 0 { object["minLength"] = .int(Int64(minLength)) }
        if let maxLength = schema.maxLength { object["maxLength"] = .int(Int64(maxLength)) }
        if let minimum = schema.minimum { object["minimum"] = .int(minimum) }
        if let maximum = schema.maximum { object["maximum"] = .int(maximum) }
        // Editors do not know the integer formats.
        if let format = schema.format, !strict || format == .dateTime { object["format"] = .string(format.rawValue) }
    }

    private func addElements(_ schema: Schema, _ names: [String], _ object: inout Object) {
        if let items = schema.items { object["items"] = export(items, names) }
        if let minItems = schema.minItems { object["minItems"] = .int(Int64(minItems)) }
        if let maxItems = schema.maxItems { object["maxItems"] = .int(Int64(maxItems)) }
        guard !strict else { return }
        switch schema.listType {
        case .atomic: object["x-kubernetes-list-type"] = "atomic"
        case .map(let keys):
            object["x-kubernetes-list-type"] = "map"
            object["x-kubernetes-list-map-keys"] = .array(keys.map(Value.string))
        }
    }

    private func addMembers(_ schema: Schema, _ names: [String], _ object: inout Object) {
        if schema.isAtomic, !strict { object["x-kubernetes-map-type"] = "atomic" }
        if let additional = schema.additionalProperties {
            object["additionalProperties"] = export(additional, names)
            if strict, let pattern = schema.keyPattern {
                object["propertyNames"] = ["pattern": .string(pattern.expression)]
            }
            return
        }
        var properties = Object()
        var requirements: [Value] = []
        for property in schema.properties {
            let required = schema.required.contains(property.name)
            let exported = export(property.schema, names + [property.name], nullable: !required)
            let spelled = spellings(property.name)
            for name in spelled { properties[name] = exported }
            if required, spelled.count > 1 {
                requirements.append(["anyOf": .array(spelled.map { ["required": [.string($0)]] })])
            }
        }
        object["properties"] = .object(properties)
        let plain = schema.required.filter { spellings($0).count == 1 }
        if !plain.isEmpty { object["required"] = .array(plain.map(Value.string)) }
        if !requirements.isEmpty { object["allOf"] = .array(requirements) }
        if strict, !isOpen { object["additionalProperties"] = false }
    }
}
