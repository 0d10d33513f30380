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

    static let accepted = ["application/json", "application/yaml"]

    /// Reads a whole object: its syntax, type and metadata, in the order in which a server checks them.
    func object(_ body: [UInt8], mediaType: String) throws(APIFailure) -> Decoded {
        var decoded = try syntax(body, mediaType)
        if resource.behaviour.isBuiltIn, decoded.value.object != nil {
            // Of a kind that it has a type for the server knows what is meant.
            for (name, meant) in [("apiVersion", resource.apiVersion), ("kind", resource.kind)]
            where decoded.value[name]?.string ?? "" == "" {
                decoded.value.set(name, .string(meant))
            }
        }
        try checkType(decoded.value, body: body)
        try checkMetadata(decoded.value)
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
            case .failure(let problem): throw unrecognized("yaml: \(problem.message)", body, isHex: true)
            }
        case NamespaceProtobuf.mediaType where resource.behaviour.decodeProtobuf != nil:
            guard let value = resource.behaviour.decodeProtobuf?(body) else {
                throw unrecognized("the body is no protobuf message", body, isHex: true)
            }
            return Decoded(value: value)
        default: throw .unsupportedMediaType(Self.accepted)
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

    private func unrecognized(_ why: String, _ body: [UInt8], isHex: Bool = false) -> APIFailure {
        let shown =
            isHex
            ? body.prefix(30).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            : String(decoding: body.prefix(1024), as: UTF8.self)
        return .badRequest("the object provided is unrecognized (must be of type \(resource.kind)): \(why) (\(shown))")
    }

    private func checkType(_ value: Value, body: [UInt8]) throws(APIFailure) {
        let kind = value["kind"]?.string ?? ""
        let apiVersion = value["apiVersion"]?.string ?? ""
        guard !kind.isEmpty else {
            let shown = String(decoding: body.prefix(1024), as: UTF8.self)
            throw unrecognized("Object 'Kind' is missing in '\(shown)'", body)
        }
        guard apiVersion == resource.apiVersion else {
            throw .badRequest(
                "the API version in the data (\(apiVersion)) does not match the expected API version (\(resource.apiVersion))"
            )
        }
    }

    /// Checks that metadata has the types that the machinery decodes it into (apimachinery `ObjectMeta`).
    func checkMetadata(_ value: Value) throws(APIFailure) {
        guard let metadata = value["metadata"], !metadata.isNull else { return }
        guard metadata.object != nil else {
            throw mismatch(metadata, "metadata", "v1.ObjectMeta")
        }
        for (name, member) in metadata.object ?? [:] where !member.isNull {
            switch name {
            case "labels", "annotations":
                guard let map = member.object else { throw mismatch(member, name, "map[string]string") }
                for (_, text) in map where text.string == nil && !text.isNull { throw mismatch(text, name, "string") }
            case "finalizers":
                guard let list = member.array else { throw mismatch(member, name, "[]string") }
                for text in list where text.string == nil { throw mismatch(text, name, "string") }
            case "ownerReferences", "managedFields":
                guard member.array != nil else { throw mismatch(member, name, "[]v1.\(name)") }
            case "generation", "deletionGracePeriodSeconds":
                guard member.int != nil else { throw mismatch(member, name, "int64") }
            default:
                guard resource.schema["metadata"]?[name] == nil || member.string != nil else {
                    throw mismatch(member, name, "string")
                }
            }
        }
    }

    private func mismatch(_ value: Value, _ field: String, _ expected: String) -> APIFailure {
        let found =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .int, .double: "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return .badRequest(
            "\(cannotHandle)json: cannot unmarshal \(found) into Go struct field ObjectMeta.\(field) of type \(expected)"
        )
    }

    private var cannotHandle: String {
        "\(resource.kind) in version \"\(resource.version)\" cannot be handled as a \(resource.kind): "
    }

    /// Applies field validation to what the schema does not know or what stands twice.
    ///
    /// - Returns: the warnings to answer with.
    func checkStrictly(_ decoded: Decoded, _ validation: WriteOptions.FieldValidation) throws(APIFailure) -> [String] {
        guard validation != .ignore else { return [] }
        let unknown = resource.schema.violations(in: decoded.value).compactMap { violation in
            if case .unknownField = violation.kind { "unknown field \"\(violation.path)\"" } else { nil }
        }
        let problems = decoded.duplicates + unknown
        guard validation == .strict, !problems.isEmpty else { return problems }
        throw .badRequest("\(cannotHandle)strict decoding error: \(problems.joined(separator: ", "))")
    }
}
