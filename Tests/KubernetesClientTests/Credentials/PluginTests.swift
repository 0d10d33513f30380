import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// What plugins hand out, when they are asked, and what they are told.
struct PluginTests {
    @Test(arguments: [
        (#"{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t"}}"#, "v1"),
        (#"{"apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"t"}}"#, "v1beta1"),
        ("apiVersion: client.authentication.k8s.io/v1\nkind: ExecCredential\nstatus:\n  token: t\n", "v1"),
        (
            #"{"apiVersion":"client.authentication.k8s.io/v1","spec":{"a":1},"status":{"token":"t","b":2},"more":[]}"#,
            "v1"
        ),
    ])
    func aTokenGoesIntoTheHeader(answer: String, version: String) async throws {
        var plugin = try PluginFixture("cat <<'END'\n\(answer)\nEND")
        plugin.version = try #require(CredentialPlugin.Version(rawValue: "client.authentication.k8s.io/" + version))
        let issued = try await plugin.source.current()
        #expect(issued == IssuedCredentials(authorization: Secret("Bearer t")))
    }

    @Test func aClientCertificate() async throws {
        let escape = { (text: String) in text.replacing("\n", with: "\\n") }
        let client = TestCertificate.authority("clients").client("alice")
        let plugin = try PluginFixture(
            """
            cat <<'END'
            {"apiVersion":"client.authentication.k8s.io/v1","status":
            {"clientCertificateData":"\(escape(client.pem))","clientKeyData":"\(escape(client.keyPEM))"}}
            END
            """)
        let issued = try await plugin.source.current()
        #expect(issued.authorization == nil)
        #expect(issued.identity?.certificateChain == Array(client.pem.utf8))
        #expect(issued.identity?.privateKey.reveal().contains("PRIVATE KEY") == true)
    }

    @Test(arguments: [
        (CredentialPlugin.Mode.never, false, false), (.never, true, false), (.ifAvailable, false, false),
        (.ifAvailable, true, true), (.always, true, true),
    ])
    func whatItIsTold(mode: CredentialPlugin.Mode, canAsk: Bool, isInteractive: Bool) async throws {
        var plugin = try PluginFixture(
            #"printf '%s|%s|%s|' "$KUBERNETES_EXEC_INFO" "$EXTRA" "$2" > "$1/told"; answer '{"token":"t"}'"#)
        plugin.mode = mode
        plugin.options.canAsk = canAsk
        plugin.variables = [("EXTRA", Secret("one")), ("EXTRA=t", Secret("wo"))]
        plugin.cluster = Secret(#"{"server":"https://a:6443"}"#)
        _ = try await plugin.source.current()
        #expect(
            plugin.read("told")
                == #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"cluster":"#
                + #"{"server":"https://a:6443"},"interactive":\#(isInteractive)}}|t=wo||"#)
    }

    @Test(arguments: [
        #"{"token":"t"}"#, #"{"token":"t","expirationTimestamp":"2999-01-01T00:00:00Z"}"#,
        // What is expired when it comes is tried, as the clocks may differ.
        #"{"token":"t","expirationTimestamp":"2001-01-01T00:00:00+02:00"}"#,
    ])
    func itIsAskedOnceByAll(status: String) async throws {
        let plugin = try PluginFixture("sleep 0.05; answer '\(status)'")
        let source = plugin.source
        try await withThrowingTaskGroup(of: IssuedCredentials.self) { group in
            for _ in 0..<20 { group.addTask { try await source.current() } }
            for try await issued in group { #expect(issued.authorization?.reveal() == "Bearer t") }
        }
        _ = try await source.current()
        #expect(plugin.runs == 1)
    }

    @Test func aFailureIsToldToAllWhoWait() async throws {
        let plugin = try PluginFixture("sleep 0.05; exit 1")
        let source = plugin.source
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await source.current()) == nil } }
            for await hasFailed in group { #expect(hasFailed) }
        }
    }

    @Test func itIsAskedAgainAfter401() async throws {
        let plugin = try PluginFixture(#"answer "{\"token\":\"t$(wc -l < "$1/runs" | tr -d ' ')\"}""#)
        let source = plugin.source
        let first = try await source.current()
        #expect(try await source.refresh(after: first))
        let second = try await source.current()
        #expect(second.authorization?.reveal() == "Bearer t2")
        // Another request that was refused with the first ones takes what is there.
        #expect(try await source.refresh(after: first))
        #expect(try await source.current() == second)
        #expect(plugin.runs == 2)
    }

    @Test func theSameCredentialsAreNotTriedTwice() async throws {
        let plugin = try PluginFixture(#"answer '{"token":"t"}'"#)
        let source = plugin.source
        let first = try await source.current()
        #expect(try await source.refresh(after: first) == false)
        #expect(plugin.runs == 2)
    }

    @Test func aRefusedRequestIsSentAgainWithNewCredentials() async throws {
        let plugin = try PluginFixture(#"answer "{\"token\":\"t$(wc -l < "$1/runs" | tr -d ' ')\"}""#)
        let reply: @Sendable (SeenRequest) -> Reply = { request in
            request.headers["authorization"] == "Bearer t1"
                ? .failure(401, "Unauthorized", "Unauthorized") : .json(["gitVersion": "v1.36.0"])
        }
        try await ScriptedServer.run(answering: reply) { server in
            let version = try await server.withClient(credentials: plugin.credentials) { try await $0.version() }
            #expect(version.gitVersion == "v1.36.0")
            #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer t1", "Bearer t2"])
        }
    }

    /// Each run of the plugin hands out another certificate; the server sees whose it is by the connection alone.
    @Test func itsCertificatesArePresentedInTLS() async throws {
        let authority = TestCertificate.authority("authority")
        let clients = ["first", "second"].map { authority.client($0) }
        let escape = { (text: String) in text.replacing("\n", with: "\\n") }
        let answers = clients.map {
            #"{"clientCertificateData":"\#(escape($0.pem))","clientKeyData":"\#(escape($0.keyPEM))"}"#
        }
        let plugin = try PluginFixture(
            "if [ $(wc -l < \"$1/runs\") = 1 ]; then answer '\(answers[0])'; else answer '\(answers[1])'; fi")
        var server = ScriptedServer.Options(chain: [authority.server([]) { $0.addresses = [[127, 0, 0, 1]] }])
        server.clientAuthority = authority
        let script: ScriptedServer.Script = { _, answer in
            let refusal = #"{"kind":"Status","status":"Failure","reason":"Unauthorized","code":401}"#
            answer.connection == 1
                ? answer.whole(401, refusal) : answer.whole(200, #"{"gitVersion":"v1.36.0","major":"1","minor":"36"}"#)
        }
        try await ScriptedServer.run(server, script: script) { server in
            var configuration = ClusterConfiguration(
                server: try ServerURL(parsing: "https://127.0.0.1:\(server.port)"), credentials: plugin.credentials,
                origin: "the test")
            configuration.certificateAuthority = Array(authority.pem.utf8)
            try await withKubernetesClient(configuration, options: quickOptions) { client in
                #expect(try await client.version().gitVersion == "v1.36.0")
                _ = try await client.version()
            }
            #expect(plugin.runs == 2)
            #expect(server.clientCertificates == [1: clients[0].pem, 2: clients[1].pem])
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    /// Why there are no new credentials is what helps, and not that the old ones are refused.
    @Test func aPluginThatFailsAfter401() async throws {
        let plugin = try PluginFixture(#"[ $(wc -l < "$1/runs") = 1 ] && answer '{"token":"t"}'"#)
        try await ScriptedServer.run([.failure(401, "Unauthorized", "Unauthorized")]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await server.withClient(credentials: plugin.credentials) { try await $0.version() }
            }
            #expect(error?.code == .unauthenticated)
            #expect(
                error?.message == "\(server.url) does not accept what the plugin '/bin/sh' handed out: Unauthorized; "
                    + "new ones could not be had: the plugin '/bin/sh' of user 'u' of /k failed with exit code 1")
            #expect(error?.help == "Run it by hand to see what is wrong, or choose another user with --user.")
            #expect(server.requests.count == 1)
        }
    }

    @Test func whatIsRefusedAgainIsTold() async throws {
        let plugin = try PluginFixture(#"answer "{\"token\":\"t$(wc -l < "$1/runs" | tr -d ' ')\"}""#)
        try await ScriptedServer.run([.failure(401, "Unauthorized", "Unauthorized")]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                _ = try await server.withClient(credentials: plugin.credentials) { try await $0.version() }
            }
            #expect(error?.code == .unauthenticated)
            #expect(
                error?.message
                    == "\(server.url) does not accept what the plugin '/bin/sh' handed out: Unauthorized")
            #expect(
                error?.help
                    == "It may have expired. It comes from the test; log in again, or choose another context with --kube-context."
            )
            #expect(server.requests.count == 2)
        }
    }
}
