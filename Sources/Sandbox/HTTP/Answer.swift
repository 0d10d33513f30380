internal import Values
internal import YAML

/// What a handler answers, before it is written the way the client wants it.
enum Answer: Sendable {
    /// An object as it is stored.
    case object(StoredObject, Resource, code: Int = 200)
    /// An object that is not stored: the outcome of a dry run.
    case unsaved(Value, Resource, code: Int = 200)
    case list(ObjectPage, Resource)
    /// Anything else in JSON: a `Status`, a discovery document.
    case document(Value, code: Int = 200)
    /// A document whose media type says more than JSON.
    case typed(Value, mediaType: String)
    case text(String, code: Int = 200)
    case watch(Watch)

    static let pageNotFound = Answer.text("404 page not found\n", code: 404)
}

extension Answer {
    /// What a client is told of a write.
    init(_ result: WriteResult, _ resource: Resource) {
        self =
            switch result {
            case .stored(let object, let isNew): .object(object, resource, code: isNew ? 201 : 200)
            case .unsaved(let value, let isNew): .unsaved(value, resource, code: isNew ? 201 : 200)
            case .removed(let object): .document(resource.subject(object.key.name, uid: object.uid).deleted)
            }
    }
}

/// The bytes of an answer.
struct Rendered: Sendable {
    var code: Int
    var contentType: String
    var body: [UInt8]
}

/// Writes answers in the form that was negotiated.
struct Renderer {
    let negotiation: Negotiation
    let isPretty: Bool
    let now: Int
    /// What a table's rows hold of their objects: `Metadata` unless asked for otherwise.
    let includeObject: String

    /// - Returns: nil for a watch, which is streamed.
    func render(_ answer: Answer) -> Rendered? {
        switch answer {
        case .text(let text, let code):
            Rendered(code: code, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
        case .document(let value, let code): encoded(value, code: code)
        case .typed(let value, let mediaType):
            Rendered(code: 200, contentType: mediaType, body: JSONWriter.bytes(value))
        case .unsaved(let value, let resource, let code): encoded(shaped(value, resource), code: code)
        case .object(let object, let resource, let code):
            isPlainJSON
                ? json(object.json(as: resource), code: code)
                : encoded(shaped(object.value(as: resource), resource), code: code)
        case .list(let list, let resource): render(list, resource)
        case .watch: nil
        }
    }

    /// The objects' own bytes will do.
    private var isPlainJSON: Bool { negotiation == .plain && !isPretty }

    /// An object in the shape that the client asked for.
    func shaped(_ value: Value, _ resource: Resource) -> Value {
        switch negotiation.shape {
        case .object: value
        case .metadata: Table.partialMetadata(of: value)
        case .table: table(resource).value(rows: [value], metadata: Self.tableMetadata(value))
        }
    }

    private static func tableMetadata(_ value: Value) -> Value {
        var metadata: Object = [:]
        metadata["resourceVersion"] = value["metadata"]?["resourceVersion"]
        return .object(metadata)
    }

    private func table(_ resource: Resource) -> Table {
        Table(resource: resource, now: now, includeObject: includeObject)
    }

    private func render(_ list: ObjectPage, _ resource: Resource) -> Rendered {
        switch negotiation.shape {
        case .object where isPlainJSON: return json(listBytes(list, resource), code: 200)
        case .table:
            let rows = list.objects.map { $0.value(as: resource) }
            return encoded(table(resource).value(rows: rows, metadata: list.metadata), code: 200)
        case .object, .metadata:
            let isObject = negotiation.shape == .object
            let items = list.objects.map { object in
                let value = object.value(as: resource)
                return isObject ? value : Table.partialMetadata(of: value)
            }
            return encoded(
                [
                    "apiVersion": isObject ? .string(resource.apiVersion) : "meta.k8s.io/v1", "items": .array(items),
                    "kind": isObject ? .string(resource.kind + "List") : "PartialObjectMetadataList",
                    "metadata": list.metadata,
                ], code: 200)
        }
    }

    private func listBytes(_ list: ObjectPage, _ resource: Resource) -> [UInt8] {
        var bytes = Array("{\"apiVersion\":\"\(resource.apiVersion)\",\"items\":[".utf8)
        bytes.reserveCapacity(list.objects.reduce(256) { $0 + $1.json.count + 16 })
        for (index, object) in list.objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += object.json(as: resource)
        }
        bytes += Array("],\"kind\":\"\(resource.kind)List\",\"metadata\":".utf8)
        bytes += JSONWriter.bytes(list.metadata)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private func json(_ bytes: [UInt8], code: Int) -> Rendered {
        Rendered(code: code, contentType: "application/json", body: bytes + [0x0A])
    }

    private func encoded(_ value: Value, code: Int) -> Rendered {
        switch negotiation.format {
        case .json: json(JSONWriter.bytes(value, isPretty ? .indented : .compact), code: code)
        case .yaml: Rendered(code: code, contentType: "application/yaml", body: Array(YAMLWriter.text(value).utf8))
        }
    }
}
