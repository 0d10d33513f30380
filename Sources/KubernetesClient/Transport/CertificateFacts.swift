internal import NIOSSL

/// What a certificate says about itself, as far as deciding on it takes.
extension NIOSSLCertificate {
    /// Whether it may sign others: by its basic constraints, which only certificates of version 1 may do without.
    var isAuthority: Bool {
        guard value(ofExtension: Self.basicConstraints) != nil else { return isOfVersion1 }
        guard let flag = constraints.first else { return false }
        return flag.tag == DERElement.boolean && flag.content.first != 0 && !flag.content.isEmpty
    }

    /// How many authorities may stand between it and a server's certificate; nil for any number.
    var pathLength: Int? {
        guard let number = constraints.dropFirst().first, number.tag == DERElement.integer else { return nil }
        return number.content.count > 4 ? nil : number.content.reduce(0) { $0 << 8 | Int($1) }
    }

    private static let basicConstraints: StaticString = "2.5.29.19"

    private var constraints: [DERElement] {
        guard let value = value(ofExtension: Self.basicConstraints),
            let sequence = DERElement.elements(in: value)?.first, sequence.tag == DERElement.sequence
        else { return [] }
        return DERElement.elements(in: sequence.content) ?? []
    }

    /// What it may be used for, as far as that matters to a client.
    var purposes: CertificatePurposes {
        guard let value = value(ofExtension: "2.5.29.37") else { return .unlimited }
        guard let sequence = DERElement.elements(in: value)?.first, sequence.tag == DERElement.sequence,
            let identifiers = DERElement.elements(in: sequence.content)
        else { return .others }
        let serverAuthentication: [UInt8] = [0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01]
        let anyPurpose: [UInt8] = [0x55, 0x1D, 0x25, 0x00]
        let named = identifiers.filter { $0.tag == DERElement.objectIdentifier }.map(\.content)
        if named.contains(where: { $0.elementsEqual(serverAuthentication) }) { return .servers }
        return named.contains { $0.elementsEqual(anyPurpose) } ? .any : .others
    }

    /// Whether it demands to be understood in a way that Go does not: then it is not to be used (RFC 5280 §4.2).
    var hasUnknownCriticalExtension: Bool {
        _extensions.contains { part in part.isCritical && !Self.knownExtensions.contains { $0 == part.objectIdentifier }
        }
    }

    /// Key identifiers and usages, names and constraints, policies, and where lists of revocations are (2.5.29).
    private static var knownExtensions: [NIOSSLObjectIdentifier] {
        [14, 15, 17, 19, 30, 31, 32, 33, 35, 36, 37, 54].compactMap { NIOSSLObjectIdentifier("2.5.29.\($0)") }
    }

    /// Whether it is signed with SHA-1, which can be forged.
    var isSignedWithSHA1: Bool {
        guard let bytes = try? toDERBytes(), let certificate = DERElement.elements(in: bytes[...])?.first,
            let parts = DERElement.elements(in: certificate.content), parts.count > 1,
            let algorithm = DERElement.elements(in: parts[1].content)?.first
        else { return false }
        return Self.signaturesWithSHA1.contains { algorithm.content.elementsEqual($0) }
    }

    /// RSA (1.2.840.113549.1.1.5, 1.3.14.3.2.29), ECDSA (1.2.840.10045.4.1) and DSA (1.2.840.10040.4.3).
    private static let signaturesWithSHA1: [[UInt8]] = [
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x05], [0x2B, 0x0E, 0x03, 0x02, 0x1D],
        [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x01], [0x2A, 0x86, 0x48, 0xCE, 0x38, 0x04, 0x03],
    ]

    /// The subject as text, such as `CN=kube-apiserver`.
    var subjectText: String { Self.text(subjectName) }
    var issuerText: String { Self.text(issuerName) }

    private var isOfVersion1: Bool {
        guard let bytes = try? toDERBytes(), let certificate = DERElement.elements(in: bytes[...])?.first,
            let signed = DERElement.elements(in: certificate.content)?.first,
            let version = DERElement.elements(in: signed.content)?.first
        else { return false }
        return version.tag != DERElement.version
    }

    private func value(ofExtension identifier: StaticString) -> ArraySlice<UInt8>? {
        let wanted = NIOSSLObjectIdentifier("\(identifier)")
        return _extensions.first { $0.objectIdentifier == wanted }.map { ArraySlice($0.data) }
    }

    private static func text(_ names: [SSLCertificateName]) -> String {
        let labels: [SSLCertificateNameType: String] = [
            .commonName: "CN", .organization: "O", .organizationalUnit: "OU", .country: "C", .state: "ST", .city: "L",
        ]
        return names.compactMap { name in labels[name.type].map { "\($0)=\(name.value)" } }.joined(separator: ", ")
    }
}

/// The purposes that a certificate names (extended key usage).
enum CertificatePurposes {
    /// It names none, and is good for all.
    case unlimited
    /// Servers are among them.
    case servers
    /// It says "any" instead of naming them.
    case any
    case others
}

/// An element of a DER text: a tag and its content.
private struct DERElement {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let objectIdentifier: UInt8 = 0x06
    static let sequence: UInt8 = 0x30
    /// The tag in front of a certificate's version, which version 1 leaves out.
    static let version: UInt8 = 0xA0

    let tag: UInt8
    let content: ArraySlice<UInt8>

    /// The elements that a text is made of; nil where it is not.
    static func elements(in bytes: ArraySlice<UInt8>) -> [DERElement]? {
        var rest = bytes
        var elements: [DERElement] = []
        while let tag = rest.popFirst() {
            guard let length = length(takenFrom: &rest), length <= rest.count else { return nil }
            elements.append(DERElement(tag: tag, content: rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return elements
    }

    private static func length(takenFrom rest: inout ArraySlice<UInt8>) -> Int? {
        guard let first = rest.popFirst() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count), count <= rest.count else { return nil }
        let length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(count)
        return length
    }
}
