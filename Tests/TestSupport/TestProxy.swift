internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// A proxy that connects to the asked port of 127.0.0.1, whatever the host's name is.
package final class TestProxy: Sendable {
    package enum Kind: Sendable {
        /// CONNECT; with a certificate, within TLS.
        case http(TestCertificate?)
        case socks5
    }

    package struct Options: Sendable {
        package var kind = Kind.http(nil)
        /// `user:password` that clients must have.
        package var credentials: String?
        /// Is answered to CONNECT instead of connecting; a SOCKS proxy answers it as its reply.
        package var refusal: Int?
        /// Says nothing at all.
        package var isSilent = false
        /// Is sent as soon as somebody connects, and nothing else.
        package var greeting: String?

        package init(_ kind: Kind = .http(nil)) { self.kind = kind }
    }

    /// What was asked for, such as `api.test:6443`, with the credentials that came along.
    package struct Seen: Sendable, Equatable {
        package var target: String
        package var credentials: String?

        package init(target: String, credentials: String? = nil) {
            self.target = target
            self.credentials = credentials
        }
    }

    private let channel: any Channel
    private let log: Log

    fileprivate final class Log: Sendable {
        let seen = Mutex<[Seen]>([])
    }

    package static func run<Result>(
        _ options: Options = Options(), _ body: (TestProxy) async throws -> Result
    ) async throws -> Result {
        let proxy = try await TestProxy(options)
        do {
            let result = try await body(proxy)
            try? await proxy.channel.close()
            return result
        } catch {
            try? await proxy.channel.close()
            throw error
        }
    }

    private init(_ options: Options) async throws {
        let log = Log()
        var tls: NIOSSLContext?
        if case .http(let certificate?) = options.kind {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.pem.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(certificate.keyPEM.utf8), format: .pem)
            tls = try NIOSSLContext(
                configuration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        }
        let context = tls
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.addHandler(ProxyHandler(options, log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        self.log = log
    }

    package var port: Int { channel.localAddress?.port ?? 0 }
    package var seen: [Seen] { log.seen.withLock { $0 } }

    fileprivate static func note(_ seen: Seen, in log: Log) { log.seen.withLock { $0.append(seen) } }
}

/// Understands what a client asks of a proxy, and then passes bytes on.
private final class ProxyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum State { case greeting, credentials, request, connecting, tunnel }

    private let options: TestProxy.Options
    private let log: TestProxy.Log
    private var state = State.greeting
    private var received = ByteBuffer()
    private var given: String?
    private var upstream: (any Channel)?

    init(_ options: TestProxy.Options, _ log: TestProxy.Log) {
        self.options = options
        self.log = log
        if case .http = options.kind { state = .request }
    }

    func channelActive(context: ChannelHandlerContext) {
        guard let greeting = options.greeting else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: greeting)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let upstream { return upstream.writeAndFlush(bytes, promise: nil) }
        received.writeImmutableBuffer(bytes)
        guard !options.isSilent, options.greeting == nil else { return }
        if case .http = options.kind { readCONNECT(context) } else { while readSOCKS(context) {} }
    }

    func channelInactive(context: ChannelHandlerContext) { upstream?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func readCONNECT(_ context: ChannelHandlerContext) {
        let text = String(buffer: received)
        guard state == .request, text.hasSuffix("\r\n\r\n") else { return }
        let lines = text.split(separator: "\r\n")
        let target = lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? ""
        let header = lines.first { $0.lowercased().hasPrefix("proxy-authorization: ") }
        let credentials = header.map { String($0.dropFirst("proxy-authorization: ".count)) }
        TestProxy.note(.init(target: target, credentials: credentials), in: log)
        received = ByteBuffer()
        if let wanted = options.credentials, credentials != wanted {
            return answer("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", context)
        }
        if let status = options.refusal {
            return answer("HTTP/1.1 \(status) No\r\nContent-Length: 4\r\n\r\nno\r\n", context)
        }
        connect(target, context) { $0.answer("HTTP/1.1 200 Connection established\r\n\r\n", $1) }
    }

    private func readSOCKS(_ context: ChannelHandlerContext) -> Bool {
        var bytes = received
        switch state {
        case .greeting:
            guard let count = bytes.getInteger(at: bytes.readerIndex + 1, as: UInt8.self),
                let greeting = bytes.readBytes(length: 2 + Int(count))
            else { return false }
            let method: UInt8 = options.credentials == nil ? 0 : greeting.dropFirst(2).contains(2) ? 2 : 0xFF
            send([5, method], context)
            state = method == 2 ? .credentials : .request
        case .credentials:
            guard bytes.readInteger(as: UInt8.self) != nil,
                let name = bytes.readLengthPrefixed(), let password = bytes.readLengthPrefixed()
            else { return false }
            given = "\(name):\(password)"
            send([1, given == options.credentials ? 0 : 1], context)
            state = .request
        case .request:
            guard let head = bytes.readBytes(length: 4), let host = readHost(head[3], &bytes),
                let port = bytes.readInteger(as: UInt16.self)
            else { return false }
            TestProxy.note(.init(target: "\(host):\(port)", credentials: given), in: log)
            if let refusal = options.refusal {
                send([5, UInt8(refusal), 0, 1, 0, 0, 0, 0, 0, 0], context)
            } else {
                // A name as bound address: its length is one more thing to read.
                connect("\(host):\(port)", context) { $0.send([5, 0, 0, 3, 2, 0x61, 0x62, 0, 1], $1) }
            }
            state = .connecting
        case .connecting, .tunnel: return false
        }
        received = bytes
        return true
    }

    private func readHost(_ kind: UInt8, _ bytes: inout ByteBuffer) -> String? {
        switch kind {
        case 1: bytes.readBytes(length: 4)?.map(String.init).joined(separator: ".")
        case 3: bytes.readLengthPrefixed()
        case 4: bytes.readBytes(length: 16).map { "[\($0.map { String($0, radix: 16) }.joined(separator: ":"))]" }
        default: nil
        }
    }

    private func connect(
        _ target: String, _ context: ChannelHandlerContext,
        _ answer: @escaping (ProxyHandler, ChannelHandlerContext) -> Void
    ) {
        let port = target.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let client = context.channel
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Passing(to: client))
                }
            }
            .connect(host: "127.0.0.1", port: port).assumeIsolated().whenComplete { result in
                guard case .success(let channel) = result else { return context.close(promise: nil) }
                answer(self, context)
                self.upstream = channel
            }
    }

    private func answer(_ text: String, _ context: ChannelHandlerContext) { send(Array(text.utf8), context) }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}

extension ByteBuffer {
    fileprivate mutating func readLengthPrefixed() -> String? {
        guard let length = readInteger(as: UInt8.self) else { return nil }
        return readString(length: Int(length))
    }
}

private final class Passing: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let target: any Channel

    init(to target: any Channel) { self.target = target }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        target.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { target.close(promise: nil) }
}
