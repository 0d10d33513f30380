internal import NIOCore
internal import NIOPosix

/// A server on a free port of the loopback interface that tells a text to whoever connects, and then sends back what it
/// gets.
struct GreetingServer: Sendable {
    private let channel: any Channel
    let port: Int

    /// - Returns: nil where the system has no port or no file left.
    static func start(_ greeting: String) async -> GreetingServer? {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(GreetingHandler(greeting))
                }
            }
        guard let channel = try? await bootstrap.bind(host: "127.0.0.1", port: 0).get() else { return nil }
        guard let port = channel.localAddress?.port else { return nil }
        return GreetingServer(channel: channel, port: port)
    }

    func stop() async { try? await channel.close() }
}

/// Reads on only once everything is written, so that a client that never reads costs no memory.
private final class GreetingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let greeting: String

    init(_ greeting: String) { self.greeting = greeting }

    func channelActive(context: ChannelHandlerContext) {
        context.channel.write(ByteBuffer(string: greeting), promise: nil)
        flush(context.channel) { $0.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.write(data, promise: nil) }

    func channelReadComplete(context: ChannelHandlerContext) { flush(context.channel) { $0.read() } }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case ChannelEvent.inputClosed = event else { return }
        flush(context.channel) { $0.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func flush(_ channel: any Channel, then body: @escaping @Sendable (any Channel) -> Void) {
        channel.writeAndFlush(ByteBuffer()).whenSuccess { body(channel) }
    }
}
