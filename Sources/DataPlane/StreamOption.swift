internal import NIOCore
internal import NIOPosix

/// An option of both channels of a connection, whichever bootstrap makes them.
struct StreamOption: Sendable {
    private let setServer: @Sendable (ServerBootstrap) -> ServerBootstrap
    private let setClient: @Sendable (ClientBootstrap) -> ClientBootstrap

    private init<Option: ChannelOption>(_ option: Option, _ value: Option.Value) where Option.Value: Sendable {
        setServer = { $0.childChannelOption(option, value: value) }
        setClient = { $0.channelOption(option, value: value) }
    }

    func set(on bootstrap: ServerBootstrap) -> ServerBootstrap { setServer(bootstrap) }
    func set(on bootstrap: ClientBootstrap) -> ClientBootstrap { setClient(bootstrap) }

    /// Reading is asked for, one buffer at a time; a FIN does not close the channel; what is written is held up at 64
    /// KiB.
    static let all: [StreamOption] =
        [
            StreamOption(.autoRead, false), StreamOption(.allowRemoteHalfClosure, true),
            StreamOption(.maxMessagesPerRead, 1), StreamOption(.recvAllocator, ReceiveBuffers()),
            StreamOption(.writeBufferWaterMark, .init(low: 32 * 1024, high: 64 * 1024)),
            StreamOption(.tcpOption(.tcp_nodelay), 1),
        ] + TCPOptions.keepAlive.map { StreamOption($0, $1) }
}

extension ClientBootstrap {
    func connect(_ endpoint: BackendEndpoint) -> EventLoopFuture<any Channel> {
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: Int(endpoint.port)) {
            return connect(to: address)
        }
        return connect(host: endpoint.host, port: Int(endpoint.port))
    }
}
