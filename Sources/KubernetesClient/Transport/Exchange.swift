internal import NIOCore
internal import NIOHTTP1

/// What an exchange is on: the queue, a connection of HTTP/1.1, or a stream of HTTP/2.
protocol ExchangeCarrier: AnyObject {
    /// Nothing of the exchange is wanted any more.
    func abandon(_ exchange: Exchange)
    /// Lets the answer come, or holds it back.
    func setReading(_ isReading: Bool)
    /// How far the connection has got that the exchange waits for; nil where it waits for none.
    var dialing: DialFailure.Stage? { get }
}

extension ExchangeCarrier {
    var dialing: DialFailure.Stage? { nil }
}

/// One request and what becomes of it, with its limits; lives on the event loop.
final class Exchange {
    typealias Waiting<Value> = CheckedContinuation<Result<Value, ExchangeFailure>, Never>

    /// The head of an answer, with as much of its body as was to be gathered.
    struct Beginning {
        let head: HTTPResponseHead
        let bytes: ByteBuffer
        let isWhole: Bool
    }

    /// Bytes that are kept for a reader of pieces; with more than these the server has to wait.
    private static let stock = 256 << 10

    let request: TransportRequest
    /// How often it was taken back into the queue because the server cannot have seen it.
    private(set) var returns = 0

    private let gathering: Int
    private let start = NIODeadline.now()
    private var state = State.new
    private var carrier: (any ExchangeCarrier)?
    private var eventLoop: NIOIsolatedEventLoop?
    private var timer: NIOScheduledCallback?
    private var wasSent = false
    private var isHeldBack = false
    private var progress = NIODeadline.now()
    private var head: HTTPResponseHead?
    private var body = ByteBuffer()
    private var size = 0
    private var reader: Waiting<ByteBuffer?>?

    private enum State {
        case new
        case waiting(Waiting<Beginning>)
        /// The beginning is handed out.
        case flowing
        case ended(ExchangeFailure?)
    }

    /// - Parameter gathering: how many bytes of the body to wait for before any are handed out; less only where the
    ///   answer has less.
    init(_ request: TransportRequest, gathering: Int) {
        self.request = request
        self.gathering = gathering
    }

    // MARK: its way through the carriers

    /// Whether it is under way; a carrier must not be given one that is not.
    var isOpen: Bool {
        switch state {
        case .waiting, .flowing: true
        case .new, .ended: false
        }
    }

    /// Whether it was sent and the server, or the way to it, said nothing to that.
    var wasUnanswered: Bool {
        guard case .ended(let failure?) = state, failure.wasSent, head == nil else { return false }
        switch failure.cause {
        case .silence, .time, .connectionLost: return true
        default: return false
        }
    }

    func begin(_ waiting: Waiting<Beginning>, on carrier: any ExchangeCarrier, _ eventLoop: NIOIsolatedEventLoop) {
        if case .ended(let failure?) = state { return waiting.resume(returning: .failure(failure)) }
        state = .waiting(waiting)
        self.carrier = carrier
        self.eventLoop = eventLoop
        watch()
    }

    /// Gives it to a carrier that will send it.
    func attach(to carrier: any ExchangeCarrier) { self.carrier = carrier }

    /// To be called right before its first byte is written.
    func send(on carrier: any ExchangeCarrier) {
        self.carrier = carrier
        wasSent = true
        progress = .now()
        watch()
    }

    /// To be called when it is certain that the server has seen nothing of it.
    func takeBack(into queue: any ExchangeCarrier) {
        carrier = queue
        wasSent = false
        returns += 1
    }

    // MARK: the answer

    func receive(_ part: HTTPClientResponsePart) {
        progress = .now()
        switch part {
        case .head(let head): receive(head)
        case .body(let bytes): receive(bytes)
        case .end: end()
        }
    }

    private func receive(_ head: HTTPResponseHead) {
        // Changing protocols is nothing that was asked for; other interim answers say nothing of the outcome.
        if head.status == .switchingProtocols { return fail(.malformedAnswer) }
        guard head.status.code >= 200, self.head == nil, case .waiting(let waiting) = state else { return }
        self.head = head
        if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) {
            guard length <= request.maximumAnswerSize else { return fail(.tooLarge(request.maximumAnswerSize)) }
            body.reserveCapacity(min(max(length, 0), 1 << 20))
        }
        if gathering == 0 { handOut(to: waiting, head, isWhole: false) }
    }

    private func receive(_ bytes: ByteBuffer) {
        guard isOpen else { return }
        size += bytes.readableBytes
        guard size <= request.maximumAnswerSize else { return fail(.tooLarge(request.maximumAnswerSize)) }
        body.writeImmutableBuffer(bytes)
        if case .waiting(let waiting) = state {
            if let head, size > gathering { handOut(to: waiting, head, isWhole: false) }
        } else if let reader {
            self.reader = nil
            reader.resume(returning: .success(takeStock()))
        } else if body.readableBytes >= Self.stock, !isHeldBack {
            isHeldBack = true
            carrier?.setReading(false)
        }
    }

    private func handOut(to waiting: Waiting<Beginning>, _ head: HTTPResponseHead, isWhole: Bool) {
        if !isWhole { state = .flowing }
        waiting.resume(returning: .success(Beginning(head: head, bytes: takeStock(), isWhole: isWhole)))
    }

    private func end() {
        guard isOpen else { return }
        guard let head else { return fail(.malformedAnswer) }
        let before = state
        close(nil)
        if case .waiting(let waiting) = before { handOut(to: waiting, head, isWhole: true) }
    }

    /// Hands out the next piece of the body, now or when it comes.
    func take(_ reader: Waiting<ByteBuffer?>) {
        if body.readableBytes > 0 {
            reader.resume(returning: .success(takeStock()))
            guard isHeldBack, isOpen else { return }
            isHeldBack = false
            progress = .now()
            carrier?.setReading(true)
        } else if case .ended(let failure) = state {
            reader.resume(returning: failure.map(Result.failure) ?? .success(nil))
        } else {
            self.reader = reader
        }
    }

    private func takeStock() -> ByteBuffer {
        defer { body = ByteBuffer() }
        return body
    }

    // MARK: its end

    /// Ends it, also one that has not begun yet.
    func cancel() {
        if case .new = state { state = .ended(ExchangeFailure(cause: .cancelled, wasSent: false)) }
        fail(.cancelled)
    }

    /// Ends it without an answer, and tells its carrier.
    ///
    /// - Parameter isUnseen: whether it is certain that the server has seen nothing of it.
    func fail(_ cause: ExchangeFailure.Cause, isUnseen: Bool = false) {
        guard isOpen else { return }
        let failure = ExchangeFailure(cause: cause, wasSent: wasSent && !isUnseen)
        let before = (state: state, carrier: carrier)
        close(failure)
        if case .waiting(let waiting) = before.state { waiting.resume(returning: .failure(failure)) }
        before.carrier?.abandon(self)
    }

    private func close(_ failure: ExchangeFailure?) {
        state = .ended(failure)
        carrier = nil
        timer?.cancel()
        timer = nil
        reader?.resume(returning: failure.map(Result.failure) ?? .success(nil))
        reader = nil
    }
}

extension Exchange: NIOScheduledCallbackHandler {
    /// One timer watches both limits: where there has been progress when it rings, it is set anew.
    func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        let now = NIODeadline.now()
        if let time = request.time, now >= start + TimeAmount(time) {
            let stage = wasSent ? nil : carrier?.dialing
            return fail(stage.map { .connecting(DialFailure(stage: $0, cause: .timedOut(time))) } ?? .time(time))
        }
        // Silence counts while bytes are awaited, and not while the reader takes its time.
        if let silence = request.silence, wasSent, !isHeldBack, now >= progress + TimeAmount(silence) {
            return fail(.silence(silence))
        }
        watch()
    }

    private func watch() {
        timer?.cancel()
        let silent = request.silence.map { (isHeldBack ? .now() : progress) + TimeAmount($0) }
        let ends = [request.time.map { start + TimeAmount($0) }, wasSent ? silent : nil].compactMap { $0 }
        timer = ends.min().flatMap { try? eventLoop?.scheduleCallback(at: $0, handler: self) }
    }
}
