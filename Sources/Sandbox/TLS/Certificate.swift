internal import Crypto
internal import FoundationEssentials
internal import Values

/// A certificate with its private key: P-256, signed with SHA-256 (RFC 5280).
struct Certificate: Sendable {
    /// When a certificate holds, in seconds since 1970.
    typealias Validity = ClosedRange<Int>

    /// What a server is called.
    struct Names: Sendable, Equatable {
        var hosts: [String] = []
        var addresses: [IPAddress] = []
    }

    let bytes: [UInt8]
    private let key: P256.Signing.PrivateKey
    private let subject: String

    var pem: String { PEM.text("CERTIFICATE", bytes) }
    var keyPEM: String { key.pemRepresentation + "\n" }

    /// An authority that signs itself and vouches for servers, not for other authorities.
    static func authority(_ name: String, _ validity: Validity) throws -> Certificate {
        let key = P256.Signing.PrivateKey()
        let usage = Extension.keyUsage([0x06], unused: 1)
        let constraints = Extension.basicConstraints(DER.sequence(DER.yes, DER.integer([])))
        return try Certificate(
            subject: name, key: key, issuer: name, signer: key, validity, extensions: constraints + usage)
    }

    /// An authority as it was kept.
    ///
    /// - Throws: where a text is not what it should be, or the two do not belong together.
    init(authority name: String, bytes: [UInt8], keyPEM: String) throws {
        key = try P256.Signing.PrivateKey(pemRepresentation: keyPEM)
        self.bytes = bytes
        subject = name
    }

    /// A certificate for a server of these names, which this authority vouches for.
    func server(_ names: Names, _ validity: Validity) throws -> Certificate {
        let key = P256.Signing.PrivateKey()
        let extensions =
            Extension.keyUsage([0x80], unused: 7) + Extension.purposeOfServers + Extension.names(names)
        return try Certificate(
            subject: "openmcf sandbox", key: key, issuer: subject, signer: self.key, validity, extensions: extensions)
    }

    /// Whether the certificate is that of its key.
    var isWhole: Bool {
        let publicKey = Array(key.publicKey.derRepresentation)
        return bytes.indices.contains { bytes[$0...].starts(with: publicKey) }
    }

    private init(
        subject: String, key: P256.Signing.PrivateKey, issuer: String, signer: P256.Signing.PrivateKey,
        _ validity: Validity, extensions: [UInt8]
    ) throws {
        let publicKey = Array(key.publicKey.derRepresentation)
        let identifiers =
            Extension.keyIdentifier(Self.identifier(of: key)) + Extension.issuerIdentifier(Self.identifier(of: signer))
        let content = DER.sequence(
            DER.tagged(0, DER.integer([2])), DER.integer(Self.serialNumber()), Self.algorithm, Self.name(issuer),
            DER.sequence(DER.time(validity.lowerBound), DER.time(validity.upperBound)), Self.name(subject), publicKey,
            DER.tagged(3, DER.sequence(extensions, identifiers)))
        let signature = Array(try signer.signature(for: content).derRepresentation)
        bytes = DER.sequence(content, Self.algorithm, DER.bits(signature))
        self.key = key
        self.subject = subject
    }

    /// ECDSA with SHA-256 (RFC 5758 §3.2).
    private static let algorithm = DER.sequence(
        DER.identifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02]))

    private static func name(_ text: String) -> [UInt8] {
        DER.sequence(DER.set(DER.sequence(DER.identifier([0x55, 0x04, 0x03]), DER.text(text))))
    }

    /// A number that no other certificate of the authority has.
    private static func serialNumber() -> [UInt8] {
        [0x01] + (0..<15).map { _ in UInt8.random(in: 0...255) }
    }

    /// What tells the keys of authorities with one name apart (RFC 7093 §2).
    private static func identifier(of key: P256.Signing.PrivateKey) -> [UInt8] {
        Array(SHA256.hash(data: key.publicKey.x963Representation).prefix(20))
    }
}

/// What a certificate says beside its names and times (RFC 5280 §4.2).
private enum Extension {
    static func basicConstraints(_ content: [UInt8]) -> [UInt8] { part(0x13, isCritical: true, content) }

    static func keyUsage(_ flags: [UInt8], unused: UInt8) -> [UInt8] {
        part(0x0F, isCritical: true, DER.bits(flags, unused: unused))
    }

    static let purposeOfServers = part(
        0x25, DER.sequence(DER.identifier([0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01])))

    static func names(_ names: Certificate.Names) -> [UInt8] {
        let hosts = names.hosts.flatMap { DER.element(0x82, Array($0.utf8)) }
        let addresses = names.addresses.flatMap { DER.element(0x87, $0.bytes) }
        return part(0x11, DER.sequence(hosts, addresses))
    }

    static func keyIdentifier(_ identifier: [UInt8]) -> [UInt8] { part(0x0E, DER.octets(identifier)) }

    static func issuerIdentifier(_ identifier: [UInt8]) -> [UInt8] {
        part(0x23, DER.sequence(DER.element(0x80, identifier)))
    }

    private static func part(_ last: UInt8, isCritical: Bool = false, _ content: [UInt8]) -> [UInt8] {
        DER.sequence(DER.identifier([0x55, 0x1D, last]), isCritical ? DER.yes : [], DER.octets(content))
    }
}
