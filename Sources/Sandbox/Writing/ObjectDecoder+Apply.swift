internal import Documents
internal import Schemas
internal import Values

/// Server-side apply's own way of reading a body: always YAML, whole or not, and held against the schema's structure.
extension ObjectDecoder {
    /// The applied configuration, checked as far as its structure is concerned.
    ///
    /// - Parameter warnings: gets the keys that stand twice, where they are no error.
    /// - Throws: 400 for what cannot be decoded, 500 (as API servers do) for what the schema has no place for.
    func applied(
        _ body: [UInt8], _ validation: WriteDemands.FieldValidation, _ warnings: inout [String]
    ) throws(APIFailure) -> Value {
        let decoded: Decoded
        switch Self.yaml(body) {
        case .success(let result): decoded = result
        case .failure(let problem):
            throw .badRequest("error decoding YAML: error converting YAML to JSON: yaml: \(problem.message)")
        }
        guard decoded.value.object != nil else { throw .badRequest("error decoding YAML: the body holds no object") }
        if validation == .strict, let first = decoded.duplicates.first {
            throw .badRequest("error decoding YAML: error converting YAML to JSON: \(first)")
        }
        if validation == .warn { warnings += decoded.duplicates }
        let given = decoded.value["apiVersion"]?.string ?? ""
        let kind = decoded.value["kind"]?.string ?? ""
        guard given == resource.apiVersion, !kind.isEmpty else {
            throw .badRequest("invalid object type: \(given.contains("/") ? given : "/\(given)"), Kind=\(kind)")
        }
        if let managed = decoded.value["metadata"]?["managedFields"], !managed.isNull {
            throw .badRequest("metadata.managedFields must be nil")
        }
        try requireStructure(decoded.value)
        return decoded.value
    }

    /// Refuses what does not have the structure of the schema, as the server's merge does.
    private func requireStructure(_ object: Value) throws(APIFailure) {
        var problems = resource.schema.violations(in: object).compactMap { violation -> String? in
            // Inside lists that are applied as a whole the merge looks at nothing.
            let path = violation.path.elements.prefix { if case .key = $0 { true } else { false } }
            guard path.count == violation.path.elements.count else { return nil }
            switch violation.kind {
            case .unknownField: return ".\(violation.path): field not declared in schema"
            case .wrongType(let expected):
                return ".\(violation.path): expected \(Self.mergeType(expected)), got \(Self.shown(violation.value))"
            default: return nil
            }
        }
        problems += RepeatedItems.find(in: object, resource.schema).map { item in
            let key = item.key.map { "\($0)=\(JSONWriter.text($1))" }.joined(separator: ",")
            return ".\(item.path.parent): duplicate entries for key [\(key)]"
        }
        guard !problems.isEmpty else { return }
        let metadata = object["metadata"]
        let name = "\(metadata?["namespace"]?.string ?? "")/\(metadata?["name"]?.string ?? "")"
        let list = problems.count == 1 ? problems.joined() : "errors:\n  " + problems.joined(separator: "\n  ")
        throw .unforeseen(
            "failed to create typed patch object (\(name); \(resource.group)/\(resource.version), Kind=\(resource.kind)): \(list)"
        )
    }

    private static func mergeType(_ kind: Schema.Kind) -> String {
        switch kind {
        case .object: "map"
        case .array: "list"
        case .string: "string"
        case .integer: "numeric (int or float)"
        case .boolean: "boolean"
        case .any: "any"
        }
    }

    private static func shown(_ value: Value) -> String {
        "&value.valueUnstructured{Value:\(JSONWriter.text(value))}"
    }
}
