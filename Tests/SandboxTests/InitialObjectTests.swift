import Testing
import Values

@testable import Sandbox

/// What a sandbox in the foreground has from the start.
struct InitialObjectTests {
    private static let service = "/api/v1/namespaces/default/services/kubernetes"
    private static let slice = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes"
    private static let gatewayClass = "/apis/gateway.networking.k8s.io/v1/gatewayclasses/openmcf"

    @Test func theServiceOfTheServerIsThere() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            try await InitialObject.ensure(in: api.server, folder: folder)
            let service = await api.send("GET", Self.service)
            #expect(service["metadata.labels"] == ["component": "apiserver", "provider": "kubernetes"])
            #expect(
                service["spec"] == [
                    "clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.1"], "internalTrafficPolicy": "Cluster",
                    "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                    "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
                    "sessionAffinity": "None", "type": "ClusterIP",
                ])
            let slice = await api.send("GET", Self.slice)
            #expect(slice["metadata.labels"] == ["kubernetes.io/service-name": "kubernetes"])
            #expect(slice["addressType"] == "IPv4")
            #expect(slice["ports"] == [["name": "https", "protocol": "TCP", "port": 6443]])
            #expect(slice["endpoints"] == .null)
        }
    }

    /// They stay as others have left them, and what was deleted is there again at the next start.
    @Test func whatIsMissingComesBack() async throws {
        try await withTemporaryFolder { folder in
            let first = try await TestAPI.open(folder)
            try await InitialObject.ensure(in: first.server, folder: folder)
            #expect(await first.patch(Self.service, #"{"metadata":{"labels":{"a":"b"}}}"#).code == 200)
            for path in [Self.slice, Self.gatewayClass] { #expect(await first.send("DELETE", path).code == 200) }
            let kept = await first.send("GET", Self.service)
            try await InitialObject.ensure(in: first.server, folder: folder)
            #expect(await first.send("GET", Self.service).text == kept.text)
            for path in [Self.slice, Self.gatewayClass] { #expect(await first.send("GET", path).code == 200) }
        }
    }

    /// Nobody else gets the address, whether the Service is there or not.
    @Test func theAddressIsTheServersOwn() async throws {
        try await withTemporaryFolder { folder in
            let api = try await TestAPI.open(folder)
            let taken = #"{"metadata":{"name":"mine"},"spec":{"clusterIP":"10.96.0.1","ports":[{"port":1}]}}"#
            #expect(
                await api.send("POST", "/api/v1/namespaces/default/services", taken).message
                    == "Service \"mine\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.1\"]: "
                    + "failed to allocate IP 10.96.0.1: provided IP is already allocated")
        }
    }
}
