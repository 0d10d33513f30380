internal import Diagnostics
package import Values

/// What a schema says of one field and of those below it, for a reader: plain data, with the limits in words.
package struct FieldDescription: Sendable {
    /// A rule about several fields that is checked at this field.
    package struct Rule: Sendable, Equatable {
        /// The code of the diagnostic where the rule is broken.
        package let code: String
        /// The rule in words, as the API server says it.
        package let message: String
    }

    /// The names that lead to the field, those of lists without an index; empty for the whole.
    package let names: [String]
    /// The type as kubectl writes it: `string`, `[]object`, `map[string]string`.
    package let type: String
    /// Whether the mapping around it must have it; true for the whole.
    package let isRequired: Bool
    /// What the field is for; of a list that says nothing, what its elements are for.
    package let summary: String
    /// What is taken where the field is left out; nil where nothing is.
    package let defaultValue: Value?
    /// The texts of an enumeration; empty where any text that keeps the limits is allowed.
    package let allowedValues: [String]
    /// What the value must be beyond its type, each a phrase such as `1 to 63 characters`.
    package let limits: [String]
    /// The same for a program, in the words of OpenAPI: `minLength`, `pattern`.
    package let constraints: Object
    /// The rules that are checked at this field, and at each element of a list.
    package let rules: [Rule]
    /// The fields of a mapping, or of a list's elements.
    package let fields: [FieldDescription]
    /// The value of a map with free keys; empty for anything else.
    package let mapValue: [FieldDescription]
    /// The mapping that may stand instead of a scalar; empty where there is none.
    package let form: [FieldDescription]

    /// The path as a user asks for it: `spec.rules.backendRefs.port`; empty for the whole.
    package var path: String { names.joined(separator: ".") }
    /// The last name of the path; empty for the whole.
    package var name: String { names.last ?? "" }

    /// The first sentence of the summary.
    package var brief: String {
        let words = summary.split(separator: " ")
        for (word, next) in zip(words, words.dropFirst()) where word.hasSuffix(".") && next.first?.isLowercase != true {
            return String(summary[..<word.endIndex])
        }
        return summary
    }
}

/// A step of a path that leads nowhere, and what there is instead.
package struct UnknownField: Error {
    /// The step as it was given, none of whose spellings is known.
    package let name: String
    /// Where the name was looked for.
    package let parent: FieldDescription
}

extension FieldDescription {
    /// The names of what may follow in a path.
    package var children: [FieldDescription] { fields + form.flatMap(\.fields) }

    /// The field at a path of names below this one; each may have several spellings.
    package func field(
        at path: some Sequence<String>, spellings: (String) -> [String] = { [$0] }
    ) throws(UnknownField) -> FieldDescription {
        var current = self
        for step in path {
            if let child = current.children.first(where: { spellings($0.name).contains(step) }) {
                current = child
            } else if let value = current.mapValue.first {
                current = value
            } else {
                throw UnknownField(name: step, parent: current)
            }
        }
        return current
    }

    /// This field and everything below it, parents first.
    package var everything: [FieldDescription] { [self] + children.flatMap(\.everything) }
}

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
