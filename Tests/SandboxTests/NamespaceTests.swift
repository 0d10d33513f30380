import Testing
import Values

@testable import Sandbox

struct NamespaceTests {
    static let path = "/api/v1/namespaces"

    @Test func theUsualOnesExistAndKeepTheirIdentity() async throws {
        try await withTemporaryFolder { folder in
            var options = fixedOptions()
            options.makeUID = RandomUUID.text
            let first = try await TestAPI.open(folder, options: options).send("GET", Self.path + "/kube-system")
            let second = try await TestAPI.open(folder, options: options).send("GET", Self.path + "/kube-system")
            #expect(first.code == 200)
            #expect(first["status.phase"] == "Active")
            #expect(first.text == second.text)
        }
    }

    @Test func deletionTakesTheContents() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"team"}}"#
            #expect(await api.send("POST", Self.path, body).code == 201)
            #expect(await api.send("POST", Self.path, body).message == #"namespaces "team" already exists"#)
            let routes = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/team/tcproutes"
            #expect(await api.send("POST", routes, JSONWriter.text(route())).code == 201)
            var held = route("held")
            held.withMember("metadata") { $0?.set("finalizers", ["example.com/hold"]) }
            _ = await api.send("POST", routes, JSONWriter.text(held))
            let deleted = await api.send("DELETE", Self.path + "/team")
            #expect(deleted["status.phase"] == "Terminating")
            #expect(await api.send("GET", routes + "/db").code == 404)
            #expect(await api.send("POST", routes, JSONWriter.text(route("new"))).code == 403)
            let free = #"{"metadata":{"finalizers":null}}"#
            _ = await api.send("PATCH", routes + "/held", free, contentType: "application/merge-patch+json")
            #expect(await api.send("GET", Self.path + "/team").code == 404)
            #expect(await api.send("DELETE", Self.path + "/default").code == 403)
        }
    }

    @Test func noRequestForSomethingElseCreatesOne() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let before = await api.send("GET", Self.path).text
            let routes = "/apis/gateway.networking.k8s.io/v1alpha2/namespaces/team/tcproutes"
            #expect(await api.send("GET", Self.path + "/team").message == #"namespaces "team" not found"#)
            #expect(await api.send("GET", routes).code == 200)
            let refused = await api.send("POST", routes, JSONWriter.text(route()))
            #expect(refused.message == #"namespaces "team" not found"#)
            #expect(await api.send("GET", Self.path).text == before)
        }
    }

    @Test func protobufIsRead() {
        func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] { [number << 3 | 2, UInt8(bytes.count)] + bytes }
        let labels = field(1, Array("a".utf8)) + field(2, Array("b".utf8))
        let metadata = field(1, Array("team".utf8)) + [7 << 3, 0x96, 0x01] + field(11, labels)
        let type = field(1, Array("v1".utf8)) + field(2, Array("Namespace".utf8))
        let message = Array("k8s".utf8) + [0] + field(1, type) + field(2, field(1, metadata))
        #expect(
            NamespaceProtobuf.decode(message) == [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "team", "labels": ["a": "b"]],
            ])
        for length in 0..<message.count { _ = NamespaceProtobuf.decode(Array(message.prefix(length))) }
    }
}
