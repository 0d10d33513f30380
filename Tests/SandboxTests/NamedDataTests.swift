import Testing
import Values

@testable import Sandbox

/// ConfigMaps and Secrets.
struct NamedDataTests {
    static let configMaps = "/api/v1/namespaces/default/configmaps"
    static let secrets = "/api/v1/namespaces/default/secrets"

    private static func body(_ members: String, name: String = "settings") -> String {
        #"{"metadata":{"name":"\#(name)"}\#(members)}"#
    }

    @Test func aConfigMapIsShownAsItsTypeDeclaresIt() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send(
                "POST", Self.configMaps, Self.body(#","binaryData":{},"data":{"b":"2","a":"1"}"#))
            #expect(made.code == 201)
            #expect(made.text.hasSuffix(#""data":{"a":"1","b":"2"}}"# + "\n"), "\(made.text)")
            #expect(made["metadata.generation"] == nil)
            let row = await api.send(
                "GET", Self.configMaps + "/settings", accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            #expect(row["rows[0].cells"] == ["settings", 2, "90s"])
        }
    }

    @Test(arguments: [
        (#""data":{"":"x"}"#, ["data[]"]), (#""data":{"..":"x","a/b":"x"}"#, ["data[..]", "data[a/b]"]),
        (#""data":{"..x":"x"}"#, ["data[..x]"]), (#""data":{".hidden":"x"}"#, []),
        (#""data":{"k":"x"},"binaryData":{"k":"eA=="}"#, ["data[k]"]),
    ])
    func keysThatAreNone(_ members: String, _ fields: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.configMaps, Self.body("," + members))
            #expect((answer["details.causes"]?.array ?? []).compactMap { $0["field"]?.string } == fields)
        }
    }

    @Test func whatDeclaresItselfFinalKeepsItsData() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let whole = Self.body(#","data":{"a":"1","b":"2"},"immutable":true"#)
            _ = await api.send("POST", Self.configMaps, whole)
            let path = Self.configMaps + "/settings"
            #expect(
                await api.patch(path, #"{"data":{"a":"x"},"immutable":null}"#).message
                    == "ConfigMap \"settings\" is invalid: "
                    + "[immutable: Forbidden: field is immutable when `immutable` is set, "
                    + "data: Forbidden: field is immutable when `immutable` is set]")
            let reordered = Self.body(#","data":{"b":"2","a":"1"},"immutable":true"#)
            #expect(await api.send("PUT", path, reordered).code == 200)
            #expect(await api.patch(path, #"{"metadata":{"labels":{"a":"b"}}}"#)["metadata.labels.a"] == "b")
        }
    }

    @Test func aMebibyteIsTheMost() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            for (count, code) in [(1 << 20, 201), (1 << 20 + 1, 422)] {
                let text = String(repeating: "x", count: count)
                let answer = await api.send(
                    "POST", Self.configMaps, Self.body(#","data":{"a":"\#(text)"}"#, name: "n\(count)"))
                #expect(answer.code == code)
                if code == 422 {
                    #expect(
                        answer.message
                            == "ConfigMap \"n\(count)\" is invalid: []: Too long: may not be more than 1048576 bytes")
                }
            }
        }
    }

    @Test func textsOfASecretBecomeData() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send(
                "POST", Self.secrets, Self.body(#","data":{"a":"eA=="},"stringData":{"a":"wins","b":"text"}"#))
            #expect(made["data"] == ["a": "d2lucw==", "b": "dGV4dA=="])
            #expect(made["stringData"] == nil)
            #expect(made["type"] == "Opaque")
            let path = Self.secrets + "/settings"
            #expect(await api.patch(path, #"{"stringData":{"b":"other"}}"#)["data.b"] == "b3RoZXI=")
            #expect(
                await api.patch(path, #"{"type":"example.com/x"}"#).message
                    == #"Secret "settings" is invalid: type: Invalid value: "example.com/x": field is immutable"#)
            let found = await api.send("GET", Self.secrets + "?fieldSelector=type%3DOpaque")
            #expect(found["items"]?.array?.count == 1)
        }
    }

    @Test(arguments: [
        ("kubernetes.io/tls", #""tls.crt":"Yw==""#, ["data[tls.key]"]),
        ("kubernetes.io/basic-auth", "", ["data[username]", "data[password]"]),
        ("kubernetes.io/basic-auth", #""username":"dQ==""#, []),
        ("kubernetes.io/ssh-auth", "", ["data[ssh-privatekey]"]),
        ("kubernetes.io/dockerconfigjson", #"".dockerconfigjson":"e30=""#, []),
        ("kubernetes.io/dockerconfigjson", #"".dockerconfigjson":"eA==""#, ["data[.dockerconfigjson]"]),
        ("kubernetes.io/service-account-token", "", ["metadata.annotations[kubernetes.io/service-account.name]"]),
        ("anything goes", "", []),
    ])
    func whatTypesOfSecretsNeed(_ type: String, _ data: String, _ fields: [String]) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.secrets, Self.body(#","type":"\#(type)","data":{\#(data)}"#))
            #expect((answer["details.causes"]?.array ?? []).compactMap { $0["field"]?.string } == fields)
        }
    }

    @Test func whatIsNoBase64IsNamedByItsPlace() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.secrets, Self.body(#","data":{"a":"not base64!"}"#))
            #expect(answer.code == 400)
            #expect(
                answer.message
                    == "Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data at input byte 3")
        }
    }

    @Test func certificatesThatAreNoneAreWarnedOf() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let members = #","type":"kubernetes.io/tls","data":{"tls.crt":"Yw==","tls.key":"aw=="}"#
            #expect(
                await api.send("POST", Self.secrets, Self.body(members)).warnings
                    == ["tls: failed to find any PEM data in certificate input"])
        }
    }
}
