internal import NIOCore

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// What is set on listening sockets, from which those that they accept inherit it, and on those that are connected.
enum TCPOptions {
    typealias Option = ChannelOptions.Types.SocketOption

    static let backlog: CInt = 1024
    /// What arrives together with a FIN is read at once, whether or not it can be passed on: this bounds it.
    private static let receiveBuffer: SocketOptionValue = 208 * 1024

    static let all: [(Option, SocketOptionValue)] =
        [(Option(level: .tcp, name: .tcp_nodelay), 1), (ChannelOptions.socketOption(.so_rcvbuf), receiveBuffer)]
        + keepAlive

    /// A peer that is gone is found after 60 s of silence and three questions, 10 s apart.
    private static let keepAlive: [(Option, SocketOptionValue)] = {
        #if canImport(Darwin)
        let idle = TCP_KEEPALIVE
        #else
        let idle = TCP_KEEPIDLE
        #endif
        return [
            (ChannelOptions.socketOption(.so_keepalive), 1),
            (Option(level: .tcp, name: NIOBSDSocket.Option(rawValue: idle)), 60),
            (Option(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_KEEPINTVL)), 10),
            (Option(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_KEEPCNT)), 3),
        ]
    }()

    /// From now on, closing the channel sends a RST and drops what is not yet sent.
    static func resetOnClose(_ channel: any Channel) {
        _ = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}
