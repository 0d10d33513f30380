#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An IPv4 or IPv6 address in its full spelling; an IPv4 address inside IPv6 is an IPv4 address.
struct IPAddress: Equatable {
    /// 4 or 16.
    let bytes: [UInt8]

    init?(_ text: String) {
        let name = text.prefix { $0 != "%" }
        if let bytes = Self.read(AF_INET, String(name), count: 4) {
            self.bytes = bytes
        } else if let bytes = Self.read(AF_INET6, String(name), count: 16) {
            let isMapped = bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
            self.bytes = isMapped ? Array(bytes.suffix(4)) : bytes
        } else {
            return nil
        }
    }

    private static func read(_ family: Int32, _ text: String, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return bytes.withUnsafeMutableBytes { inet_pton(family, text, $0.baseAddress) } == 1 ? bytes : nil
    }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes.last == 1
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
