internal import NIOCore

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What is set on every socket.
enum TCPOptions {
    static let backlog: CInt = 1024
    /// What arrives together with a FIN is read at once, whether or not it can be passed on: this bounds it.
    static let receiveBuffer: SocketOptionValue = 208 * 1024

    /// A peer that is gone is found after 60 s of silence and three questions, 10 s apart.
    static let keepAlive: [(ChannelOptions.Types.SocketOption, SocketOptionValue)] = {
        #if canImport(Darwin)
        let idle = TCP_KEEPALIVE
        #else
        let idle = TCP_KEEPIDLE
        #endif
        return [
            (ChannelOptions.socketOption(.so_keepalive), 1),
            (ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: idle)), 60),
            (ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_KEEPINTVL)), 10),
            (ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_KEEPCNT)), 3),
        ]
    }()

    /// From now on, closing the channel sends a RST and drops what is not yet sent.
    static func resetOnClose(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
