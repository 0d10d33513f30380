/// Where a listener accepts connections.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 address without brackets, such as `127.0.0.1`.
    package let host: String
    /// 1 to 65535.
    package let port: UInt16

    package init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    /// As in URLs: `127.0.0.1:5432`, `[::1]:5432`.
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
