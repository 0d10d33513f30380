internal import Diagnostics
internal import Documents
internal import Schemas
internal import Values
internal import YAML

/// Turns the body of a request into an object, with the API machinery's complaints about what is none.
struct ObjectDecoder {
    let resource: Resource

    /// A body as plain data, and the keys in it that stand twice.
    struct Decoded {
        var value: Value
        var duplicates: [String] = []
    }

    /// Reads a whole object: its syntax, type and metadata, in the order in which a server checks them.
    func object(_ body: [UInt8], mediaType: String) throws(APIFailure) -> Decoded {
        var decoded = try syntax(body, mediaType)
        if resource.behaviour.isBuiltIn, decoded.value.isNull { decoded.value = [:] }
        if resource.behaviour.isBuiltIn, decoded.value.object != nil {
            // Of a kind that it has a type for the server knows what is meant.
            for (name, meant) in [("apiVersion", resource.apiVersion), ("kind", resource.kind)]
            where decoded.value[name]?.string ?? "" == "" {
                decoded.value.set(name, .string(meant))
            }
        }
        try checkType(decoded.value, body: body)
        try checkTypes(decoded.value)
        return decoded
    }

    private func syntax(_ body: [UInt8], _ mediaType: String) throws(APIFailure) -> Decoded {
        switch mediaType {
        case "", "application/json", "text/json":
            do {
                return Self.decoded(try JSONReader.read(SourceFile(name: "body", bytes: body)))
            } catch {
                throw unrecognized("couldn't get version/kind; json parse error: \(error.message)", body)
            }
        case "application/yaml", "application/x-yaml", "text/yaml":
            switch Self.yaml(body) {
            case .success(let decoded): return decoded
            case .failure(let problem): throw unrecognized("yaml: \(problem.message)", body)
            }
        case ProtobufObject.mediaType:
            guard let layout = resource.behaviour.protobuf else { throw .unsupportedMediaType(APIFailure.mediaTypes) }
            guard body.starts(with: ProtobufObject.magic) else {
                throw unrecognized(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]", body)
            }
            guard let value = ProtobufObject.decode(body, layout) else {
                throw unrecognized("the body is no protobuf message", body)
            }
            return Decoded(value: value)
        default: throw .unsupportedMediaType(APIFailure.mediaTypes)
        }
    }

    struct YAMLProblem: Error {
        let message: String
    }

    /// Reads the first document of a YAML (or JSON) text.
    static func yaml(_ bytes: [UInt8]) -> Result<Decoded, YAMLProblem> {
        let stream = YAMLReader.readWhole(SourceFile(name: "body", bytes: bytes))
        if let error = stream.diagnostics.first(where: { $0.severity == .error && $0.code != .duplicateKey }) {
            let line = error.range.map { "line \($0.startLocation.line): " } ?? ""
            return .failure(YAMLProblem(message: "\(line)\(error.message)"))
        }
        guard let document = stream.documents.first else { return .success(Decoded(value: .null)) }
        var decoded = Decoded(value: document.root.value)
        decoded.duplicates = document.duplicateKeys.map {
            "yaml: unmarshal errors:\n  line \($0.range.startLocation.line): key \"\($0.key)\" already set in map"
        }
        return .success(decoded)
    }

    private static func decoded(_ document: Document) -> Decoded {
        var decoded = Decoded(value: document.root.value)
        if !document.duplicateKeys.isEmpty { findDuplicates(document.root, FieldPath(), &decoded.duplicates) }
        return decoded
    }

    private static func findDuplicates(_ node: Node, _ path: FieldPath, _ found: inout [String]) {
        var seen: Set<String> = []
        for (key, value) in node.entries {
            let inner = path.appending(key.keyText)
            if !seen.insert(key.keyText).inserted { found.append("duplicate field \"\(inner)\"") }
            findDuplicates(value, inner, &found)
        }
        for (index, element) in node.elements.enumerated() {
            findDuplicates(element, path.appending(index), &found)
        }
    }

    private func unrecognized(_ why: String, _ body: [UInt8]) -> APIFailure {
        .badRequest(
            "the object provided is unrecognized (must be of type \(resource.kind)): \(why) (\(Self.summary(body)))")
    }

    /// The beginning of a body: of JSON its text, of anything else its bytes.
    private static func summary(_ body: [UInt8]) -> String {
        guard let first = body.first else { return "<empty>" }
        let start = body.prefix(30)
        let rest = body.count > start.count ? " ..." : ""
        if first == UInt8(ascii: "{") { return String(decoding: start, as: UTF8.self) + rest }
        return start.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + rest
    }

    private func checkType(_ value: Value, body: [UInt8]) throws(APIFailure) {
        let kind = value["kind"]?.string ?? ""
        let apiVersion = value["apiVersion"]?.string ?? ""
        if let problem = unknownKind(value) {
            let version = GroupVersion(apiVersion).version
            throw .badRequest("\(kind) in version \"\(version)\" cannot be handled as a \(resource.kind): \(problem)")
        }
        guard !kind.isEmpty else {
            let shown = String(decoding: body.prefix(1024), as: UTF8.self)
            throw unrecognized("Object 'Kind' is missing in '\(shown)'", body)
        }
        guard apiVersion == resource.apiVersion else { throw .wrongVersion(apiVersion, resource) }
    }

    /// Why a body is of no kind that the server has a type for; nil for one of the kind, and for custom resources.
    func unknownKind(_ value: Value) -> String? {
        let kind = value["kind"]?.string ?? ""
        let apiVersion = value["apiVersion"]?.string ?? ""
        guard resource.behaviour.isBuiltIn, kind != resource.kind || apiVersion != resource.apiVersion else {
            return nil
        }
        return
            "no kind \"\(kind)\" is registered for version \"\(apiVersion)\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
    }

    private func checkTypes(_ value: Value) throws(APIFailure) {
        if let problem = typeProblem(value) { throw .badRequest("\(cannotHandle)\(problem)") }
    }

    /// The first field that has not the type that the machinery decodes it into: in metadata, and in all of an object
    /// that the server has a type for.
    func typeProblem(_ value: Value) -> String? {
        let isBuiltIn = resource.behaviour.isBuiltIn
        guard let metadata = value["metadata"], !metadata.isNull else { return isBuiltIn ? contentProblem(value) : nil }
        guard metadata.object != nil else {
            return isBuiltIn
                ? mismatch(metadata, "\(resource.kind).metadata", "v1.ObjectMeta")
                : "json: cannot unmarshal \(Self.jsonType(metadata)) into Go value of type v1.ObjectMeta"
        }
        return metadataProblem(metadata.object ?? [:]) ?? (isBuiltIn ? contentProblem(value) : nil)
    }

    private func metadataProblem(_ metadata: Object) -> String? {
        let prefix = resource.behaviour.isBuiltIn ? "ObjectMeta.metadata." : "ObjectMeta."
        for (name, member) in metadata where !member.isNull {
            let field = prefix + name
            switch name {
            case "labels", "annotations":
                guard let map = member.object else { return mismatch(member, field, "map[string]string") }
                for (_, text) in map where text.string == nil && !text.isNull { return mismatch(text, field, "string") }
            case "finalizers":
                guard let list = member.array else { return mismatch(member, field, "[]string") }
                for text in list where text.string == nil { return mismatch(text, field, "string") }
            case "ownerReferences", "managedFields":
                guard member.array != nil else { return mismatch(member, field, "[]v1.\(name)") }
            case "generation", "deletionGracePeriodSeconds":
                guard member.int != nil else { return mismatch(member, field, "int64") }
            default:
                guard resource.schema["metadata"]?[name] == nil || member.string != nil else {
                    return mismatch(member, field, "string")
                }
            }
        }
        return nil
    }

    /// The first field outside of metadata that has another type than the schema says, or is out of its number's range.
    private func contentProblem(_ value: Value) -> String? {
        var schema = resource.schema
        schema["metadata"] = .any("Checked by the machinery.")
        for violation in schema.violations(in: value) {
            let path = FieldPath(violation.path.elements.filter { if case .key = $0 { true } else { false } })
            let field = "\(resource.kind).\(path)"
            switch violation.kind {
            case .wrongType(let expected):
                return mismatch(violation.value, field, Self.goType(expected, violation.schema))
            case .format(.int32):
                return
                    "json: cannot unmarshal number \(JSONWriter.text(violation.value)) into Go struct field \(field) of type int32"
            default: continue
            }
        }
        return resource.behaviour.decodingProblem(value)
    }

    private static func goType(_ kind: Schema.Kind, _ schema: Schema) -> String {
        switch kind {
        case .object: schema.additionalProperties == nil ? "v1.Object" : "map[string]string"
        case .array: "[]v1.Item"
        case .string: "string"
        case .integer: schema.format?.rawValue ?? "int32"
        case .boolean: "bool"
        case .any: "any"
        }
    }

    private func mismatch(_ value: Value, _ field: String, _ expected: String) -> String {
        "json: cannot unmarshal \(Self.jsonType(value)) into Go struct field \(field) of type \(expected)"
    }

    private static func jsonType(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .int, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private var cannotHandle: String {
        "\(resource.kind) in version \"\(resource.version)\" cannot be handled as a \(resource.kind): "
    }

    /// Applies field validation to what the schema does not know or what stands twice.
    ///
    /// - Returns: the warnings to answer with.
    func checkStrictly(_ decoded: Decoded, _ validation: WriteDemands.FieldValidation) throws(APIFailure) -> [String] {
        guard validation != .ignore else { return [] }
        let problems = strictProblems(decoded)
        guard validation == .strict, !problems.isEmpty else { return problems }
        throw .badRequest("\(cannotHandle)\(Self.strictProblem(problems))")
    }

    /// What a strict client does not want: unknown fields, and keys that stand twice.
    func strictProblems(_ decoded: Decoded) -> [String] {
        decoded.duplicates
            + resource.schema.violations(in: decoded.value).compactMap { violation in
                if case .unknownField = violation.kind { "unknown field \"\(violation.path)\"" } else { nil }
            }
    }

    static func strictProblem(_ problems: [String]) -> String {
        "strict decoding error: \(problems.joined(separator: ", "))"
    }
}
