/// A process that connections are forwarded to.
package struct BackendEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// An address without brackets, or a host name, which is looked up for each connection.
    package let host: String
    /// 1 to 65535.
    package let port: UInt16

    package init(host: String, port: UInt16) { (self.host, self.port) = (host, port) }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
