package import Values

extension Schema {
    /// A value with its members in the schema's order, without those that say what they would be anyway.
    ///
    /// Members that the schema does not know stay, behind those that it knows. What is required stays.
    package func arranged(_ value: Value) -> Value {
        switch value {
        case .object(let object) where !self.properties.isEmpty:
            var arranged = Object(capacity: object.count)
            for property in self.properties {
                guard let member = object[property.name] else { continue }
                let isRequired = self.required.contains(property.name)
                if !isRequired, member.isNull || member == property.schema.defaultValue { continue }
                arranged[property.name] = property.schema.arranged(member)
            }
            for (key, member) in object where self[key] == nil { arranged[key] = member }
            return .object(arranged)
        case .array(let array):
            guard let items else { return value }
            return .array(array.map { items.arranged($0) })
        default: return value
        }
    }
}
