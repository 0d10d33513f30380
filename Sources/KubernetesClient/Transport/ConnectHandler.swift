internal import NIOCore
internal import NIOHTTP1

/// Asks an HTTP proxy for a tunnel (CONNECT), and gives way to what goes through it.
///
/// It stands behind an HTTP/1.1 client codec, which whoever waits for `done` removes together with it.
final class ConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let target: String
    private let credentials: Secret?
    private let done: EventLoopPromise<Void>
    private var status: Int?

    init(to server: ServerURL, proxy: ProxyURL, done: EventLoopPromise<Void>) {
        target = "\(server.urlHost):\(server.port)"
        credentials = proxy.user?.basicAuthorization
        self.done = done
    }

    func handlerAdded(context: ChannelHandlerContext) {
        var headers: HTTPHeaders = ["Host": target]
        if let credentials { headers.add(name: "Proxy-Authorization", value: credentials.reveal()) }
        let head = HTTPRequestHead(version: .http1_1, method: .CONNECT, uri: target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let code = Int(head.status.code)
            if code >= 200 { status = code }
            // What follows a refusal is a page for people; nobody waits for it.
            if code == 407 {
                done.fail(DialFailure(stage: .proxyTunnel, cause: .proxyCredentials(given: credentials != nil)))
            } else if code >= 300 {
                done.fail(DialFailure(stage: .proxyTunnel, cause: .proxyStatus(code)))
            }
        case .body: break
        case .end:
            if let status, status < 300 { done.succeed() }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isNoAnswer = error is HTTPParserError
        done.fail(isNoAnswer ? DialFailure(stage: .proxyTunnel, cause: .notAProxy) : error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(DialFailure(stage: .proxyTunnel, cause: .closed))
    }
}
