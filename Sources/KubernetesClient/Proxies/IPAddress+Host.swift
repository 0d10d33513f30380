internal import Values

/// Addresses of servers, as Go compares them: an IPv4 address inside IPv6 is an IPv4 address.
extension IPAddress {
    /// Reads an address; a zone behind it does not count.
    init?(host text: String) {
        guard let address = IPAddress(String(text.prefix { $0 != "%" })) else { return nil }
        self.init(hostBytes: address.bytes)
    }

    /// An address by its 4 or 16 bytes.
    init?(hostBytes bytes: [UInt8]) {
        guard let address = IPAddress(bytes: bytes) else { return nil }
        self.init(bytes: address.isIPv4Mapped ? Array(bytes.suffix(4)) : bytes)
    }

    /// Whether the first bits are those of a network.
    func isIn(_ network: IPAddress, prefix: Int) -> Bool {
        guard bytes.count == network.bytes.count else { return false }
        return zip(bytes, network.bytes).enumerated().allSatisfy { index, pair in
            let bits = min(max(prefix - index * 8, 0), 8)
            return (pair.0 ^ pair.1) >> (8 - UInt8(bits)) == 0 || bits == 0
        }
    }
}
