import Schemas
import Testing
import Values

@testable import Sandbox

/// Objects in protobuf, as typed clients ask for them.
struct ProtobufTests {
    /// What a schema describes and no layout has would be lost on the way.
    @Test(arguments: Resource.all.filter { $0.behaviour.protobuf != nil })
    func layoutsHaveAllThatSchemasDescribe(_ resource: Resource) throws {
        let layout = try #require(resource.behaviour.protobuf)
        let missing = Self.missing(layout, resource.schema, FieldPath())
        // What it says of itself is in the envelope; the rest of these nobody of the sandbox writes.
        let expected = ["apiVersion", "kind"] + (Self.leftOut[resource.kind] ?? [])
        #expect(missing.filter { !expected.contains($0) } == [])
    }

    private static let leftOut = [
        "Lease": ["spec.strategy", "spec.preferredHolder"],
        "SelfSubjectAccessReview": selectors, "SubjectAccessReview": selectors + ["spec.extra"],
        "LocalSubjectAccessReview": selectors + ["spec.extra"],
    ]
    private static let selectors = [
        "spec.resourceAttributes.fieldSelector", "spec.resourceAttributes.labelSelector",
    ]

    private static func missing(_ layout: ProtobufLayout, _ schema: Schema, _ path: FieldPath) -> [String] {
        schema.properties.flatMap { property -> [String] in
            let inner = path.appending(property.name)
            guard let field = layout.fields.first(where: { $0.name == property.name }) else { return ["\(inner)"] }
            switch field.kind {
            case .message(let layout): return missing(layout, property.schema, inner)
            case .messages(let layout): return property.schema.items.map { missing(layout, $0, inner) } ?? []
            default: return []
            }
        }
    }

    private static let objects: [(path: String, object: Value)] = [
        (
            "/api/v1/namespaces/default/services",
            [
                "metadata": [
                    "name": "db", "labels": ["a": "b"], "annotations": ["c": "é"], "finalizers": ["example.com/x"],
                    "ownerReferences": [
                        ["apiVersion": "v1", "kind": "ConfigMap", "name": "o", "uid": "u", "controller": true]
                    ],
                ],
                "spec": [
                    "type": "NodePort", "selector": ["app": "db"],
                    "ports": [
                        ["name": "sql", "port": 5432, "targetPort": "sql"],
                        ["name": "web", "port": 80, "targetPort": 8080, "nodePort": 30_100],
                    ],
                ],
            ]
        ),
        (
            "/api/v1/namespaces/default/configmaps",
            ["metadata": ["name": "c"], "data": ["a": "b"], "binaryData": ["x": "AP+A"], "immutable": false]
        ),
        ("/api/v1/namespaces/default/secrets", ["metadata": ["name": "s"], "stringData": ["a": "b"]]),
        ("/api/v1/namespaces", ["metadata": ["name": "team"]]),
        (
            "/api/v1/namespaces/default/events",
            [
                "metadata": ["name": "e"], "involvedObject": ["kind": "Service", "name": "db"], "reason": "Tried",
                "count": 3, "firstTimestamp": "2026-01-02T03:04:05Z", "eventTime": .null,
            ]
        ),
        (
            "/apis/coordination.k8s.io/v1/namespaces/default/leases",
            [
                "metadata": ["name": "l"],
                "spec": [
                    "holderIdentity": "", "leaseDurationSeconds": 15, "renewTime": "2026-01-02T03:04:05.000006Z",
                ],
            ]
        ),
        (
            "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
            [
                "metadata": ["name": "e"], "addressType": "IPv6",
                "endpoints": [
                    [
                        "addresses": ["fd00::1"], "conditions": ["ready": false], "zone": "a",
                        "hints": ["forZones": [["name": "a"]]],
                    ]
                ],
                "ports": [["name": "sql", "port": 5432]],
            ]
        ),
        (
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            ["spec": ["resourceAttributes": ["verb": "get", "resource": "services"]]]
        ),
        ("/apis/authentication.k8s.io/v1/selfsubjectreviews", [:]),
    ]

    private static func send(
        _ api: TestAPI, _ method: String, _ path: String, _ body: Value? = nil, accept: String = protobuf
    ) async throws -> Rendered {
        let request = ServedRequest(
            method: method, path: ServedRequest.steps(path), query: Query(""), accept: accept,
            contentType: "application/json", userAgent: "tester", body: body.map { JSONWriter.bytes($0) } ?? [])
        var warnings: [String] = []
        let answer = await api.server.answer(request, &warnings)
        return try #require(api.server.rendered(request, answer))
    }

    private static let protobuf = "application/vnd.kubernetes.protobuf"

    /// Both forms say the same, and what a client sends back is what it got.
    @Test(arguments: objects.indices)
    func theSameAsJSON(_ index: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let (path, given) = Self.objects[index]
            let target = try #require(ResourceRequest(path: ServedRequest.steps(path), of: api.server.options.served))
            let layout = try #require(target.resource.behaviour.protobuf)
            let made = try await Self.send(api, "POST", path, given)
            #expect(made.code == 201)
            #expect(made.contentType == Self.protobuf)
            let decoded = try #require(ProtobufObject.decode(made.body, layout))
            let json: Value
            if target.resource.isStored {
                json = await api.send("GET", "\(path)/\(given["metadata"]?.text("name") ?? "")").value
            } else {
                json = await api.send("POST", path, JSONWriter.text(given)).value
            }
            #expect(JSONWriter.text(decoded, sortedKeys: true) == JSONWriter.text(Self.shown(json), sortedKeys: true))
        }
    }

    /// What protobuf does not tell from nothing: null, and what is empty without a message of its own.
    private static func shown(_ value: Value) -> Value {
        switch value {
        case .object(let members):
            return .object(
                Object(
                    members.filter { $0.value != .null && $0.value != "" || $0.key == "holderIdentity" }.map {
                        ($0.key, shown($0.value))
                    }))
        case .array(let elements): return .array(elements.map(shown))
        default: return value
        }
    }

    @Test func listsAndRefusals() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let path = "/api/v1/namespaces/default/configmaps"
            for name in ["a", "b"] { _ = try await Self.send(api, "POST", path, ["metadata": ["name": .string(name)]]) }
            let list = try await Self.send(api, "GET", path)
            let layout = try #require(Resource.configMap.behaviour.protobuf)
            let decoded = try #require(ProtobufObject.decode(list.body, layout.list))
            #expect(decoded["kind"] == "ConfigMapList")
            #expect(decoded["metadata"]?["resourceVersion"] == "7")
            #expect(decoded["items"]?.array?.compactMap { $0["metadata"]?["name"]?.string } == ["a", "b"])

            let absent = try await Self.send(api, "GET", path + "/none")
            #expect(absent.code == 404)
            #expect(absent.contentType == Self.protobuf)
            let status = try #require(ProtobufObject.decode(absent.body, .status))
            #expect(
                status == [
                    "apiVersion": "v1", "kind": "Status", "metadata": [:], "status": "Failure",
                    "message": "configmaps \"none\" not found", "reason": "NotFound",
                    "details": ["name": "none", "kind": "configmaps"], "code": 404,
                ])
        }
    }

    @Test(arguments: [
        ("/api/v1/namespaces/default/configmaps", protobuf, 200, protobuf),
        ("/api/v1/namespaces/default/configmaps", protobuf + ",application/json", 200, protobuf),
        ("/api/v1/namespaces/default/configmaps", "application/json," + protobuf, 200, "application/json"),
        ("/api/v1/namespaces/default/configmaps", "application/json;q=0.5," + protobuf, 200, protobuf),
        (
            "/api/v1/namespaces/default/configmaps", protobuf + ";as=Table;v=v1;g=meta.k8s.io,application/json", 200,
            "application/json"
        ),
        // A custom resource has no such form.
        (TestAPI.routes, protobuf, 406, "application/json"),
        (TestAPI.routes, protobuf + ",application/json", 200, "application/json"),
    ])
    func negotiation(_ path: String, _ accept: String, _ code: Int, _ type: String) async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Self.send(try await TestAPI.open(folder), "GET", path, accept: accept)
            #expect(answer.code == code)
            #expect(answer.contentType == type)
        }
    }

    /// A frame is its length in four bytes, then the type and the object in its envelope.
    @Test func frames() throws {
        let object: Value = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
        let layout = try #require(Resource.configMap.behaviour.protobuf)
        let inner = ProtobufObject.encode(object, layout)
        #expect(
            inner == ProtobufObject.magic + [10, 15, 10, 2] + Array("v1".utf8) + [18, 9] + Array("ConfigMap".utf8)
                + [18, 5, 10, 3, 10, 1] + Array("a".utf8))
        let count = UInt8(inner.count)
        #expect(
            ProtobufObject.frame("ADDED", object, layout)
                == [0, 0, 0, 7 + 4 + count, 10, 5] + Array("ADDED".utf8) + [18, count + 2, 10, count] + inner)
    }

    @Test(arguments: [0, 1, 127, 128, 300, -1, .max, .min] as [Int64])
    func numbers(_ number: Int64) {
        var writer = ProtobufWriter()
        writer.number(3, number)
        #expect(writer.bytes.first == 24)
        #expect(writer.bytes.count <= 11)
        #expect(writer.bytes.last.map { $0 < 0x80 } == true)
    }
}
