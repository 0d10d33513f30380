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

    @Test func namesHaveNoDots() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = #"{"metadata":{"name":"with.dot"}}"#
            #expect(
                await api.send("POST", Self.path, body).message
                    == #"Namespace "with.dot" is invalid: metadata.name: Invalid value: "with.dot": must not contain dots"#
            )
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
            #expect(await api.send("GET", routes + "/db").code == 200)
            let refused = await api.send("POST", routes, JSONWriter.text(route("new")))
            #expect(
                refused.message
                    == "tcproutes.gateway.networking.k8s.io \"new\" is forbidden: unable to create new content in "
                    + "namespace team because it is being terminated")
            #expect(refused["details.causes"]?[0]?["reason"] == "NamespaceTerminating")
            var options = fixedOptions()
            options.collectionDelay = .zero
            let collector = Task { [options] in await GarbageCollector(store: api.server.store, options: options).run()
            }
            defer { collector.cancel() }
            while await api.send("GET", routes + "/db").code == 200 { await Task.yield() }
            #expect(await api.send("GET", Self.path + "/team")["status.phase"] == "Terminating")
            let free = #"{"metadata":{"finalizers":null}}"#
            _ = await api.send("PATCH", routes + "/held", free, contentType: "application/merge-patch+json")
            #expect(await api.send("GET", Self.path + "/team").code == 404)
            #expect(await api.send("DELETE", Self.path + "/default").code == 403)
        }
    }

    /// A finalizer of somebody else's keeps a namespace until he writes that it is done.
    @Test func finalizersAreWrittenApart() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = #"{"metadata":{"name":"team"},"spec":{"finalizers":["example.com/x"]}}"#
            let made = await api.send("POST", Self.path, body)
            #expect(made["spec"] == ["finalizers": ["example.com/x", "kubernetes"]])
            let none = #"{"metadata":{"name":"team"},"spec":{"finalizers":[]}}"#
            #expect(await api.send("PUT", Self.path + "/team", none)["spec.finalizers"]?.array?.count == 2)
            _ = await api.send("DELETE", Self.path + "/team")
            #expect(await api.send("GET", Self.path + "/team")["status.phase"] == "Terminating")
            #expect(await api.send("PUT", Self.path + "/team/finalize", none)["spec"] == [:])
            #expect(await api.send("GET", Self.path + "/team").code == 404)
            #expect(await api.send("GET", Self.path + "/default/finalize").code == 405)
        }
    }

    /// Those in the metadata hold it as well as those in the spec, whichever go first.
    @Test(arguments: [true, false])
    func bothKindsOfFinalizersHold(_ metadataFirst: Bool) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body =
                #"{"metadata":{"name":"team","finalizers":["example.com/m"]},"spec":{"finalizers":["example.com/s"]}}"#
            #expect(await api.send("POST", Self.path, body).code == 201)
            #expect(await api.send("DELETE", Self.path + "/team")["status.phase"] == "Terminating")
            let free = #"{"metadata":{"finalizers":null}}"#
            let none = #"{"metadata":{"name":"team","finalizers":["example.com/m"]},"spec":{}}"#
            for isMetadata in [metadataFirst, !metadataFirst] {
                #expect(await api.send("GET", Self.path + "/team").code == 200)
                let answer =
                    isMetadata
                    ? await api.patch(Self.path + "/team", free)
                    : await api.send(
                        "PUT", Self.path + "/team/finalize",
                        metadataFirst ? none.replacing(#""example.com/m""#, with: "") : none)
                #expect(answer.code == 200, "\(answer.message)")
            }
            #expect(await api.send("GET", Self.path + "/team").code == 404)
        }
    }

    /// What somebody else's finalizer holds is left alone, and not written again and again.
    @Test(.timeLimit(.minutes(1))) func theCollectorLeavesAHeldNamespaceAlone() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            var options = fixedOptions()
            options.collectionDelay = .zero
            let collector = Task { [options] in await GarbageCollector(store: api.server.store, options: options).run()
            }
            defer { collector.cancel() }
            func delete(_ name: String, _ spec: String) async {
                _ = await api.send("POST", Self.path, #"{"metadata":{"name":"\#(name)"},"spec":\#(spec)}"#)
                _ = await api.send("DELETE", Self.path + "/" + name)
            }
            await delete("team", #"{"finalizers":["example.com/x"]}"#)
            var held = await api.send("GET", Self.path + "/team")
            while held["spec.finalizers"] != ["example.com/x"] { held = await api.send("GET", Self.path + "/team") }
            for name in ["a", "b"] {
                await delete(name, "{}")
                while await api.send("GET", Self.path + "/" + name).code == 200 { await Task.yield() }
            }
            #expect(await api.send("GET", Self.path + "/team").version == held.version)
        }
    }

    /// Causes as core's `validateFinalizerName` has them: with an index only where they are finalized.
    @Test(arguments: [
        ("kubernetes", nil), ("example.com/x", nil), ("orphan", nil),
        ("x", #"Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified"#),
        (
            "a b/c",
            #"Invalid value: "a b/c": prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters"#
        ),
    ])
    func finalizersHaveQualifiedNames(_ finalizer: String, _ problem: String?) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let body = #"{"metadata":{"name":"default"},"spec":{"finalizers":["kubernetes","\#(finalizer)"]}}"#
            let created = await api.send("POST", Self.path, body.replacing("default", with: "team"))
            let finalized = await api.send("PUT", Self.path + "/default/finalize", body)
            guard let problem else {
                #expect((created.code, finalized.code) == (201, 200))
                return
            }
            let start = #"Namespace "team" is invalid: spec.finalizers: "# + problem
            #expect(created.code == 422)
            #expect(created.message.hasPrefix(start), "\(created.message)")
            #expect(
                finalized.message.hasPrefix(
                    start.replacing("team", with: "default").replacing("finalizers:", with: "finalizers[1]:")),
                "\(finalized.message)")
        }
    }

    @Test func theLabelWithTheNameCannotBeTakenAway() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let patch = #"{"metadata":{"labels":{"kubernetes.io/metadata.name":"lie"}}}"#
            let before = await api.send("GET", Self.path + "/default")
            #expect(await api.patch(Self.path + "/default", patch).version == before.version)
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
            ProtobufObject.decode(message, .object([])) == [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": ["name": "team", "generation": 150, "labels": ["a": "b"]],
            ])
        for length in 0..<message.count {
            _ = ProtobufObject.decode(Array(message.prefix(length)), .object([]))
        }
    }
}
