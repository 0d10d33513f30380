internal import Values

/// OpenAPI 2 in the only encoding in which kubectl reads it (gnostic's `openapi.v2.Document`).
///
/// It holds what kubectl looks for there: which parameters a patch of a kind has, by which it knows that the server
/// validates for it.
enum OpenAPIProtobuf {
    /// How kubectl asks for it.
    static let requestedType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    static let mediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

    static func document(_ resources: [Resource]) -> [UInt8] {
        var paths: Object = [:]
        for resource in resources { OpenAPI.addPaths(of: resource, to: &paths) }
        var document = ProtobufWriter()
        document.text(1, "2.0")
        document.message(2) { info in
            info.text(1, OpenAPI.info.text("title"))
            info.text(2, OpenAPI.info.text("version"))
        }
        document.message(8) { list in
            for (path, item) in paths {
                guard let patch = item["patch"] else { continue }
                list.message(2) { named in
                    named.text(1, path)
                    named.message(2) { $0.message(8) { write(patch, to: &$0) } }
                }
            }
        }
        return document.bytes
    }

    /// Writes an operation with its query parameters and its vendor extensions.
    private static func write(_ operation: Value, to message: inout ProtobufWriter) {
        for parameter in operation["parameters"]?.array ?? [] {
            // Parameter item, parameter, one that is no body, one of the query.
            message.message(8) { item in
                item.message(1) { parameterMessage in
                    parameterMessage.message(2) { other in
                        other.message(3) { query in
                            query.text(2, "query")
                            query.text(4, parameter.text("name"))
                            query.text(6, parameter["schema"]?.text("type") ?? "")
                        }
                    }
                }
            }
        }
        for (name, value) in operation.object ?? [:] where name.hasPrefix("x-") {
            message.message(13) { named in
                named.text(1, name)
                // JSON is YAML, too.
                named.message(2) { $0.text(2, JSONWriter.text(value)) }
            }
        }
    }
}
