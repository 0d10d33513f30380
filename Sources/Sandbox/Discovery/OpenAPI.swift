internal import GatewayAPI
internal import Schemas
internal import Values

/// The OpenAPI documents, made from the schemas that admission uses.
struct OpenAPI {
    let served: ServedAPI

    /// - Returns: nil for a path that is no document.
    func answer(_ request: ServedRequest) -> Answer? {
        switch request.path {
        case ["openapi", "v2"]: return version2(request)
        // Servers have always called it a text.
        case ["openapi", "v3"]: return .typed(index, mediaType: "text/plain; charset=utf-8")
        default:
            guard request.path.starts(with: ["openapi", "v3"]) else { return nil }
            let name = request.path.dropFirst(2).joined(separator: "/")
            let resources = served.resources.filter { Self.path(of: $0) == name }
            return resources.isEmpty ? nil : .document(Self.document(resources))
        }
    }

    /// The path under which a version of a group is found: `api/v1`, `apis/GROUP/VERSION`.
    static func path(of resource: Resource) -> String {
        resource.group.isEmpty ? "api/\(resource.version)" : "apis/\(resource.group)/\(resource.version)"
    }

    private var index: Value {
        let paths = served.resources.map { resource -> (String, Value) in
            let path = Self.path(of: resource)
            return (path, ["serverRelativeURL": .string("/openapi/v3/\(path)")])
        }
        return ["paths": .object(Object(paths))]
    }

    static let info: Value = ["title": "openmcf sandbox", "version": "v1.36.2"]

    private static func document(_ resources: [Resource]) -> Value {
        var schemas: Object = [:]
        var paths: Object = [:]
        for resource in resources {
            schemas[definition(resource)] = schema(resource)
            schemas[definition(resource) + "List"] = listSchema(resource)
            addPaths(of: resource, to: &paths)
        }
        return [
            "openapi": "3.0.0", "info": info, "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    /// The name of a definition: the group's domain reversed.
    private static func definition(_ resource: Resource) -> String {
        let group = resource.group.isEmpty ? "core.api.k8s.io" : resource.group
        return (group.split(separator: ".").reversed() + [resource.version[...], resource.kind[...]])
            .joined(separator: ".")
    }

    private static func kindOf(_ resource: Resource, suffix: String = "") -> Value {
        [
            "group": .string(resource.group), "version": .string(resource.version),
            "kind": .string(resource.kind + suffix),
        ]
    }

    private static func schema(_ resource: Resource) -> Value {
        var schema = resource.schema.openAPI()
        schema.set("x-kubernetes-group-version-kind", [kindOf(resource)])
        return schema
    }

    private static func listSchema(_ resource: Resource) -> Value {
        [
            "type": "object", "description": .string("A list of \(resource.kind) objects."), "required": ["items"],
            "properties": [
                "apiVersion": ["type": "string"], "kind": ["type": "string"], "metadata": ["type": "object"],
                "items": [
                    "type": "array",
                    "items": ["$ref": .string("#/components/schemas/\(definition(resource))")],
                ],
            ],
            "x-kubernetes-group-version-kind": [kindOf(resource, suffix: "List")],
        ]
    }

    // MARK: Paths

    static func addPaths(of resource: Resource, to paths: inout Object) {
        let base = "/\(path(of: resource))"
        let collection = base + (resource.isNamespaced ? "/namespaces/{namespace}" : "") + "/\(resource.plural)"
        let reads = [("get", "list", [])] as [(String, String, [String])]
        let writes = ["dryRun", "fieldManager", "fieldValidation"]
        paths[collection] = operations(
            resource, reads + [("post", "post", writes), ("delete", "deletecollection", ["dryRun"])])
        if resource.isNamespaced { paths["\(base)/\(resource.plural)"] = operations(resource, reads) }
        let object =
            [("get", "get", []), ("put", "put", writes), ("patch", "patch", writes + ["force"])]
            as [(String, String, [String])]
        paths["\(collection)/{name}"] = operations(resource, object + [("delete", "delete", ["dryRun"])])
        if resource.behaviour.hasStatus { paths["\(collection)/{name}/status"] = operations(resource, object) }
    }

    private static func operations(
        _ resource: Resource, _ operations: [(method: String, action: String, parameters: [String])]
    ) -> Value {
        var item: Object = [:]
        for operation in operations {
            let parameters = operation.parameters.map { name -> Value in
                [
                    "name": .string(name), "in": "query",
                    "schema": ["type": name == "force" ? "boolean" : "string", "uniqueItems": true],
                ]
            }
            var members: Object = [
                "parameters": .array(parameters), "responses": ["200": ["description": "OK"]],
                "x-kubernetes-action": .string(operation.action), "x-kubernetes-group-version-kind": kindOf(resource),
            ]
            if operation.method == "patch" { members["requestBody"] = patchBody(resource) }
            item[operation.method] = .object(members)
        }
        return .object(item)
    }

    private static func patchBody(_ resource: Resource) -> Value {
        let types = [
            "application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml",
        ]
        return [
            "content": .object(Object(types.map { ($0, ["schema": ["type": "object"]] as Value) })), "required": true,
        ]
    }

    // MARK: Version 2

    /// The older document, which only clients before OpenAPI 3 need.
    private func version2(_ request: ServedRequest) -> Answer {
        if request.accept.contains(OpenAPIProtobuf.requestedType) {
            return .bytes(OpenAPIProtobuf.document(served.resources), mediaType: OpenAPIProtobuf.mediaType)
        }
        guard (try? Negotiation(accept: request.accept)) != nil else {
            return .document(APIFailure.notAcceptable.status, code: 406)
        }
        return .document([
            "swagger": "2.0", "info": Self.info, "paths": [:],
            "definitions": .object(
                Object(
                    served.resources.map { resource in
                        (Self.definition(resource), Self.schema(resource))
                    })),
        ])
    }
}
