internal import NIOCore
internal import Values

extension GatewayOptions {
    /// The address that clients are told: one that they can connect to.
    var statusAddress: String {
        guard let wildcard else { return address }
        return wildcard == .ipv4 ? "127.0.0.1" : "::1"
    }

    /// The addresses that a Gateway may ask for, because listeners are on them.
    var usableAddresses: Set<IPAddress> {
        guard let wildcard else { return Set([IPAddress(address)].compactMap(\.self)) }
        let devices = (try? System.enumerateDevices()) ?? []
        // A listener on `::` takes connections of both families.
        return Set(devices.compactMap { $0.address?.ipAddress.flatMap { IPAddress($0) } })
            .filter { wildcard == .ipv6 || $0.family == .ipv4 }
    }

    /// The family of `0.0.0.0` and `::`, which stand for all addresses; nil for a single one.
    private var wildcard: IPAddress.Family? {
        IPAddress(address).flatMap { $0.bytes.allSatisfy { $0 == 0 } ? $0.family : nil }
    }
}
