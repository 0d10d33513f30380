import Testing
import Values

@testable import Sandbox

struct EndpointSliceTests {
    static let path = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"

    static func slice(_ members: String) -> String {
        #"{"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{"name":"db"},\#(members)}"#
    }

    @Test func bothListsAreShownAlsoWhereThereIsNone() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let made = await api.send("POST", Self.path, Self.slice(#""addressType":"IPv4","ports":[]"#))
            #expect(made["endpoints"] == .null)
            #expect(made["ports"] == .null)
            let filled = await api.patch(
                Self.path + "/db", #"{"endpoints":[{"addresses":["192.0.2.1"]}],"ports":[{"port":80}]}"#)
            #expect(filled["endpoints[0].conditions"] == [:])
            #expect(filled["ports[0]"] == ["name": "", "protocol": "TCP", "port": 80])
        }
    }

    @Test func theGenerationCountsLabels() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.path, Self.slice(#""addressType":"IPv4""#))
            let labelled = await api.patch(Self.path + "/db", #"{"metadata":{"labels":{"a":"b"}}}"#)
            #expect(labelled["metadata.generation"] == 2)
            #expect(await api.patch(Self.path + "/db", "{}")["metadata.generation"] == 2)
        }
    }

    @Test(arguments: [
        (#""endpoints":[]"#, "addressType"), (#""addressType":"ipv4""#, "addressType"),
        (#""addressType":"IPv4","endpoints":[{"addresses":["127.0.0.1"]}]"#, "endpoints[0].addresses[0]"),
        (#""addressType":"FQDN","endpoints":[{"addresses":["nodots"]}]"#, "endpoints[0].addresses[0]"),
        (#""addressType":"IPv4","ports":[{"name":"a","port":1},{"name":"a","port":2}]"#, "ports[1].name"),
        // Of the wrong family only the list is named.
        (#""addressType":"IPv4","endpoints":[{"addresses":["192.0.2.1","fd00::1"]}]"#, "endpoints[0].addresses"),
        (#""addressType":"IPv6","endpoints":[{"addresses":["192.0.2.1"]}]"#, "endpoints[0].addresses"),
    ])
    func whatIsWrongIsNamed(_ members: String, _ field: String) async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let answer = await api.send("POST", Self.path, Self.slice(members))
            #expect(answer["details.causes"]?.array?.compactMap { $0["field"]?.string } == [field])
        }
    }

    /// A name that is no label is no second one.
    @Test func aPortNameIsALabel() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let name = String(repeating: "x", count: 64)
            let answer = await api.send(
                "POST", Self.path, Self.slice(#""addressType":"IPv4","ports":[{"name":"\#(name)","port":1}]"#))
            #expect(
                answer.message == "EndpointSlice.discovery.k8s.io \"db\" is invalid: ports[0].name: "
                    + "Invalid value: \"\(name)\": must be no more than 63 characters")
        }
    }

    @Test func theAddressTypeStays() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.path, Self.slice(#""addressType":"IPv4""#))
            #expect(
                await api.patch(Self.path + "/db", #"{"addressType":"IPv6"}"#).message
                    == #"EndpointSlice.discovery.k8s.io "db" is invalid: addressType: Invalid value: "IPv6": field is immutable"#
            )
            let fqdn = Self.slice(#""addressType":"FQDN""#).replacing(#""name":"db""#, with: #""name":"names""#)
            #expect(
                await api.send("POST", Self.path, fqdn).warnings == ["spec.addressType: FQDN endpoints are deprecated"])
        }
    }

    /// Only a custom resource has such a path, and only it says so in text.
    @Test func thereIsNoStatus() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            _ = await api.send("POST", Self.path, Self.slice(#""addressType":"IPv4""#))
            let answer = await api.send("GET", Self.path + "/db/status")
            #expect(answer.message == "the server could not find the requested resource")
            #expect(await api.send("GET", Self.path + "?fieldSelector=spec.x=y").code == 400)
        }
    }
}
