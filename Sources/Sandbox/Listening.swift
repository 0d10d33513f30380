internal import Values

/// Where a sandbox listens, and with what.
package struct Listening: Sendable {
    /// An address or a name of this machine.
    package var host: String
    /// 0 for a free one.
    package var port: Int
    /// Whether connections are encrypted.
    package var usesTLS = false

    package init(host: String = "127.0.0.1", port: Int, usesTLS: Bool = false) {
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
    }

    /// Whether only this machine's own processes reach it.
    package var isLoopback: Bool { host == "localhost" || IPAddress(host)?.isLoopback == true }
}
