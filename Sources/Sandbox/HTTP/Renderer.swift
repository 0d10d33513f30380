internal import Values
internal import YAML

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
        case .text(let text, let code, let mediaType):
            Rendered(code: code, contentType: mediaType, body: Array(text.utf8))
        case .document(let value, let code):
            encoded(value, value["kind"] == "Status" ? .status : nil, code: code)
        case .review(let value, let resource):
            encoded(TypedOrder.arrange(value, resource.schema), resource.behaviour.protobuf, code: 201)
        case .bytes(let bytes, let mediaType): Rendered(code: 200, contentType: mediaType, body: bytes)
        case .typed(let value, let mediaType):
            tagged(JSONWriter.bytes(value), mediaType)
        case .unsaved(let value, let resource, let code):
            encoded(shaped(value, resource), resource.behaviour.protobuf, code: code)
        case .object(let object, let resource, let code):
            isPlainJSON && !resource.behaviour.isBuiltIn
                ? json(object.json(as: resource), code: code)
                : encoded(shaped(object.value(as: resource), resource), resource.behaviour.protobuf, code: code)
        case .list(let list, let resource): render(list, resource)
        case .watch: nil
        }
    }

    /// The objects' own bytes will do.
    private var isPlainJSON: Bool { negotiation == .plain && !isPretty }

    /// An object in the shape that the client asked for.
    ///
    /// - Parameter isFirst: whether it begins a stream.
    func shaped(_ value: Value, _ resource: Resource, isFirst: Bool = true) -> Value {
        switch negotiation.shape {
        case .object: resource.behaviour.isBuiltIn ? TypedOrder.arrange(value, resource.schema) : value
        case .metadata, .metadataList: Table.partialMetadata(of: value)
        case .table(let version):
            table(resource, version).value(rows: [value], metadata: Self.tableMetadata(value), isFirst: isFirst)
        }
    }

    private static func tableMetadata(_ value: Value) -> Value {
        var metadata: Object = [:]
        metadata["resourceVersion"] = value["metadata"]?["resourceVersion"]
        return .object(metadata)
    }

    private func table(_ resource: Resource, _ version: String) -> Table {
        Table(resource: resource, version: version, now: now, includeObject: includeObject)
    }

    private func render(_ list: StoredPage, _ resource: Resource) -> Rendered {
        let isBuiltIn = resource.behaviour.isBuiltIn
        switch negotiation.shape {
        case .object where isPlainJSON && !isBuiltIn: return json(listBytes(list, resource), code: 200)
        case .table(let version):
            let rows = list.objects.map { $0.value(as: resource) }
            return encoded(
                table(resource, version).value(rows: rows, metadata: list.metadata(isFull: false)), code: 200)
        case .object:
            let items = list.objects.map { object in
                var value = object.value(as: resource)
                // Of a typed list the items need not say what they are.
                if isBuiltIn { for field in ["apiVersion", "kind"] { value.set(field, nil) } }
                return value
            }
            return encoded(
                self.list(
                    resource.apiVersion, resource.kind + "List", items, list.metadata(isFull: !isBuiltIn)),
                resource.behaviour.protobuf?.list, code: 200)
        case .metadata, .metadataList:
            let items = list.objects.map { Table.partialMetadata(of: $0.value(as: resource)) }
            return encoded(
                self.list("meta.k8s.io/v1", "PartialObjectMetadataList", items, list.metadata(isFull: false)), code: 200
            )
        }
    }

    private func list(_ apiVersion: String, _ kind: String, _ items: [Value], _ metadata: Value) -> Value {
        ["apiVersion": .string(apiVersion), "items": .array(items), "kind": .string(kind), "metadata": metadata]
    }

    private func listBytes(_ list: StoredPage, _ resource: Resource) -> [UInt8] {
        var bytes = Array("{\"apiVersion\":\"\(resource.apiVersion)\",\"items\":[".utf8)
        bytes.reserveCapacity(list.objects.reduce(256) { $0 + $1.json.count + 16 })
        for (index, object) in list.objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += object.json(as: resource)
        }
        bytes += Array("],\"kind\":\"\(resource.kind)List\",\"metadata\":".utf8)
        bytes += JSONWriter.bytes(list.metadata(isFull: true))
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private func json(_ bytes: [UInt8], code: Int) -> Rendered {
        Rendered(code: code, contentType: "application/json", body: bytes + [0x0A])
    }

    private func tagged(_ bytes: [UInt8], _ mediaType: String) -> Rendered {
        let hash = String(StableHash.of(bytes), radix: 16)
        return Rendered(code: 200, contentType: mediaType, body: bytes, tag: "\"\(hash)\"")
    }

    /// - Parameter layout: how the value is written in protobuf; nil where it is JSON there, too.
    private func encoded(_ value: Value, _ layout: ProtobufLayout? = nil, code: Int) -> Rendered {
        switch negotiation.format {
        case .protobuf where layout != nil:
            Rendered(
                code: code, contentType: ProtobufObject.mediaType,
                body: layout.map { ProtobufObject.encode(value, $0) } ?? [])
        case .json where isPretty:
            // Only what is on one line ends with a line break.
            Rendered(code: code, contentType: "application/json", body: JSONWriter.bytes(value, .indented))
        case .json, .protobuf: json(JSONWriter.bytes(value), code: code)
        case .yaml:
            Rendered(
                code: code, contentType: "application/yaml", body: Array(YAMLWriter.text(value.sortedByKeys).utf8))
        }
    }
}

extension Value {
    /// The value with the members of all mappings in the order of their keys, as the API writes YAML.
    fileprivate var sortedByKeys: Value {
        switch self {
        case .object(let object):
            .object(Object(object.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sortedByKeys) }))
        case .array(let array): .array(array.map(\.sortedByKeys))
        default: self
        }
    }
}
