import TestSupport
import Testing

@testable import KubernetesClient

/// Which chains of certificates are accepted, in real handshakes; the expectations are Go's.
struct CertificateChainTests {
    /// What a server shows, what the client trusts, and why it does not come to terms; nil where it does.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let chain: [TestCertificate]
        let trusted: [TestCertificate]
        var name = "api.test"
        var reason: CertificateRefusal.Reason?
    }

    private static let authority = TestCertificate.authority("authority")
    private static let stranger = TestCertificate.authority("stranger")
    private static let middle = TestCertificate.authority("middle", under: authority)
    private static let good = authority.server(["api.test"])
    private static let underMiddle = middle.server(["api.test"])

    private static func selfSigned(_ adjust: (inout TestCertificate.Contents) -> Void = { _ in }) -> TestCertificate {
        var contents = TestCertificate.Contents("self")
        contents.dnsNames = ["api.test"]
        adjust(&contents)
        return TestCertificate(contents, issuer: nil)
    }

    static let cases: [Case] = [
        Case(testDescription: "signed by the authority", chain: [good], trusted: [authority]),
        Case(testDescription: "one of several authorities", chain: [good], trusted: [stranger, authority]),
        Case(
            testDescription: "another authority", chain: [good], trusted: [stranger], reason: .unknownAuthority),
        Case(
            testDescription: "an authority of the same name",
            chain: [TestCertificate.authority("authority").server(["api.test"])],
            trusted: [authority], reason: .unknownAuthority),
        Case(testDescription: "an intermediate that is sent", chain: [underMiddle, middle], trusted: [authority]),
        Case(
            testDescription: "an intermediate that is not sent", chain: [underMiddle], trusted: [authority],
            reason: .unknownAuthority),
        Case(testDescription: "the intermediate is all that is trusted", chain: [underMiddle], trusted: [middle]),
        Case(testDescription: "intermediate and root are trusted", chain: [underMiddle], trusted: [middle, authority]),
        forgedIntermediate, forgedTrustedIntermediate,
        Case(
            testDescription: "an intermediate that has expired",
            chain: [expiredMiddle.server(["api.test"]), expiredMiddle], trusted: [authority],
            reason: .expired(since: 1_685_620_800)),
        Case(
            testDescription: "the authority has expired",
            chain: [pastAuthority.server(["api.test"])], trusted: [pastAuthority],
            reason: .expired(since: 1_685_620_800)),
        Case(
            testDescription: "expired", chain: [authority.server(["api.test"]) { $0.validity = .past }],
            trusted: [authority], reason: .expired(since: 1_685_620_800)),
        Case(
            testDescription: "not yet valid", chain: [authority.server(["api.test"]) { $0.validity = .future }],
            trusted: [authority], reason: .notYetValid(until: 2_464_315_506)),
        Case(
            testDescription: "signed by a server's certificate", chain: [good.server(["api.test"]), good],
            trusted: [authority], reason: .unknownAuthority),
        Case(
            testDescription: "signed by a trusted server's certificate", chain: [good.server(["api.test"])],
            trusted: [good], reason: .unknownAuthority),
        Case(
            testDescription: "signed by one that says that it is none",
            chain: [noAuthority.server(["api.test"]), noAuthority], trusted: [authority], reason: .notAnAuthority),
        Case(testDescription: "the server's own is trusted", chain: [good], trusted: [good]),
        Case(
            testDescription: "the server's own is trusted, for another name", chain: [good], trusted: [good],
            name: "other.test", reason: .wrongName("other.test", names: ["api.test"])),
        pinned("the intermediate", under: middle), pinned("an expired one", under: expiredMiddle),
        pinned("a forged one", under: TestCertificate.authority("middle")),
        pinned("one that is no authority", under: noAuthority),
        Case(
            testDescription: "the server's own is trusted, has expired and sends the intermediate",
            chain: [pastUnderMiddle, middle], trusted: [pastUnderMiddle], reason: .expired(since: 1_685_620_800)),
        Case(
            testDescription: "the server's own is trusted, for another name, and sends the intermediate",
            chain: [underMiddle, middle], trusted: [underMiddle], name: "other.test",
            reason: .wrongName("other.test", names: ["api.test"])),
        Case(
            testDescription: "another of the intermediate's is trusted",
            chain: [underMiddle, middle], trusted: [middle.server(["api.test"])], reason: .unknownAuthority),
        trustedSelfSigned(purposes: [], reason: nil), trustedSelfSigned(purposes: [.client], reason: .notForServers),
        Case(
            testDescription: "self-signed, not trusted", chain: [selfSigned()], trusted: [authority],
            reason: .unknownAuthority),
        Case(
            testDescription: "for clients", chain: [authority.server(["api.test"]) { $0.purposes = [.client] }],
            trusted: [authority], reason: .notForServers),
        anyPurpose(of: authority, isGood: true), anyPurpose(of: stranger, isGood: false),
        anyPurpose(of: TestCertificate.authority("authority"), isGood: false), intermediateForAnyPurpose,
        Case(
            testDescription: "for no purpose in particular",
            chain: [authority.server(["api.test"]) { $0.purposes = [] }], trusted: [authority]),
        Case(
            testDescription: "for clients and servers",
            chain: [authority.server(["api.test"]) { $0.purposes = [.client, .server] }], trusted: [authority]),
        Case(
            testDescription: "another name", chain: [authority.server(["a.test", "b.test"])], trusted: [authority],
            reason: .wrongName("api.test", names: ["a.test", "b.test"])),
        Case(
            testDescription: "another name and the address that is connected to",
            chain: [authority.server(["a.test"]) { $0.addresses = [[127, 0, 0, 1]] }], trusted: [authority],
            reason: .wrongName("api.test", names: ["a.test", "127.0.0.1"])),
        Case(
            testDescription: "an address instead of the name",
            chain: [good], trusted: [authority], name: "127.0.0.1",
            reason: .wrongName("127.0.0.1", names: ["api.test"])),
        Case(
            testDescription: "the address that is asked for, not the one that is connected to",
            chain: [authority.server([]) { $0.addresses = [[10, 0, 0, 1]] }], trusted: [authority], name: "10.0.0.1"),
        Case(
            testDescription: "a common name only",
            chain: [authority.server([]) { $0.commonName = "api.test" }], trusted: [authority],
            reason: .wrongName("api.test", names: [])),
        Case(testDescription: "a final dot", chain: [good], trusted: [authority], name: "api.test."),
        Case(
            testDescription: "an authority of version 1",
            chain: [oldAuthority.server(["api.test"])], trusted: [oldAuthority]),
        depth, trustedDepth([lastAuthority]), trustedDepth([lastAuthority, authority]),
        Case(
            testDescription: "deeper than an authority above the trusted one allows",
            chain: [second.server(["api.test"]), second], trusted: [second, lastAuthority, authority]),
        Case(
            testDescription: "as deep as the trusted authority allows", chain: [lastAuthority.server(["api.test"])],
            trusted: [lastAuthority]),
        Case(
            testDescription: "the trusted authority is for clients",
            chain: [clientAuthority.server(["api.test"])], trusted: [clientAuthority], reason: .notForServers),
        Case(
            testDescription: "the trusted authority is for any purpose",
            chain: [anyAuthority.server(["api.test"])], trusted: [anyAuthority]),
        Case(
            testDescription: "a key of P-521", chain: [authority.server(["api.test"]) { $0.hasLargeKey = true }],
            trusted: [authority]),
        Case(
            testDescription: "signed with SHA-1", chain: [weak], trusted: [authority], reason: .weakSignature),
        Case(testDescription: "signed with SHA-1, and trusted itself", chain: [weak], trusted: [weak]),
        Case(
            testDescription: "an intermediate that is signed with SHA-1",
            chain: [weakMiddle.server(["api.test"]), weakMiddle], trusted: [authority], reason: .weakSignature),
        Case(
            testDescription: "a trusted intermediate that is signed with SHA-1",
            chain: [weakMiddle.server(["api.test"]), weakMiddle], trusted: [weakMiddle, authority]),
        Case(
            testDescription: "an authority that is signed with SHA-1",
            chain: [weakAuthority.server(["api.test"])], trusted: [weakAuthority]),
        Case(
            testDescription: "an unknown critical extension, and trusted itself", chain: [odd], trusted: [odd],
            reason: .unknownExtension),
        Case(
            testDescription: "an authority with an unknown critical extension",
            chain: [oddAuthority.server(["api.test"])], trusted: [oddAuthority], reason: .unknownExtension),
        fenced("api.other.test", isInside: true), fenced("api.test", isInside: false),
    ]

    private static let pastAuthority = TestCertificate.authority("past") { $0.validity = .past }
    private static let oldAuthority = TestCertificate.authority("old") { $0.isOfVersion1 = true }

    private static let expiredMiddle = TestCertificate.authority("late", under: authority) { $0.validity = .past }
    private static let noAuthority = TestCertificate.authority("none", under: authority) { $0.isAuthority = false }
    private static let pastUnderMiddle = middle.server(["api.test"]) { $0.validity = .past }

    /// A server's certificate that is trusted itself, from a server that sends whoever signed it as well.
    private static func pinned(_ name: String, under issuer: TestCertificate) -> Case {
        let leaf = issuer.server(["api.test"])
        return Case(
            testDescription: "the server's own is trusted, and sends \(name)", chain: [leaf, issuer], trusted: [leaf])
    }

    /// Somebody's own certificate with the name of an intermediate that exists.
    private static var forgedIntermediate: Case {
        let forged = TestCertificate.authority("middle")
        return Case(
            testDescription: "a forged intermediate", chain: [forged.server(["api.test"]), forged],
            trusted: [authority], reason: .unknownAuthority)
    }

    private static var forgedTrustedIntermediate: Case {
        let forged = TestCertificate.authority("middle", under: TestCertificate.authority("authority"))
        return Case(
            testDescription: "a forged intermediate while the real one is trusted",
            chain: [forged.server(["api.test"]), forged], trusted: [middle], reason: .unknownAuthority)
    }

    private static func trustedSelfSigned(
        purposes: [TestCertificate.Purpose], reason: CertificateRefusal.Reason?
    ) -> Case {
        let own = selfSigned {
            $0.purposes = purposes
            $0.isAuthority = false
        }
        return Case(
            testDescription: "self-signed and trusted, for \(purposes)", chain: [own], trusted: [own], reason: reason)
    }

    private static func anyPurpose(of issuer: TestCertificate, isGood: Bool) -> Case {
        Case(
            testDescription: "for any purpose, \(isGood ? "good" : "forged")",
            chain: [issuer.server(["api.test"]) { $0.purposes = [.any, .client] }], trusted: [authority],
            reason: isGood ? nil : .unknownAuthority)
    }

    private static var intermediateForAnyPurpose: Case {
        let middle = TestCertificate.authority("any", under: authority) { $0.purposes = [.any] }
        return Case(
            testDescription: "an intermediate for any purpose", chain: [middle.server(["api.test"]), middle],
            trusted: [authority])
    }

    private static let weak = authority.server(["api.test"]) { $0.isSignedWithSHA1 = true }
    private static let weakMiddle = TestCertificate.authority("weak", under: authority) { $0.isSignedWithSHA1 = true }
    private static let weakAuthority = TestCertificate.authority("weak root") { $0.isSignedWithSHA1 = true }
    private static let odd = authority.server(["api.test"]) { $0.hasUnknownExtension = true }
    private static let oddAuthority = TestCertificate.authority("odd") { $0.hasUnknownExtension = true }
    private static let lastAuthority = TestCertificate.authority("last", under: authority) { $0.pathLength = 0 }
    private static let clientAuthority = TestCertificate.authority("clients") { $0.purposes = [.client] }
    private static let anyAuthority = TestCertificate.authority("any") { $0.purposes = [.any] }

    private static let second = TestCertificate.authority("second", under: lastAuthority)

    private static func trustedDepth(_ trusted: [TestCertificate]) -> Case {
        Case(
            testDescription: "deeper than a trusted authority allows, of \(trusted.count)",
            chain: [second.server(["api.test"]), second, lastAuthority], trusted: trusted, reason: .unknownAuthority)
    }

    private static var depth: Case {
        let first = TestCertificate.authority("first", under: authority) { $0.pathLength = 0 }
        let second = TestCertificate.authority("second", under: first)
        return Case(
            testDescription: "deeper than an authority allows", chain: [second.server(["api.test"]), second, first],
            trusted: [authority], reason: .unknownAuthority)
    }

    private static func fenced(_ name: String, isInside: Bool) -> Case {
        let fenced = TestCertificate.authority("fenced", under: authority) { $0.permittedNames = ["other.test"] }
        return Case(
            testDescription: "names that an authority may sign for: \(name)", chain: [fenced.server([name]), fenced],
            trusted: [authority], name: name, reason: isInside ? nil : .unknownAuthority)
    }

    @Test(arguments: cases)
    func chain(_ chain: Case) async throws {
        try await ScriptedServer.run(.init(chain: chain.chain), script: kind200) { server in
            let result = try await get(try settings(server.port, trusting: chain.trusted, name: chain.name))
            guard let reason = chain.reason else {
                #expect(try result.get() == 200)
                return
            }
            guard case .certificate(let refusal)? = dialFailure(result)?.cause else {
                Issue.record("no certificate was refused: \(result)")
                return
            }
            #expect(refusal.reason == reason)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aRefusalNamesTheCertificate() async throws {
        let leaf = Self.authority.server(["api.test"]) { $0.validity = .past }
        try await ScriptedServer.run(.init(chain: [leaf]), script: kind200) { server in
            let failure = dialFailure(
                try await get(try settings(server.port, trusting: [Self.authority], name: "api.test")))
            #expect(
                failure
                    == DialFailure(
                        stage: .serverTLS,
                        cause: .certificate(
                            CertificateRefusal(
                                reason: .expired(since: 1_685_620_800), subject: "CN=server", issuer: "CN=authority",
                                isServers: true))))
        }
    }

    /// Nothing is refused on the user's explicit word; the name is sent all the same.
    @Test func verificationCanBeSkipped() async throws {
        let own = Self.selfSigned { $0.validity = .past }
        try await ScriptedServer.run(.init(chain: [own]), script: kind200) { server in
            let result = try await get(
                try settings(server.port, trusting: [Self.authority]) {
                    $0.tls.authorities = nil
                    $0.tls.skipsVerification = true
                })
            #expect(try result.get() == 200)
        }
    }

    @Test(arguments: [false, true])
    func clientCertificates(isOldTLS: Bool) async throws {
        var options = ScriptedServer.Options(chain: [Self.good])
        options.clientAuthority = Self.stranger
        options.isOldTLS = isOldTLS
        let cases: [(ClientIdentity?, DialFailure.ClientCertificateRefusal?)] = [
            (Self.stranger.client("me").identity, nil),
            (nil, .missing),
            (Self.stranger.client("late") { $0.validity = .past }.identity, .expired),
            (Self.authority.client("other").identity, .unknownAuthority),
        ]
        try await ScriptedServer.run(options, script: kind200) { server in
            for (identity, refusal) in cases {
                let result = try await get(
                    try settings(server.port, trusting: [Self.authority], name: "api.test") {
                        $0.tls.identity = identity
                    })
                if let refusal {
                    let expected: DialFailure.Cause =
                        isOldTLS && refusal == .missing ? .handshake(alert: 40) : .clientCertificate(refusal)
                    #expect(dialFailure(result) == DialFailure(stage: .serverTLS, cause: expected))
                } else {
                    #expect(try result.get() == 200)
                }
            }
        }
    }
}

/// Certificates and keys as people have them in files.
struct TLSSettingsTests {
    private static let authority = TestCertificate.authority("authority")
    private static let alice = authority.client("alice")
    private static let other = authority.client("other")

    private func part(_ adjust: (inout TLSSettings) -> Void) async throws -> TLSSettingsError.Part? {
        var settings = try settings(1, trusting: [Self.authority])
        adjust(&settings.tls)
        do {
            try await withHTTPTransport(settings) { _ in }
            return nil
        } catch let error as TLSSettingsError {
            return error.part
        }
    }

    @Test(arguments: [
        ("", TLSSettingsError.Part.authorities), ("no PEM", .authorities),
        (TestCertificate.pem("TRUSTED CERTIFICATE", [1]), .authorities),
        (TestCertificate.pem("CERTIFICATE", [1]), .authorities),
        (TestCertificate.pem("CERTIFICATE", [1]) + authority.pem, nil),
        (authority.pem + "-----BEGIN CERTIFICATE-----\n", nil),
        ("# a comment\r\n" + authority.pem.replacing("\n", with: "\r\n"), nil),
    ])
    func authorities(text: String, part: TLSSettingsError.Part?) async throws {
        #expect(try await self.part { $0.authorities = Array(text.utf8) } == part)
    }

    @Test(arguments: [
        (alice.pem, alice.keyPEM, nil), (alice.pem, other.keyPEM, TLSSettingsError.Part.keyOfAnotherCertificate),
        ("", alice.keyPEM, .clientCertificate),
        (alice.pem + TestCertificate.pem("CERTIFICATE", [1]), alice.keyPEM, .clientCertificate),
        (alice.pem, "", .clientKey), (alice.pem, TestCertificate.pem("ENCRYPTED PRIVATE KEY", [1]), .clientKey),
        (
            alice.pem,
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n",
            .clientKey
        ),
        // A label that is not the key's format, and what stands before the key.
        (alice.pem, TestCertificate.pem("RSA PRIVATE KEY", alice.keyBytes), nil),
        (alice.pem, TestCertificate.pem("EC PARAMETERS", [6, 1, 0]) + alice.pem + alice.keyPEM, nil),
        (alice.keyPEM + alice.pem + authority.pem, alice.pem + alice.keyPEM, nil),
    ])
    func identities(certificate: String, key: String, part: TLSSettingsError.Part?) async throws {
        #expect(
            try await self.part {
                $0.identity = ClientIdentity(certificateChain: Array(certificate.utf8), privateKey: Secret(key))
            } == part)
    }
}
