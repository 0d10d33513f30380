internal import Values

/// Which objects a list or watch is about.
struct Selection: Sendable {
    private var labels: [LabelRequirement] = []
    private var fields: [(name: String, value: String, isEqual: Bool)] = []

    var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

    /// - Throws: 400 for a selector that cannot be read or names a field that cannot be selected by.
    init(_ query: Query, of resource: Resource) throws(APIFailure) {
        if let text = query["labelSelector"] {
            var parser = LabelSelectorParser(text)
            labels = try parser.parse()
        }
        for term in (query["fieldSelector"] ?? "").split(separator: ",") {
            try add(fieldTerm: term, resource)
        }
    }

    private mutating func add(fieldTerm term: Substring, _ resource: Resource) throws(APIFailure) {
        guard let sign = term.firstIndex(of: "=") else {
            throw .badRequest("invalid selector: '\(term)'; can't understand '\(term)'")
        }
        var name = term[..<sign]
        var value = term[term.index(after: sign)...]
        let isEqual = name.last != "!"
        if !isEqual { name = name.dropLast() }
        if value.first == "=" { value = value.dropFirst() }
        // Where fields are listed, they are those that every kind has, also one without namespaces.
        let hasNamespace = resource.isNamespaced || resource.behaviour.listsSelectableFields
        let known =
            ["metadata.name"] + (hasNamespace ? ["metadata.namespace"] : [])
            + resource.behaviour.selectableFields.map(\.description)
        guard known.contains(String(name)) else {
            guard resource.behaviour.listsSelectableFields else {
                throw .badRequest("field label not supported: \(name)")
            }
            let list = known.map { "\"\($0)\"" }.joined(separator: ", ")
            throw .badRequest("\"\(name)\" is not a known field selector: only \(list)")
        }
        fields.append((String(name), String(value), isEqual))
    }

    /// Narrows the selection to one object.
    mutating func require(name: String) { fields.append(("metadata.name", name, true)) }

    func matches(_ object: StoredObject) -> Bool {
        fields.allSatisfy { field in
            let actual =
                switch field.name {
                case "metadata.name": object.key.name
                case "metadata.namespace": object.key.namespace
                default: (try? FieldPath(parsing: field.name)).flatMap { object.value[$0]?.string } ?? ""
                }
            return (actual == field.value) == field.isEqual
        } && labels.allSatisfy { $0.matches(object.labels) }
    }
}
