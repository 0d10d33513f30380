package import Values

extension Schema {
    /// The value as the API server stores it: defaults filled in, nulls dropped or defaulted, whole numbers as
    /// integers.
    ///
    /// What does not fit the schema is left for validation to report.
    ///
    /// The order of members follows the schema, unknown members come last.
    package func applyingDefaults(to value: Value) -> Value {
        switch (self.kind, value) {
        case (.object, .object(let object)): return .object(defaulted(object))
        case (.array, .array(let array)):
            guard let items else { return value }
            return .array(array.map(items.applyingDefaults))
        case (.integer, .double(let double)):
            return Int64(exactly: double).map(Value.int) ?? value
        default: return value
        }
    }

    private func defaulted(_ object: Object) -> Object {
        let properties = self.properties
        var result = Object(capacity: max(object.count, properties.count))
        var known = 0
        for property in properties {
            let member = object[property.name]
            if member != nil { known += 1 }
            if let member, !member.isNull {
                result.append(property.name, property.schema.applyingDefaults(to: member))
            } else if let defaultValue = property.schema.defaultValue {
                result.append(property.name, defaultValue)
            }
        }
        guard known < object.count else { return result }
        for (name, member) in object where self[name] == nil {
            // Structural schemas drop nulls only where they know the field; a map's null is a type error.
            result.append(name, additionalProperties?.applyingDefaults(to: member) ?? member)
        }
        return result
    }

    /// The value without the fields that the schema does not know, as a lenient API server stores it.
    package func pruning(_ value: Value) -> Value {
        switch (self.kind, value) {
        case (.object, .object(let object)):
            var result = Object(capacity: object.count)
            for (name, member) in object {
                if let schema = self[name] ?? additionalProperties { result[name] = schema.pruning(member) }
            }
            return .object(result)
        case (.array, .array(let array)):
            guard let items else { return value }
            return .array(array.map(items.pruning))
        default: return value
        }
    }
}
