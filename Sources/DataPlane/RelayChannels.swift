internal import NIOCore
internal import NIOPosix

/// Sets up the channels of relayed connections, on their event loop.
///
/// Options are set here and not by the bootstraps, which keep a copy of each and make a future of each for every
/// connection: a tenth of what a short connection costs.
enum RelayChannels {
    /// Dials backends, whose channels have a ``RelayEnd`` without a connection.
    static func dialler(timeout: Duration, on loop: any EventLoop) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    for (option, value) in TCPOptions.all { try channel.syncOptions?.setOption(option, value: value) }
                    try prepare(channel, RelayEnd())
                }
            }
    }

    /// Makes a channel one end of a connection; one that was accepted has the socket options of its listener.
    ///
    /// Reading is asked for, one buffer at a time; a FIN does not close the channel; what is written is held up at 64
    /// KiB.
    static func prepare(_ channel: any Channel, _ end: RelayEnd) throws {
        if let options = channel.syncOptions {
            try options.setOption(.autoRead, value: false)
            try options.setOption(.allowRemoteHalfClosure, value: true)
            try options.setOption(.maxMessagesPerRead, value: 1)
            try options.setOption(.recvAllocator, value: ReceiveBuffers())
            try options.setOption(.writeBufferWaterMark, value: .init(low: 32 * 1024, high: 64 * 1024))
        }
        try channel.pipeline.syncOperations.addHandler(end)
    }
}

extension ClientBootstrap {
    func connect(_ endpoint: BackendEndpoint) -> EventLoopFuture<any Channel> {
        if let address = try? SocketAddress(ipAddress: endpoint.host, port: Int(endpoint.port)) {
            return connect(to: address)
        }
        return connect(host: endpoint.host, port: Int(endpoint.port))
    }
}
