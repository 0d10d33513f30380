internal import NIOCore
internal import Values

/// Asks a SOCKS 5 proxy for a connection (RFC 1928), with user name and password where there are any (RFC 1929).
///
/// Names are sent as names: the proxy looks them up. Whoever waits for `done` removes the handler then.
final class SOCKSHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State { case method, authentication, reply, done }

    private let host: String
    private let port: Int
    private let user: URLUser?
    private let done: EventLoopPromise<Void>
    private var state = State.method
    private var received = ByteBuffer()

    init(to server: ServerURL, proxy: ProxyURL, done: EventLoopPromise<Void>) {
        host = server.host
        port = server.port
        user = proxy.user
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        // "No authentication" is always offered; "user name and password" only where there is one.
        let methods: [UInt8] = user == nil ? [0] : [0, 2]
        send([5, UInt8(methods.count)] + methods, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        while step(context) {}
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { done.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { fail(.closed) }

    /// Takes one message of the proxy; false where there is none in whole, or none is waited for.
    private func step(_ context: ChannelHandlerContext) -> Bool {
        switch state {
        case .method: chooseMethod(context)
        case .authentication: readAuthentication(context)
        case .reply: readReply()
        case .done: false
        }
    }

    private func chooseMethod(_ context: ChannelHandlerContext) -> Bool {
        guard let (version, method) = received.readMultipleIntegers(as: (UInt8, UInt8).self) else { return false }
        guard version == 5 else { return fail(.notAProxy) }
        switch method {
        case 0: return connect(context)
        case 2 where user != nil: return authenticate(context)
        // 0xFF: none of the methods will do.
        default: return fail(.proxyCredentials(given: user != nil))
        }
    }

    private func authenticate(_ context: ChannelHandlerContext) -> Bool {
        let name = Array((user?.name ?? "").utf8)
        let secret = Array((user?.password?.reveal() ?? "").utf8)
        guard let nameLength = UInt8(exactly: name.count), let length = UInt8(exactly: secret.count),
            nameLength > 0
        else { return fail(.unusableProxyCredentials) }
        send([1, nameLength] + name + [length] + secret, context)
        state = .authentication
        return true
    }

    private func readAuthentication(_ context: ChannelHandlerContext) -> Bool {
        guard let (version, status) = received.readMultipleIntegers(as: (UInt8, UInt8).self) else { return false }
        guard version == 1 else { return fail(.notAProxy) }
        guard status == 0 else { return fail(.proxyCredentials(given: true)) }
        return connect(context)
    }

    private func connect(_ context: ChannelHandlerContext) -> Bool {
        guard let address = address, let port = UInt16(exactly: port) else { return fail(.notAProxy) }
        send([5, 1, 0] + address + [UInt8(port >> 8), UInt8(port & 0xFF)], context)
        state = .reply
        return true
    }

    /// Type and bytes of the address to connect to; nil for a name that is too long.
    private var address: [UInt8]? {
        if let address = IPAddress(host: host) { return [address.family == .ipv4 ? 1 : 4] + address.bytes }
        let name = Array(host.utf8)
        return UInt8(exactly: name.count).map { [3, $0] + name }
    }

    private func readReply() -> Bool {
        var reply = received
        guard let (version, code, _, kind) = reply.readMultipleIntegers(as: (UInt8, UInt8, UInt8, UInt8).self) else {
            return false
        }
        guard version == 5 else { return fail(.notAProxy) }
        guard code == 0 else { return fail(.proxyReply(.init(rawValue: code) ?? .failure)) }
        // The address that the proxy connects from, and its port: of no use, but in front of what follows.
        let length: Int
        switch kind {
        case 1: length = 4
        case 4: length = 16
        case 3:
            guard let count = reply.readInteger(as: UInt8.self) else { return false }
            length = Int(count)
        default: return fail(.notAProxy)
        }
        guard reply.readSlice(length: length + 2) != nil else { return false }
        received = reply
        state = .done
        done.succeed()
        return false
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }

    @discardableResult
    private func fail(_ cause: DialFailure.Cause) -> Bool {
        state = .done
        done.fail(DialFailure(stage: .proxyTunnel, cause: cause))
        return false
    }
}
