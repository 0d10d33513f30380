internal import NIOSSL
internal import Values

/// Certificates and keys out of PEM texts, by Go's rules for what counts and what is passed over.
enum CertificateMaterial {
    /// The certificates of an authority file as PEM text; nil where there is none that can be read.
    static func authorities(in text: [UInt8]) -> [UInt8]? {
        let certificates = PEM.blocks(in: text).filter { block in
            block.isCertificate && !block.hasHeaders && isReadable(block)
        }
        return certificates.isEmpty ? nil : pem(certificates)
    }

    /// A client's certificates as PEM text, its own first; nil where there is none, or one is damaged.
    static func chain(in text: [UInt8]) -> [UInt8]? {
        let certificates = PEM.blocks(in: text).filter(\.isCertificate)
        guard !certificates.isEmpty, certificates.allSatisfy(isReadable) else { return nil }
        return pem(certificates)
    }

    /// The first private key as PEM text under the label that its content has, which some programs get wrong; nil where
    /// there is none that can be read without a password.
    static func privateKey(in text: [UInt8]) -> Secret? {
        guard let key = PEM.blocks(in: text).first(where: \.isPrivateKey), let label = label(ofKey: key.bytes),
            (try? NIOSSLPrivateKey(bytes: key.bytes, format: .der)) != nil
        else { return nil }
        return Secret(PEM.text(label, key.bytes))
    }

    private static func pem(_ certificates: [PEM.Block]) -> [UInt8] {
        certificates.flatMap { Array(PEM.text($0.label, $0.bytes).utf8) }
    }

    private static func isReadable(_ certificate: PEM.Block) -> Bool {
        (try? NIOSSLCertificate(bytes: certificate.bytes, format: .der)) != nil
    }

    /// What the second element of the outer sequence tells: a number in PKCS#1, an algorithm in PKCS#8, bytes in SEC 1.
    private static func label(ofKey bytes: [UInt8]) -> String? {
        guard bytes.count > 8, bytes[0] == 0x30 else { return nil }
        let lengthSize = bytes[1] < 0x80 ? 1 : Int(bytes[1] & 0x7F) + 1
        // Past the sequence's header stands a version of one byte.
        guard bytes.count > lengthSize + 4, Array(bytes[(1 + lengthSize)..<(3 + lengthSize)]) == [0x02, 0x01] else {
            return nil
        }
        return [0x02: "RSA PRIVATE KEY", 0x30: "PRIVATE KEY", 0x04: "EC PRIVATE KEY"][bytes[4 + lengthSize]]
    }
}
