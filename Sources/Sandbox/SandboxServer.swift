internal import DataPlane
internal import Files
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals

/// The API server that is embedded in the binary: Gateway API's kinds and what belongs to them, kept in a folder.
package enum SandboxServer {
    /// Runs a sandbox on a free port of the loopback interface for as long as the body runs.
    ///
    /// Where a foreground sandbox already serves the folder, that one is used. Where another command uses it, this
    /// one waits its turn.
    ///
    /// - Parameter body: is told where the server answers.
    /// - Throws: `SandboxError` when the folder cannot be had or read, and what the body throws.
    package static func withSandbox<Result>(
        dataDirectory: String, options: SandboxOptions = SandboxOptions(),
        _ body: (SandboxAddress) async throws -> Result
    ) async throws -> Result {
        if options.keepsNothing, !exists(in: dataDirectory) {
            return try await serve(
                try await APIServer.open(dataDirectory, options: options), Listening(port: 0), body)
        }
        switch try await SandboxFolder.open(dataDirectory, options: options) {
        case .served(let address): return try await body(address)
        case .locked(let lock, let afterKill):
            let held = lock
            let api = try await open(dataDirectory, afterKill: afterKill, options)
            let result = try await serve(api, Listening(port: 0), body)
            // The folder is free again only now that the server has ended.
            _ = consume held
            return result
        }
    }

    /// Opens a folder that is locked; what a sandbox that was killed says of its Gateways is taken back first.
    private static func open(
        _ folder: String, afterKill: Bool, _ options: SandboxOptions
    ) async throws -> APIServer {
        let api = try await APIServer.open(folder, options: options)
        guard afterKill else { return api }
        await StatusReset(store: api.store, options: options).run()
        if !options.keepsNothing { try SandboxFolder.Notice.removeLeftover(in: folder) }
        return api
    }

    /// Whether a folder has a sandbox, also one that nobody has written to.
    package static func exists(in dataDirectory: String) -> Bool { Path.exists(dataDirectory) }

    /// Where a foreground sandbox of another process serves a folder; nil where none does.
    package static func address(of dataDirectory: String) -> SandboxAddress? {
        SandboxFolder.address(of: dataDirectory)
    }

    /// Serves a folder until the task is cancelled or the process gets SIGINT or SIGTERM.
    ///
    /// - Parameters:
    ///   - portFile: a file that gets the port as decimal text once the server answers, and goes when it ends.
    ///   - onReady: is told where the server answers once it does.
    /// - Throws: `SandboxError` when the folder is in use or cannot be read, or the address cannot be had;
    ///   `RefusedObjects` for objects to start with that are not what they should be.
    package static func runForeground(
        _ listening: Listening, portFile: String? = nil, dataDirectory: String,
        options: SandboxOptions = SandboxOptions(),
        onReady: @escaping @Sendable (SandboxAddress) async -> Void
    ) async throws {
        if options.isEphemeral {
            return try await runForeground(
                try await APIServer.open(dataDirectory, options: options), listening, folder: dataDirectory,
                tls: listening.usesTLS ? try CertificateAuthority(now: options.clock()) : nil,
                SandboxFolder.Notice(folder: nil, portFile: portFile, token: nil), onReady)
        }
        switch try await SandboxFolder.open(dataDirectory, options: options) {
        case .served(let address): throw SandboxError.served(folder: dataDirectory, address)
        case .locked(let lock, let afterKill):
            let held = lock
            var options = options
            let token = options.tokens == nil ? nil : OwnerToken()
            if let token { options.tokens?.add(OwnerToken.owner, showing: token.text) }
            try await runForeground(
                try await open(dataDirectory, afterKill: afterKill, options), listening, folder: dataDirectory,
                tls: listening.usesTLS ? try CertificateAuthority.open(in: dataDirectory, now: options.clock()) : nil,
                SandboxFolder.Notice(folder: dataDirectory, portFile: portFile, token: token), onReady)
            // The folder is free again only now that nothing of this sandbox is left in it.
            _ = consume held
        }
    }

    /// Serves what a folder of ours holds, with everything that a sandbox in the foreground does beside.
    private static func runForeground(
        _ opened: APIServer, _ listening: Listening, folder: String, tls: CertificateAuthority?,
        _ notice: SandboxFolder.Notice, _ onReady: @escaping @Sendable (SandboxAddress) async -> Void
    ) async throws {
        defer { notice.remove() }
        var api = opened
        let options = api.options
        try await InitialObject.ensure(in: api, folder: folder)
        try await ObjectLoader(api: api).load(options.objects)
        let gateways = GatewayController(api.store, options)
        api.gateways = gateways
        let server = api
        let serving = tls.map { ServingTLS($0, host: listening.host, clock: options.clock) }
        // Signals are trapped before anybody is told that the server answers.
        try await untilStopped {
            try await serve(server, listening, tls: serving) { address in
                try await gateways.running {
                    let address = try notice.write(address)
                    await onReady(address)
                    try? await gracefulShutdown()
                }
            }
        }
    }

    /// Runs a body that ends when it is told to by cancellation or a signal.
    private static func untilStopped(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    ServiceGroupConfiguration.ServiceConfiguration(
                        service: Body(body: body), successTerminationBehavior: .gracefullyShutdownGroup)
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: quiet))
        do { try await group.run() } catch is CancellationError {}
    }

    private struct Body: Service {
        let body: @Sendable () async throws -> Void

        func run() async throws { try await body() }
    }

    private static let quiet = Logger(label: "openmcf.sandbox") { _ in SwiftLogNoOpLogHandler() }

    /// - Parameter onPort: is told the port, once it is open.
    private static func application(
        _ api: APIServer, _ listening: Listening, _ waiting: WaitingConnections, _ tls: ServingTLS?,
        onPort: @escaping @Sendable (Int) -> Void
    ) -> some ApplicationProtocol {
        Application(
            responder: api,
            server: HTTPServerBuilder {
                HTTPConnections(responder: $0, waiting: waiting, tls: tls)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(listening.host, port: listening.port),
                availableConnectionsDelegate: .maximum(api.options.maximumConnections, logger: quiet)),
            onServerRunning: { channel in onPort(channel.localAddress?.port ?? listening.port) }, logger: quiet)
    }

    private static func serve<Result>(
        _ api: APIServer, _ listening: Listening, tls: ServingTLS? = nil,
        _ body: (SandboxAddress) async throws -> Result
    ) async throws -> Result {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let waiting = WaitingConnections()
        // Nobody is left to handle them.
        defer { waiting.close() }
        let application = application(api, listening, waiting, tls) { announce.yield($0) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await application.run()
            }
            group.addTask { await GarbageCollector(store: api.store, options: api.options).run() }
            defer {
                api.store.close()
                group.cancelAll()
            }
            guard let port = await ports.first(where: { _ in true }) else {
                do {
                    try await group.next()
                } catch {
                    throw SandboxError.address(listening, BindFailure(error))
                }
                throw CancellationError()
            }
            return try await body(
                SandboxAddress(
                    SandboxAddress.url(host: listening.host, port: port, isSecure: tls != nil),
                    certificateAuthority: tls?.authority.certificate.pem))
        }
    }
}
