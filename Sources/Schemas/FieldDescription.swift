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
