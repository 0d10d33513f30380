internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// HTTP/1.1 connections that outlive a server that stops before it has handled them.
///
/// A server whose task is cancelled drops the connections that it has accepted and not begun to handle. The writer of
/// such a connection must not go before the connection is closed: SwiftNIO traps on that.
struct HTTPConnections: ServerChildChannel {
    private let http1: HTTP1Channel
    private let waiting: WaitingConnections
    private let tls: ServingTLS?

    /// - Parameters:
    ///   - waiting: knows the connections that are not handled yet.
    ///   - tls: what they are encrypted with; nil for nothing.
    init(
        responder: @escaping HTTPChannelHandler.Responder, waiting: WaitingConnections, tls: ServingTLS?
    ) {
        http1 = HTTP1Channel(responder: responder)
        self.waiting = waiting
        self.tls = tls
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        if let tls {
            do {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context()))
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
        }
        return http1.setup(channel: channel, logger: logger).flatMapThrowing { connection in
            let pipeline = channel.pipeline.syncOperations
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let closing = ConnectionClosing()
            try pipeline.addHandler(closing, position: .before(pipeline.handler(type: HTTPResponseEncoder.self)))
            let rules = ConnectionRules(closing: closing)
            try pipeline.addHandler(rules, position: .after(parser))
            try UnknownMethods.add(to: pipeline, rules: rules)
            channel.closeFuture.whenComplete { _ in withExtendedLifetime(connection) {} }
            waiting.add(channel)
            return connection
        }
    }

    func handle(value connection: HTTP1Channel.Value, logger: Logger) async {
        waiting.remove(connection.channel)
        await http1.handle(value: connection, logger: logger)
    }
}

/// Connections that are accepted and that nobody handles yet.
final class WaitingConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        let isLate = state.withLock { state in
            if !state.isClosed { state.channels[ObjectIdentifier(channel)] = channel }
            return state.isClosed
        }
        if isLate { channel.close(promise: nil) }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Closes them, and those that still come; for when the server has ended.
    func close() {
        let channels = state.withLock { state in
            state.isClosed = true
            defer { state.channels = [:] }
            return Array(state.channels.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
