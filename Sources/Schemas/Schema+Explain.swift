internal import Diagnostics
internal import Values

extension Schema {
    /// The schema as documentation.
    ///
    /// - Parameter forms: the mapping that may stand for the scalar at a path of field names.
    package func explained(forms: (_ names: [String], Schema) -> Schema? = { _, _ in nil }) -> FieldDescription {
        explained([], isRequired: true, forms)
    }

    private func explained(
        _ names: [String], isRequired: Bool, _ forms: ([String], Schema) -> Schema?
    ) -> FieldDescription {
        let element = items
        let form = forms(names, self).map { $0.explained(names, isRequired: false) { _, _ in nil } }
        let holder = element ?? self
        let rules = self.rules + (element?.rules ?? [])
        return FieldDescription(
            names: names, type: typeName + (form == nil ? "" : " or object"), isRequired: isRequired,
            summary: self.summary.isEmpty ? element?.summary ?? "" : self.summary,
            defaultValue: self.defaultValue, allowedValues: self.enumeration, limits: limits, constraints: constraints,
            rules: rules.map { FieldDescription.Rule(code: $0.code.name, message: $0.message) },
            fields: holder.properties.map {
                $0.schema.explained(names + [$0.name], isRequired: holder.required.contains($0.name), forms)
            },
            mapValue: additionalProperties.map { [$0.explained(names + ["KEY"], isRequired: false, forms)] } ?? [],
            form: form.map { [$0] } ?? [])
    }

    private var isMapping: Bool { self.kind == .object && additionalProperties == nil }

    private var typeName: String {
        if let items { return "[]" + items.typeName }
        if let additionalProperties { return "map[string]" + additionalProperties.typeName }
        return self.kind.rawValue
    }

    private var constraints: Object {
        let kept = [
            "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "format", "minItems", "maxItems",
        ]
        let all = openAPI()
        return Object(kept.compactMap { name in all[name].map { (name, $0) } })
    }

    private var limits: [String] {
        var limits: [String] = []
        func add(_ minimum: Int64?, _ maximum: Int64?, _ noun: String) {
            if let text = Self.range(minimum, maximum, noun) { limits.append(text) }
        }
        add(self.minItems.map(Int64.init), self.maxItems.map(Int64.init), "element")
        add(self.minLength.flatMap { $0 > 0 ? Int64($0) : nil }, self.maxLength.map(Int64.init), "character")
        add(self.minimum, self.maximum, "")
        if let pattern = self.pattern { limits.append(pattern.description) }
        if self.format == .dateTime { limits.append("a time such as 2024-05-01T12:00:00Z") }
        if let keys = self.keyPattern { limits.append("each key: \(keys.description)") }
        for nested in [items, additionalProperties].compactMap(\.self) where !nested.isMapping {
            limits += nested.limits.map { "each \(items == nil ? "value" : "element"): \($0)" }
        }
        return limits
    }

    private static func range(_ minimum: Int64?, _ maximum: Int64?, _ noun: String) -> String? {
        func counted(_ number: Int64) -> String {
            noun.isEmpty ? "\(number)" : English.count(Int(clamping: number), noun)
        }
        switch (minimum, maximum) {
        case (nil, nil): return nil
        case (let minimum?, let maximum?):
            return minimum == maximum ? counted(maximum) : "\(minimum) to \(counted(maximum))"
        case (let minimum?, nil): return "at least \(counted(minimum))"
        case (nil, let maximum?): return "at most \(counted(maximum))"
        }
    }
}
