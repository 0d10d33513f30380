internal import NIOCore
internal import NIOSSL
internal import Synchronization
internal import Values

/// What a server shows on each connection: a certificate of its own authority, made anew before it ends.
///
/// Its key is kept nowhere.
final class ServingTLS: Sendable {
    private struct Current {
        let context: NIOSSLContext
        /// In seconds since 1970.
        let renewal: Int
    }

    /// The certificate that clients are to trust.
    let authority: CertificateAuthority
    private let names: Certificate.Names
    private let clock: @Sendable () -> Int
    private let current = Mutex<Current?>(nil)

    /// - Parameter host: the address that is listened on.
    init(_ authority: CertificateAuthority, host: String, clock: @escaping @Sendable () -> Int) {
        self.authority = authority
        self.clock = clock
        names = Certificate.Names(listeningOn: host)
    }

    /// What to encrypt a new connection with.
    func context() throws -> NIOSSLContext {
        let now = clock()
        return try current.withLock { current in
            if let current, now < current.renewal { return current.context }
            let (certificate, renewal) = try authority.server(names, now: now)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(try NIOSSLCertificate(bytes: certificate.bytes, format: .der))],
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.keyPEM.utf8), format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            // A client that is told of the end and says nothing is not waited for longer than one without TLS.
            configuration.shutdownTimeout = ConnectionClosing.delay
            let made = Current(context: try NIOSSLContext(configuration: configuration), renewal: renewal)
            current = made
            return made.context
        }
    }
}

extension Certificate.Names {
    /// All by which clients reach a server that listens on an address: where that is any, all of this machine's.
    init(listeningOn host: String) {
        hosts = ["localhost"]
        addresses = ["127.0.0.1", "::1"].compactMap { IPAddress($0) }
        guard let address = IPAddress(host) else {
            if host != "localhost" { hosts.append(host) }
            return
        }
        let others = address.bytes.allSatisfy({ $0 == 0 }) ? Self.machineAddresses : [address]
        addresses += others.filter { !addresses.contains($0) }
    }

    private static var machineAddresses: [IPAddress] {
        let devices = (try? System.enumerateDevices()) ?? []
        return devices.compactMap { $0.address?.ipAddress.flatMap { IPAddress(String($0.prefix { $0 != "%" })) } }
    }
}
