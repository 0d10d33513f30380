internal import NIOCore
internal import NIOSSL
internal import Values

/// TLS settings made ready for connections: certificates and keys are read once.
struct TLSContext: Sendable {
    private let server: NIOSSLContext
    private let proxy: NIOSSLContext
    private let authorities: TrustedAuthorities
    private let serverName: String?

    /// Throws where a certificate or key cannot be used.
    init(_ settings: TLSSettings, versions: [TransportLimits.HTTPVersion]) throws(TLSSettingsError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // Names are checked by `CertificateCheck`: the library would also take the address that was connected to.
        configuration.certificateVerification = settings.skipsVerification ? .none : .noHostnameVerification
        configuration.verifySignatureAlgorithms = Self.signatures
        // A server that does not say goodbye is not waited for.
        configuration.shutdownTimeout = .milliseconds(250)
        var certificates: [NIOSSLCertificate] = []
        if let text = settings.authorities {
            certificates = Self.certificates(in: text)
            guard !certificates.isEmpty else { throw TLSSettingsError(part: .authorities) }
            configuration.trustRoots = .certificates(certificates)
        }
        authorities = TrustedAuthorities(certificates)
        if let identity = settings.identity {
            configuration.certificateChain = try Self.chain(identity).map { .certificate($0) }
            configuration.privateKey = .privateKey(try Self.key(identity))
        }
        serverName = settings.serverName
        server = try Self.context(configuration, versions.map(\.rawValue), settings)
        // A tunnel is asked for in HTTP/1.1.
        proxy = versions == [.http1] ? server : try Self.context(configuration, ["http/1.1"], settings)
    }

    /// What servers may sign a handshake with: Go's, in its order; the library leaves out Ed25519 and P-521, and takes
    /// SHA-1.
    private static let signatures: [SignatureAlgorithm] = [
        .rsaPssRsaeSha256, .ecdsaSecp256R1Sha256, .ed25519, .rsaPssRsaeSha384, .rsaPssRsaeSha512, .rsaPkcs1Sha256,
        .rsaPkcs1Sha384, .rsaPkcs1Sha512, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512,
    ]

    /// A handler that speaks TLS with the server or the proxy at `host`, and the check that decides on its certificate.
    func handler(host: String, isProxy: Bool) throws -> (handler: NIOSSLClientHandler, check: CertificateCheck) {
        let name = PeerName(serverName ?? host)
        let check = CertificateCheck(name, authorities: authorities, now: Int(WallClock.now))
        return (try Self.handler(isProxy ? proxy : server, name.indication, check), check)
    }

    private static func handler(
        _ context: NIOSSLContext, _ indication: String?, _ check: CertificateCheck
    ) throws -> NIOSSLClientHandler {
        let leaf = ServersCertificate()
        let maker: any HandlerMaking = DeprecatedHandlers()
        let handler = try maker.make(context, indication) { result, certificate in
            let isAccepted = check.accepts(
                certificate, servers: leaf.handler?.peerCertificate, foundGood: result == .certificateVerified)
            return isAccepted ? .certificateVerified : .failed
        }
        leaf.handler = handler
        return handler
    }

    private static func context(
        _ configuration: TLSConfiguration, _ protocols: [String], _ settings: TLSSettings
    ) throws(TLSSettingsError) -> NIOSSLContext {
        var configuration = configuration
        configuration.applicationProtocols = protocols
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            // Everything has been read by now; what is left to fail is that key and certificate do not belong together.
            throw TLSSettingsError(part: settings.identity == nil ? .authorities : .keyOfAnotherCertificate)
        }
    }

    /// The certificates in a PEM text, without those that cannot be read.
    private static func certificates(in text: [UInt8]) -> [NIOSSLCertificate] {
        PEM.blocks(in: text).filter { $0.isCertificate && !$0.hasHeaders }
            .compactMap { try? NIOSSLCertificate(bytes: $0.bytes, format: .der) }
    }

    private static func chain(_ identity: ClientIdentity) throws(TLSSettingsError) -> [NIOSSLCertificate] {
        let blocks = PEM.blocks(in: identity.certificateChain).filter(\.isCertificate)
        let certificates = blocks.compactMap { try? NIOSSLCertificate(bytes: $0.bytes, format: .der) }
        guard !certificates.isEmpty, certificates.count == blocks.count else {
            throw TLSSettingsError(part: .clientCertificate)
        }
        return certificates
    }

    private static func key(_ identity: ClientIdentity) throws(TLSSettingsError) -> NIOSSLPrivateKey {
        let blocks = PEM.blocks(in: Array(identity.privateKey.reveal().utf8))
        // Whatever the label says of the key's format, the format is looked for in the key.
        guard let block = blocks.first(where: \.isPrivateKey),
            let key = try? NIOSSLPrivateKey(bytes: block.bytes, format: .der)
        else { throw TLSSettingsError(part: .clientKey) }
        return key
    }
}

/// Lets the check ask the connection which certificate is the server's own.
private final class ServersCertificate {
    weak var handler: NIOSSLClientHandler?
}

/// Makes handlers whose callback stands behind the library's own check of the chain.
///
/// The library has deprecated that callback for one that replaces its check; replacing it is what must not happen here.
/// Called through a protocol, it is not warned of.
private protocol HandlerMaking {
    func make(
        _ context: NIOSSLContext, _ indication: String?, _ callback: @escaping NIOSSLVerificationCallback
    ) throws -> NIOSSLClientHandler
}

private struct DeprecatedHandlers: HandlerMaking {
    @available(*, deprecated, message: "through HandlerMaking only")
    func make(
        _ context: NIOSSLContext, _ indication: String?, _ callback: @escaping NIOSSLVerificationCallback
    ) throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: indication, verificationCallback: callback)
    }
}
