import NIOHTTP1
import TestSupport

@testable import KubernetesClient

/// The versions of HTTP that an exchange goes over.
enum ExchangeVersion: CaseIterable, Sendable { case http1, http2 }

/// Tests of exchanges with a scripted server.
protocol ExchangeTesting {}

extension ExchangeTesting {
    static var authority: TestCertificate { ExchangeCertificates.authority }
    static var leaf: TestCertificate { ExchangeCertificates.leaf }

    /// Runs a body with a transport to a server with TLS.
    func exchange<Result>(
        _ version: ExchangeVersion, _ script: @escaping ScriptedServer.Script, streams: Int = 100,
        adjust: (inout TransportSettings) -> Void = { _ in },
        _ body: (HTTPTransport, ScriptedServer) async throws -> Result
    ) async throws -> Result {
        var options = ScriptedServer.Options(chain: [Self.leaf])
        options.speaksHTTP2 = version == .http2
        options.maximumStreams = streams
        return try await ScriptedServer.run(options, script: script) { server in
            var settings = try settings(server.port, trusting: [Self.authority])
            settings.limits.versions = version == .http2 ? [.http2, .http1] : [.http1]
            adjust(&settings)
            return try await withHTTPTransport(settings) { try await body($0, server) }
        }
    }

    func failure(
        _ transport: HTTPTransport, _ adjust: (inout TransportRequest) -> Void = { _ in }
    ) async -> ExchangeFailure? {
        var request = TransportRequest(.GET, "/")
        adjust(&request)
        do throws(ExchangeFailure) {
            _ = try await transport.send(request)
            return nil
        } catch {
            return error
        }
    }
}

private enum ExchangeCertificates {
    static let authority = TestCertificate.authority("authority")
    static let leaf = authority.server([]) { $0.addresses = [[127, 0, 0, 1]] }
}
