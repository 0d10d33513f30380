import NIOHTTP1
import TestSupport
import Testing

@testable import KubernetesClient

/// Settings that lead to a server on this machine.
func settings(
    _ port: Int, trusting authorities: [TestCertificate]? = nil, name: String? = nil, host: String = "127.0.0.1",
    _ adjust: (inout TransportSettings) throws -> Void = { _ in }
) throws -> TransportSettings {
    let scheme = authorities == nil ? "http" : "https"
    let urlHost = host.contains(":") ? "[\(host)]" : host
    var settings = TransportSettings(server: try ServerURL(parsing: "\(scheme)://\(urlHost):\(port)"))
    settings.tls.authorities = authorities.map { Array($0.map(\.pem).joined().utf8) }
    settings.tls.serverName = name
    try adjust(&settings)
    return settings
}

extension TestCertificate {
    var identity: ClientIdentity {
        ClientIdentity(certificateChain: Array(pem.utf8), privateKey: Secret(keyPEM))
    }
}

/// The status of the answer to one GET, or why there is none.
func get(
    _ settings: TransportSettings, _ target: String = "/",
    _ adjust: @Sendable (inout TransportRequest) -> Void = { _ in }
) async throws -> Result<Int, ExchangeFailure> {
    try await withHTTPTransport(settings) { transport in
        var request = TransportRequest(.GET, target)
        adjust(&request)
        do throws(ExchangeFailure) {
            return .success(try await transport.send(request).status)
        } catch {
            return .failure(error)
        }
    }
}

/// Why no connection came to stand; records an issue where one did.
func dialFailure(_ result: Result<Int, ExchangeFailure>, _ location: SourceLocation = #_sourceLocation) -> DialFailure?
{
    guard case .failure(let failure) = result, case .connecting(let reason) = failure.cause else {
        Issue.record("no failure to connect: \(result)", sourceLocation: location)
        return nil
    }
    #expect(!failure.wasSent, sourceLocation: location)
    return reason
}

/// A server that answers everything with 200.
let kind200: ScriptedServer.Script = { _, answer in answer.whole(200, "{}") }
