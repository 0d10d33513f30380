import KubernetesClient
import TestSupport
import Testing
import Values

/// Over plain http nothing of a user is sent but whom requests are for.
struct PlainTextTests {
    @Test(arguments: [
        "token: s3cret", "tokenFile: /t", "tokenFile: /missing", "username: me, password: s3cret",
        TestCertificates.clientData,
        "exec: {command: ./no-such-plugin, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}",
        "exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1, interactiveMode: Never}",
        "auth-provider: {name: gcp}",
    ])
    func nothingOfAUserIsSent(user: String) async throws {
        try await ScriptedServer.run([.json(["gitVersion": "v1"])]) { server in
            let cluster = "server: '\(server.url)'"
            var fixture = ClusterFixture(cluster: cluster, user: user + ", as: jane")
            fixture.files["/t"] = "s3cret"
            let configuration = try fixture.find()
            _ = try await withKubernetesClient(configuration, options: quickOptions) { try await $0.version() }
            let headers = try #require(server.requests.first).headers
            #expect(headers["authorization"] == nil)
            #expect(headers["impersonate-user"] == "jane")
            #expect(
                configuration.notes == [
                    "\(server.url) is plain http: nothing of user 'u' of /home/me/.kube/config is sent there, no token, "
                        + "password or certificate, and no plugin is run, as with kubectl"
                ])
        }
    }

    @Test func flagsAreNotSentEither() throws {
        var fixture = ClusterFixture(files: [:])
        fixture.overrides.server = "http://a"
        fixture.overrides.token = Secret("s3cret")
        let configuration = try fixture.find()
        #expect(configuration.credentials.summary == "no credentials")
        #expect(configuration.notes.count == 1)
        fixture.overrides.token = nil
        #expect(try fixture.find().notes == [])
    }

    /// It is part of the address, and Go sends it.
    @Test func theUserOfTheURLIsSentWithAWarning() throws {
        let configuration = try ClusterFixture(cluster: "server: 'http://n:s3cret@a'").find()
        #expect(configuration.credentials.summary == "a user name and password")
        #expect(
            configuration.warnings == [
                "the user name and password in the server's URL go over plain http, for everybody in between to read"
            ])
    }
}
