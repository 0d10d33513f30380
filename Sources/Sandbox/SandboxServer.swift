internal import Files
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
internal import UnixSignals
internal import Values

/// How a sandbox behaves.
package struct SandboxOptions: Sendable {
    /// How long to wait for another process that uses the same folder.
    package var lockTimeout = Duration.seconds(60)
    /// Is told once, in a sentence, when there is somebody to wait for.
    package var onWaiting: @Sendable (String) -> Void = { _ in }
    /// The command that others see as the user of the folder.
    package var command = "openmcf"
    /// How many connections are accepted at a time; others wait until one is closed.
    package var maximumConnections = 10_000
    /// Seconds since 1970; fixed in tests.
    package var clock: @Sendable () -> Int = Time.now
    /// A new object's identity; counted in tests.
    package var makeUID: @Sendable () -> String = RandomUUID.text
    /// How long an object whose deletion waits for its dependents stays visible.
    package var collectionDelay = Duration.milliseconds(500)
    /// Whether nothing is kept: a folder that is missing is not made, and the data of one that is there are only read.
    package var keepsNothing = false

    package init() {}
}

/// The API server that is embedded in the binary: Gateway API TCPRoutes and namespaces, kept in a folder.
package enum SandboxServer {
    /// Runs a sandbox on a free port of the loopback interface for as long as the body runs.
    ///
    /// Where a foreground sandbox already serves the folder, that one is used. Where another command uses it, this
    /// one waits its turn.
    ///
    /// - Parameter body: gets the URL of the server, such as `http://127.0.0.1:41234`.
    /// - Throws: `SandboxError` when the folder cannot be had or read, and what the body throws.
    package static func withSandbox<Result>(
        dataDirectory: String, options: SandboxOptions = SandboxOptions(),
        _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        if options.keepsNothing, !exists(in: dataDirectory) {
            return try await serve(
                try await APIServer.open(dataDirectory, options: options), host: "127.0.0.1", port: 0, body)
        }
        switch try await SandboxFolder.open(dataDirectory, options: options) {
        case .served(let url): return try await body(url)
        case .locked(let lock):
            let held = lock
            let api = try await APIServer.open(dataDirectory, options: options)
            let result = try await serve(api, host: "127.0.0.1", port: 0, body)
            // The folder is free again only now that the server has ended.
            _ = consume held
            return result
        }
    }

    /// Whether a folder has a sandbox, also one that nobody has written to.
    package static func exists(in dataDirectory: String) -> Bool { Path.exists(dataDirectory) }

    /// Whether a foreground sandbox of another process serves a folder.
    package static func isServed(_ dataDirectory: String) -> Bool { SandboxFolder.isServed(dataDirectory) }

    /// Serves a folder until the task is cancelled or the process gets SIGINT or SIGTERM.
    ///
    /// - Parameters:
    ///   - host: the address to listen on; loopback unless the user asked for another.
    ///   - port: 0 for a free one.
    ///   - portFile: a file that gets the port as decimal text once the server answers, and goes when it ends.
    ///   - onReady: is called with the URL once the server answers.
    /// - Throws: `SandboxError` when the folder is in use or cannot be read, or the address cannot be had.
    package static func runForeground(
        host: String = "127.0.0.1", port: Int, portFile: String? = nil, dataDirectory: String,
        options: SandboxOptions = SandboxOptions(),
        onReady: @escaping @Sendable (_ url: String) async -> Void
    ) async throws {
        switch try await SandboxFolder.open(dataDirectory, options: options) {
        case .served(let url): throw SandboxError.served(folder: dataDirectory, url: url)
        case .locked(let lock):
            let held = lock
            let api = try await APIServer.open(dataDirectory, options: options)
            let notice = SandboxFolder.Notice(folder: dataDirectory, portFile: portFile)
            defer { notice.remove() }
            // Signals are trapped before anybody is told that the server answers.
            try await untilStopped {
                try await serve(api, host: host, port: port) { url in
                    try notice.write(url: url)
                    await onReady(url)
                    try? await gracefulShutdown()
                }
            }
            _ = consume held
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

    private static func serve<Result>(
        _ api: APIServer, host: String, port: Int, _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        let (ports, announce) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            responder: api,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(api.options.maximumConnections, logger: quiet)),
            onServerRunning: { channel in announce.yield(channel.localAddress?.port ?? port) }, logger: quiet)
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
                    throw SandboxError.address("\(host):\(port)", reason: "\(error)")
                }
                throw CancellationError()
            }
            return try await body("http://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        }
    }
}
