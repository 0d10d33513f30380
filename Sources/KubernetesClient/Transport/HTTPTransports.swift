internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Runs a body with a transport to one server; its connections are closed when this returns, however the body ends.
///
/// No connection is made before the first request. Throws a `TLSSettingsError` when a certificate or key of the
/// settings cannot be used, and what the body throws.
func withHTTPTransport<Result>(
    _ settings: TransportSettings, _ body: (HTTPTransport) async throws -> Result
) async throws -> Result {
    try await withHTTPTransports { transports in try await body(transports.transport(settings)) }
}

/// Runs a body that makes transports; all their connections are closed when this returns, however the body ends.
package func withHTTPTransports<Result>(_ body: (HTTPTransports) async throws -> Result) async throws -> Result {
    let transports = HTTPTransports()
    do {
        let result = try await body(transports)
        await transports.close()
        return result
    } catch {
        await transports.close()
        throw error
    }
}

/// Makes transports; one for each server.
package final class HTTPTransports: Sendable {
    /// One thread is enough: most of the time it waits, and what is under way on it needs no locks.
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let transports = Mutex<[String: HTTPTransport]>([:])

    fileprivate init() {}

    /// The transport to the server of the settings: a new one, or the one that there is.
    package func transport(_ settings: TransportSettings) throws(TLSSettingsError) -> HTTPTransport {
        let name = settings.server.description
        if let transport = transports.withLock({ $0[name] }) { return transport }
        let new = HTTPTransport(settings, tls: try settings.tlsContext(), on: group.next())
        return transports.withLock { transports in
            let transport = transports[name] ?? new
            transports[name] = transport
            return transport
        }
    }

    fileprivate func close() async {
        for transport in transports.withLock({ $0.values }) { await transport.close() }
        try? await group.shutdownGracefully()
    }
}
