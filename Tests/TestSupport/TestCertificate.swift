internal import Crypto
internal import FoundationEssentials

/// A certificate made in a test, with its key.
package struct TestCertificate: Sendable {
    /// What a certificate says; the defaults are those of a server's that is good for nothing but its names.
    package struct Contents: Sendable {
        package var commonName: String
        package var dnsNames: [String] = []
        package var addresses: [[UInt8]] = []
        /// Nil leaves the constraint out.
        package var isAuthority: Bool? = nil
        package var pathLength: UInt8? = nil
        /// The names that an authority may sign for; empty for all.
        package var permittedNames: [String] = []
        /// Empty leaves the purposes out.
        package var purposes: [Purpose] = []
        package var validity = Validity.now
        /// Certificates of version 1 have no extensions.
        package var isOfVersion1 = false
        /// Whether its key is one of P-521, and not of P-256; such a certificate signs no other.
        package var hasLargeKey = false
        /// Whether its issuer signs it with SHA-1.
        package var isSignedWithSHA1 = false
        /// Whether it has a critical extension that nobody knows.
        package var hasUnknownExtension = false

        package init(_ commonName: String) { self.commonName = commonName }
    }

    package enum Purpose: UInt8, Sendable {
        case any = 0
        case server = 1
        case client = 2
    }

    package enum Validity: Sendable {
        /// From 2024 to 2049.
        case now
        /// From 2020-01-01 to 2023-06-01 12:00:00, UTC.
        case past
        /// From 2048-02-03 04:05:06, UTC.
        case future
    }

    /// A certificate for 127.0.0.1 and localhost that is its own authority.
    package static let loopback = {
        var contents = Contents("openmcf test loopback")
        contents.dnsNames = ["localhost"]
        contents.addresses = [[127, 0, 0, 1]]
        contents.isAuthority = true
        contents.purposes = [.server]
        return TestCertificate(contents, issuer: nil)
    }()

    private let contents: Contents
    private let bytes: [UInt8]
    private let key: P256.Signing.PrivateKey
    private let largeKey: P521.Signing.PrivateKey?

    /// An authority that signed itself, or that another one signed.
    package static func authority(
        _ name: String, under issuer: TestCertificate? = nil, _ adjust: (inout Contents) -> Void = { _ in }
    ) -> TestCertificate {
        var contents = Contents(name)
        contents.isAuthority = true
        adjust(&contents)
        return TestCertificate(contents, issuer: issuer)
    }

    /// A server's certificate that this one signed.
    package func server(_ names: [String], _ adjust: (inout Contents) -> Void = { _ in }) -> TestCertificate {
        var contents = Contents("server")
        contents.dnsNames = names
        contents.purposes = [.server]
        adjust(&contents)
        return TestCertificate(contents, issuer: self)
    }

    /// A client's certificate that this one signed.
    package func client(_ name: String, _ adjust: (inout Contents) -> Void = { _ in }) -> TestCertificate {
        var contents = Contents(name)
        contents.purposes = [.client]
        adjust(&contents)
        return TestCertificate(contents, issuer: self)
    }

    /// A certificate signed by `issuer`, or by its own key.
    package init(_ contents: Contents, issuer: TestCertificate?) {
        self.contents = contents
        key = P256.Signing.PrivateKey()
        largeKey = contents.hasLargeKey ? P521.Signing.PrivateKey() : nil
        let publicKey = largeKey?.publicKey.derRepresentation ?? key.publicKey.derRepresentation
        let signed = DER.signed(contents, Array(publicKey), issuer: issuer?.contents.commonName ?? contents.commonName)
        let signer = issuer?.key ?? key
        let signature =
            contents.isSignedWithSHA1
            ? try? signer.signature(for: Insecure.SHA1.hash(data: signed)) : try? signer.signature(for: signed)
        bytes = DER.sequence(
            signed, DER.algorithm(contents), DER.element(0x03, [0] + (signature?.derRepresentation ?? .init())))
    }

    package var pem: String { Self.pem("CERTIFICATE", bytes) }
    package var keyPEM: String { (largeKey?.pemRepresentation ?? key.pemRepresentation) + "\n" }
    package var keyBytes: [UInt8] { Array(largeKey?.derRepresentation ?? key.derRepresentation) }

    /// A PEM text with this label.
    package static func pem(_ label: String, _ bytes: [UInt8]) -> String {
        let text = Data(bytes).base64EncodedString()
        let lines = stride(from: 0, to: text.count, by: 64).map { start in text.dropFirst(start).prefix(64) }
        return "-----BEGIN \(label)-----\n\(lines.joined(separator: "\n"))\n-----END \(label)-----\n"
    }
}

/// As much of DER as certificates take (RFC 5280 §4).
private enum DER {
    /// ECDSA with SHA-256 or SHA-1.
    static func algorithm(_ contents: TestCertificate.Contents) -> [UInt8] {
        contents.isSignedWithSHA1
            ? sequence([0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01])
            : sequence([0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02])
    }

    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80
            ? [UInt8(count)]
            : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
        return [tag] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { element(0x30, parts.flatMap { $0 }) }

    static func signed(
        _ contents: TestCertificate.Contents, _ key: [UInt8], issuer: String
    ) -> [UInt8] {
        let serial = (0..<8).map { _ in UInt8.random(in: 0...255) }
        let version: [UInt8] = contents.isOfVersion1 ? [] : element(0xA0, [0x02, 0x01, 0x02])
        let extensions = extensions(contents)
        return sequence(
            version, element(0x02, [0x01] + serial), algorithm(contents), name(issuer), validity(contents.validity),
            name(contents.commonName), key,
            contents.isOfVersion1 || extensions.isEmpty ? [] : element(0xA3, element(0x30, extensions)))
    }

    private static func name(_ text: String) -> [UInt8] {
        sequence(element(0x31, sequence([0x06, 0x03, 0x55, 0x04, 0x03], element(0x0C, Array(text.utf8)))))
    }

    private static func validity(_ validity: TestCertificate.Validity) -> [UInt8] {
        let times =
            switch validity {
            case .now: ("240101000000Z", "491231235959Z")
            case .past: ("200101000000Z", "230601120000Z")
            case .future: ("480203040506Z", "491231235959Z")
            }
        return sequence(element(0x17, Array(times.0.utf8)), element(0x17, Array(times.1.utf8)))
    }

    private static func extensions(_ contents: TestCertificate.Contents) -> [UInt8] {
        var result: [UInt8] = []
        let names =
            contents.dnsNames.flatMap { element(0x82, Array($0.utf8)) }
            + contents.addresses.flatMap { element(0x87, $0) }
        if !names.isEmpty { result += ext(0x11, element(0x30, names)) }
        if let isAuthority = contents.isAuthority {
            let length = contents.pathLength.map { element(0x02, [$0]) } ?? []
            result += ext(0x13, isCritical: true, sequence(isAuthority ? [0x01, 0x01, 0xFF] : [], length))
        }
        if !contents.purposes.isEmpty {
            let identifiers = contents.purposes.flatMap { purpose -> [UInt8] in
                purpose == .any
                    ? [0x06, 0x04, 0x55, 0x1D, 0x25, 0x00]
                    : [0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, purpose.rawValue]
            }
            result += ext(0x25, element(0x30, identifiers))
        }
        if !contents.permittedNames.isEmpty {
            let trees = contents.permittedNames.flatMap { sequence(element(0x82, Array($0.utf8))) }
            result += ext(0x1E, isCritical: true, sequence(element(0xA0, trees)))
        }
        if contents.hasUnknownExtension { result += ext(0x7F, isCritical: true, [0x05, 0x00]) }
        return result
    }

    private static func ext(_ last: UInt8, isCritical: Bool = false, _ value: [UInt8]) -> [UInt8] {
        sequence(
            [0x06, 0x03, 0x55, 0x1D, last], isCritical ? [0x01, 0x01, 0xFF] : [], element(0x04, value))
    }
}
