internal import NIOCore
internal import NIOPosix

/// A client's connection and the one to its backend, on one event loop.
///
/// The backend is dialled as soon as the client is accepted, since many servers speak first. Bytes, FIN and RST are
/// passed on in both directions; reading waits for the other end to take what was read.
final class RelayedConnection {
    private enum Phase {
        /// What the client has said while nobody was there to take it.
        case dialling(held: [ByteBuffer])
        case relaying(to: RelayEnd)
        case over
    }

    private let listener: LoopListener
    private let loop: any EventLoop
    private var client: RelayEnd?
    private var phase = Phase.dialling(held: [])
    /// Where it is counted; nil until a backend is chosen.
    private var tally: BackendTally?
    private var limits: DataPlaneLimits { listener.limits }
    private var lastReceived = NIODeadline.uptimeNanoseconds(0)
    private var silenceTimer: Scheduled<Void>?
    /// Each end is closed in its own way, and neither passes on that it is.
    private var isGivenUp = false

    init(_ listener: LoopListener, on loop: any EventLoop) {
        self.listener = listener
        self.loop = loop
    }

    /// The handler of the client's channel.
    func makeClient() -> RelayEnd {
        let end = RelayEnd(self)
        client = end
        return end
    }

    /// Ends it without waiting for anything.
    ///
    /// An end that was sent a FIN is closed and not reset: what is on its way there, to a slow reader, still arrives.
    func giveUp() {
        isGivenUp = true
        client?.abandon()
        if case .relaying(let backend) = phase { backend.abandon() }
    }

    // MARK: dialling

    func opened(_ end: RelayEnd) {
        guard end === client, case .dialling = phase else { return }
        guard let choice = listener.accepted(self) else { return end.reset(within: nil) }
        tally = choice.tally
        dial(choice.endpoints[...], choice.proxyProtocol)
    }

    private func dial(_ endpoints: ArraySlice<BackendEndpoint>, _ header: ProxyProtocol?) {
        guard let endpoint = endpoints.first else {
            tally?.counters.unreachable += 1
            client?.reset(within: nil)
            return
        }
        listener.dialler.connect(endpoint).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): self.connected(channel, header)
            case .failure:
                guard case .dialling = self.phase else { return }
                self.dial(endpoints.dropFirst(), header)
            }
        }
    }

    private func connected(_ channel: any Channel, _ header: ProxyProtocol?) {
        guard case .dialling(let held) = phase, let client,
            let backend = try? channel.pipeline.syncOperations.handler(type: RelayEnd.self)
        else {
            TCPOptions.resetOnClose(channel)
            return channel.close(promise: nil)
        }
        backend.connection = self
        phase = .relaying(to: backend)
        if let header {
            backend.write(header.bytes(from: client.channel?.remoteAddress, to: client.channel?.localAddress))
        }
        for bytes in held { pass(bytes, to: backend) }
        backend.flush()
        if client.hasEnded { ended(client) } else { client.read() }
        backend.read()
    }

    // MARK: relaying

    private func other(than end: RelayEnd) -> RelayEnd? {
        guard case .relaying(let backend) = phase else { return nil }
        return end === client ? backend : client
    }

    func received(_ bytes: ByteBuffer, from end: RelayEnd) {
        if silenceTimer != nil { lastReceived = .now() }
        if case .dialling(var held) = phase {
            phase = .over  // so that the array has one owner while it grows
            held.append(bytes)
            phase = .dialling(held: held)
        } else if let other = other(than: end) {
            pass(bytes, to: other)
        }
    }

    private func pass(_ bytes: ByteBuffer, to end: RelayEnd) {
        let size = bytes.readableBytes
        if end === client { tally?.counters.bytesReceived += size } else { tally?.counters.bytesSent += size }
        end.write(bytes)
    }

    func finishedReading(from end: RelayEnd) {
        guard let other = other(than: end) else { return }
        other.flush()
        if other.isWritable { end.read() }
    }

    func becameWritable(_ end: RelayEnd) { other(than: end)?.read() }

    /// A FIN came; the other direction goes on.
    func ended(_ end: RelayEnd) {
        // While the backend is dialled, the end remembers it.
        guard let other = other(than: end) else { return }
        other.finish()
        watchSilence(after: limits.halfClosed)
    }

    /// A half-closed connection in which nothing moves is given up: its peer may be gone, and never say so.
    private func watchSilence(after time: Duration) {
        guard silenceTimer == nil else { return }
        lastReceived = .now()
        scheduleSilence(in: TimeAmount(time))
    }

    private func scheduleSilence(in time: TimeAmount) {
        silenceTimer = loop.assumeIsolated().scheduleTask(in: time) {
            let limit = TimeAmount(self.limits.halfClosed)
            let silent = NIODeadline.now() - self.lastReceived
            if silent >= limit { self.giveUp() } else { self.scheduleSilence(in: limit - silent) }
        }
    }

    // MARK: ending

    func closed(_ end: RelayEnd) {
        defer { if client?.channel == nil, isBackendClosed { finish() } }
        guard !isGivenUp, let other = other(than: end) else { return }
        if end.isFinished, !end.hasFailed {
            // Once a FIN was sent to an end, its own comes as the end of the channel.
            other.finish()
        } else if end.hasEnded {
            // A process that has said everything is gone at last: that must still arrive, however slowly it is read.
            other.finishAndClose()
        } else {
            other.reset(within: limits.flushing)
        }
    }

    private var isBackendClosed: Bool {
        if case .relaying(let backend) = phase { backend.channel == nil } else { true }
    }

    private func finish() {
        silenceTimer?.cancel()
        silenceTimer = nil
        if case .over = phase { return }
        phase = .over
        tally?.counters.open -= 1
        listener.ended(self)
    }
}
