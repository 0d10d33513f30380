internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import NIOTLS

/// A connection that stands: through the proxy, and within TLS, where these are.
struct DialedConnection: Sendable {
    let channel: any Channel
    let version: TransportLimits.HTTPVersion
}

/// Makes one connection: TCP, then a tunnel through the proxy, then TLS, as far as the settings ask for each.
///
/// All of it happens on the event loop. Each step fails as a `DialFailure`, and closes what stood until then.
final class Dialer {
    private let settings: TransportSettings
    private let tls: TLSContext?
    private let eventLoop: any EventLoop
    private let done: EventLoopPromise<DialedConnection>
    private let connecting: EventLoopPromise<Void>
    /// How far it has got.
    private(set) var stage: DialFailure.Stage
    private var channel: (any Channel)?
    /// Of the last TLS that was begun.
    private var secured: (handler: NIOSSLClientHandler, check: CertificateCheck)?
    private var isDone = false

    /// - Parameter tls: what is spoken with a secure server or proxy; nil only where neither is.
    init(_ settings: TransportSettings, tls: TLSContext?, on eventLoop: any EventLoop) {
        self.settings = settings
        self.tls = tls
        self.eventLoop = eventLoop
        stage = settings.proxy == nil ? .serverTCP : .proxyTCP
        done = eventLoop.makePromise()
        connecting = eventLoop.makePromise()
    }

    /// Dials; to be called once.
    func dial() -> EventLoopFuture<DialedConnection> {
        let limit = TimeAmount(settings.limits.connecting)
        let timer = eventLoop.assumeIsolated().scheduleTask(in: limit) {
            self.fail(DialFailure(stage: self.stage, cause: .timedOut(self.settings.limits.connecting)))
        }
        done.futureResult.assumeIsolated().whenComplete { _ in timer.cancel() }
        connect()
        return done.futureResult
    }

    /// When the system has nothing more to say of it: a look-up cannot be taken back.
    var connected: EventLoopFuture<Void> { connecting.futureResult }

    /// Ends it, whatever it has come to.
    func cancel() { fail(DialFailure(stage: stage, cause: .closed)) }

    private func connect() {
        let host = settings.proxy?.host ?? settings.server.host
        let port = settings.proxy?.port ?? settings.server.port
        let bootstrap = Self.bootstrap(eventLoop).connectTimeout(TimeAmount(settings.limits.connecting))
        bootstrap.connect(host: host, port: port).assumeIsolated().whenComplete { result in
            self.step(result) { channel in
                self.channel = channel
                // Nothing is read before the first handler stands; what is too late is not wanted any more.
                guard !self.isDone else { return channel.close(promise: nil) }
                try self.settings.proxy.map(self.meet(_:)) ?? self.reachServer()
                try channel.syncOptions?.setOption(.autoRead, value: true)
            }
            self.connecting.succeed()
        }
    }

    private func meet(_ proxy: ProxyURL) throws {
        guard proxy.kind == .https else { return try openTunnel(through: proxy) }
        stage = .proxyTLS
        try secure(host: proxy.host) { _ in try self.openTunnel(through: proxy) }
    }

    private func openTunnel(through proxy: ProxyURL) throws {
        // A server without TLS needs no tunnel of an HTTP proxy: its requests name it in full.
        if proxy.kind != .socks5, !settings.server.isSecure { return try reachServer() }
        stage = .proxyTunnel
        guard let pipeline = channel?.pipeline.syncOperations else { return }
        let opened = eventLoop.makePromise(of: Void.self)
        let handlers: [any ChannelHandler & RemovableChannelHandler] =
            if proxy.kind == .socks5 {
                [SOCKSHandler(to: settings.server, proxy: proxy, done: opened)]
            } else {
                [
                    HTTPRequestEncoder(), ByteToMessageHandler(HTTPResponseDecoder()),
                    ConnectHandler(to: settings.server, proxy: proxy, done: opened),
                ]
            }
        opened.futureResult.assumeIsolated().whenComplete { result in
            self.step(result) {
                // A server waits to be spoken to: nothing that came behind the proxy's answer is worth keeping.
                let removals = handlers.reversed().map { pipeline.removeHandler($0) }
                EventLoopFuture.andAllComplete(removals, on: self.eventLoop).assumeIsolated().whenComplete { result in
                    self.step(result) { try self.reachServer() }
                }
            }
        }
        try pipeline.addHandlers(handlers)
    }

    private func reachServer() throws {
        guard settings.server.isSecure else { return finish(.http1) }
        stage = .serverTLS
        try secure(host: settings.server.host) { negotiated in
            self.finish(negotiated == TransportLimits.HTTPVersion.http2.rawValue ? .http2 : .http1)
        }
    }

    private func secure(host: String, _ next: @escaping (String?) throws -> Void) throws {
        guard let tls, let pipeline = channel?.pipeline.syncOperations else {
            return fail(DialFailure(stage: stage, cause: .closed))
        }
        let (handler, check) = try tls.handler(host: host, isProxy: stage == .proxyTLS)
        self.secured = (handler, check)
        let secured = eventLoop.makePromise(of: String?.self)
        let waiting = HandshakeHandler(done: secured)
        secured.futureResult.assumeIsolated().whenComplete { result in
            self.step(result) { negotiated in
                pipeline.removeHandler(waiting, promise: nil)
                try next(negotiated)
            }
        }
        try pipeline.addHandlers([handler, waiting])
    }

    private func step<Value>(_ result: Result<Value, any Error>, _ body: (Value) throws -> Void) {
        do { try body(result.get()) } catch {
            fail(
                DialFailure(
                    error, at: stage, limit: settings.limits.connecting, hasIdentity: settings.tls.identity != nil,
                    check: secured?.check))
        }
    }

    private func finish(_ version: TransportLimits.HTTPVersion) {
        guard !isDone, let channel else { return }
        isDone = true
        done.succeed(DialedConnection(channel: channel, version: version))
    }

    private func fail(_ failure: DialFailure) {
        guard !isDone else { return }
        isDone = true
        done.fail(failure)
        channel?.close(promise: nil)
    }

    private static func bootstrap(_ eventLoop: any EventLoop) -> ClientBootstrap {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_keepalive), value: 1)
        #if os(Linux)
        // A peer that is gone without a word is noticed within half a minute, idle or with bytes under way.
        return bootstrap.channelOption(tcp(LinuxTCP.keepIdle), value: 15)
            .channelOption(tcp(LinuxTCP.keepInterval), value: 5)
            .channelOption(tcp(LinuxTCP.keepCount), value: 3)
            .channelOption(tcp(LinuxTCP.userTimeout), value: 20_000)
        #else
        return bootstrap
        #endif
    }

    /// Numbers of Linux's `<netinet/tcp.h>`, which SwiftNIO has no names for; they are part of the kernel's interface.
    private enum LinuxTCP {
        static let keepIdle: CInt = 4
        static let keepInterval: CInt = 5
        static let keepCount: CInt = 6
        static let userTimeout: CInt = 18
    }

    private static func tcp(_ option: CInt) -> ChannelOptions.Types.SocketOption {
        .init(level: .tcp, name: .init(rawValue: option))
    }
}

extension Dialer {
    /// What the connection came to that this has dialled; one that stands is closed.
    func probe(_ result: Result<DialedConnection, any Error>) -> ConnectionProbe {
        var probe = ConnectionProbe()
        probe.address = channel?.remoteAddress?.ipAddress
        probe.port = channel?.remoteAddress?.port
        if stage == .serverTLS, let secured {
            probe.tlsVersion = secured.handler.tlsVersion.map(\.text)
            // Without a check the library stops asking at the first certificate that it does not like.
            let chain = settings.tls.skipsVerification ? [] : secured.check.seen.reversed()
            let shown = chain.isEmpty ? [secured.handler.peerCertificate].compactMap { $0 } : chain
            probe.certificates = shown.map(CertificateSummary.init)
        }
        switch result {
        case .success(let connection): connection.channel.close(promise: nil)
        case .failure(let error): probe.failure = error as? DialFailure ?? DialFailure(stage: stage, cause: .closed)
        }
        return probe
    }
}

extension TLSVersion {
    fileprivate var text: String {
        switch self {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        }
    }
}

/// Waits for the end of a TLS handshake, and for the protocol that it chose.
private final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let done: EventLoopPromise<String?>

    init(done: EventLoopPromise<String?>) { self.done = done }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent { done.succeed(negotiated) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { done.fail(ChannelError.eof) }
}
