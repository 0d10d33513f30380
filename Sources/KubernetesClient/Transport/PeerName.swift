internal import NIOSSL
internal import Values

/// Whom a certificate must be for: the name or address that was asked for, wherever the connection led.
struct PeerName: Sendable {
    /// As it was asked for.
    let text: String
    /// Nil for a name.
    private let address: IPAddress?
    /// In lower case (ASCII).
    private let host: String

    init(_ text: String) {
        self.text = text
        let isBracketed = text.utf8.count > 2 && text.hasPrefix("[") && text.hasSuffix("]")
        // No certificate is for a zone.
        address = text.contains("%") ? nil : IPAddress(host: isBracketed ? String(text.dropFirst().dropLast()) : text)
        host = Self.lowercased(text)
    }

    /// What to send as server name: the name without final dots; nil for an address, and where it is too long.
    var indication: String? {
        var name = text[...]
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        guard address == nil, IPAddress(host: String(name)) == nil else { return nil }
        while name.hasSuffix(".") { name = name.dropLast() }
        guard (1...255).contains(name.utf8.count), !name.utf8.contains(0) else { return nil }
        return String(name)
    }

    /// Whether the certificate is for this name or address: by its alternative names, never by a common name.
    func isNamed(by certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames().contains { entry in
            switch entry.nameType {
            case .ipAddress: address != nil && IPAddress(hostBytes: Array(entry.contents)) == address
            case .dnsName: address == nil && matches(String(decoding: entry.contents, as: UTF8.self))
            default: false
            }
        }
    }

    /// The names and addresses that a certificate is for.
    static func names(in certificate: NIOSSLCertificate) -> [String] {
        certificate._subjectAlternativeNames().compactMap { entry in
            switch entry.nameType {
            case .ipAddress: IPAddress(hostBytes: Array(entry.contents))?.description
            case .dnsName: String(decoding: entry.contents, as: UTF8.self)
            default: nil
            }
        }
    }

    /// As Go matches: odd names exactly, proper ones label by label, with `*` for the first label in whole.
    private func matches(_ name: String) -> Bool {
        let pattern = Self.lowercased(name)
        guard Self.isProper(host, asPattern: false), Self.isProper(pattern, asPattern: true) else {
            return host == pattern && host != "" && host != "."
        }
        let wanted = (host.hasSuffix(".") ? host.dropLast() : host[...]).split(
            separator: ".", omittingEmptySubsequences: false)
        let labels = pattern.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count == wanted.count else { return false }
        return zip(labels, wanted).enumerated().allSatisfy { index, pair in
            pair.0 == pair.1 || (index == 0 && pair.0 == "*")
        }
    }

    /// Whether a name is made of labels as hosts have them; only a host may end in a dot.
    private static func isProper(_ name: String, asPattern: Bool) -> Bool {
        let name = !asPattern && name.hasSuffix(".") ? name.dropLast() : name[...]
        guard !name.isEmpty, name != "*" else { return false }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        return labels.enumerated().allSatisfy { index, label in
            if asPattern, index == 0, label == "*" { return true }
            return !label.isEmpty && !label.hasPrefix("-") && label.utf8.allSatisfy(isLabelByte)
        }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Only ASCII has cases here: other letters are no part of a proper name, and shall not become one.
    private static func lowercased(_ text: String) -> String {
        String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
