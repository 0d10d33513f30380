import Testing
import Values

@testable import Sandbox

struct DetailTests {
    @Test(arguments: [
        (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (150, "2m30s"), (600, "10m"),
        (10_799, "179m"), (10_800, "3h"), (11_000, "3h3m"), (28_800, "8h"), (172_800, "2d"), (180_000, "2d2h"),
        (691_200, "8d"), (63_072_000, "2y"), (63_072_000 + 86_400, "2y1d"), (252_288_000, "8y"),
    ])
    func ages(_ seconds: Int, _ text: String) { #expect(ElapsedTime.text(seconds) == text) }

    @Test(arguments: [
        ("", "json object"), ("*/*", "json object"), ("application/yaml", "yaml object"),
        ("application/vnd.kubernetes.protobuf,application/json", "json object"),
        ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", #"json table(version: "v1")"#),
        ("application/json;as=Table;v=v1beta1;g=meta.k8s.io, application/json", #"json table(version: "v1beta1")"#),
        ("application/json;as=Table;v=v9;g=meta.k8s.io, application/json", "json object"),
        ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "json metadataList"),
        ("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", "json metadata"), ("text/html", "406"),
    ])
    func negotiation(_ accept: String, _ expected: String) {
        let text = (try? Negotiation(accept: accept)).map { "\($0.format) \($0.shape)" } ?? "406"
        #expect(text == expected)
    }

    @Test func queriesAreDecoded() {
        let query = Query("labelSelector=app+in%20%28a%29&watch&dryRun=All&dryRun=x&bad=%zz%4")
        #expect(query["labelSelector"] == "app in (a)")
        #expect(query.isSet("watch"))
        #expect(!query.isSet("pretty"))
        #expect(query.all("dryRun") == ["All", "x"])
        #expect(query["bad"] == "%zz%4")
    }

    @Test(arguments: [
        ("/", 200), ("/version", 200), ("/healthz", 200), ("/api", 200), ("/apis", 200), ("/api/v1", 200),
        ("/apis/gateway.networking.k8s.io", 200), ("/apis/gateway.networking.k8s.io/v1", 200),
        ("/apis/gateway.networking.k8s.io/v2", 404), ("/api/v1/pods", 404), ("/openapi/v2", 200),
        ("/openapi/v3", 200), ("/openapi/v3/api/v1", 200), ("/openapi/v3/apis/gateway.networking.k8s.io/v1alpha2", 200),
        ("/openapi/v3/apis/none/v1", 404), ("/nope", 404), ("/apis/gateway.networking.k8s.io/v1/tcproutes/x", 404),
    ])
    func paths(_ path: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.send("GET", path).code == code)
        }
    }

    @Test(arguments: [
        ("POST", "/version", 405), ("PUT", TestAPI.routes, 400), ("PATCH", TestAPI.routes, 400),
        ("DELETE", TestAPI.routes + "/db/status", 405), ("POST", TestAPI.routes + "/db/status", 405),
        ("POST", "/apis/gateway.networking.k8s.io/v1/tcproutes", 404),
        ("DELETE", "/apis/gateway.networking.k8s.io/v1/tcproutes", 404), ("OPTIONS", TestAPI.routes, 405),
        ("POST", "/api/v1/services", 405), ("PUT", "/api/v1/namespaces/default/services", 405),
        ("PATCH", "/api/v1/namespaces/default/services", 405), ("POST", "/api/v1/watch/services", 405),
        ("POST", "/api/v1/namespaces/default/services/db", 405),
        ("HEAD", "/api/v1/namespaces/default/services/db", 405),
        ("GET", "/api/v1/namespaces/default/services/db/scale", 404), ("GET", TestAPI.routes + "/db/scale", 404),
    ])
    func methods(_ method: String, _ path: String, _ code: Int) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            #expect(await api.send(method, path).code == code)
        }
    }

    @Test func openAPIComesFromTheSchema() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let document = await api.send("GET", "/openapi/v3/apis/gateway.networking.k8s.io/v1alpha2").value
            let schemas = document["components"]?["schemas"]
            let route = schemas?["io.k8s.networking.gateway.v1alpha2.TCPRoute"]
            #expect(
                route?["x-kubernetes-group-version-kind"] == [
                    ["group": "gateway.networking.k8s.io", "version": "v1alpha2", "kind": "TCPRoute"]
                ])
            #expect(route?["properties"]?["spec"]?["properties"]?["rules"]?["maxItems"] == 16)
        }
    }

    @Test func discoveryIsAggregatedOnRequest() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send(
                "GET", "/apis",
                accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json")
            #expect(answer.contentType == "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
            let group = answer["items"]?.array?.first { $0["metadata"]?["name"] == "gateway.networking.k8s.io" }
            let names = group?["versions"]?.array?.map { version in
                [version["version"]?.string ?? ""]
                    + (version["resources"]?.array ?? []).compactMap { $0["resource"]?.string }
            }
            #expect(
                names == [
                    ["v1", "gatewayclasses", "gateways", "referencegrants", "tcproutes"],
                    ["v1beta1", "gatewayclasses", "gateways", "referencegrants"], ["v1alpha2", "tcproutes"],
                ])
        }
    }
}
