import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// Requests and answers over both versions of HTTP: what arrives, and every way in which it does not.
@Suite(.serialized) struct ExchangeTests: ExchangeTesting {
    typealias Version = ExchangeVersion

    @Test(arguments: Version.allCases)
    func aRequestAndItsAnswer(version: Version) async throws {
        try await exchange(version, { _, answer in answer.whole(201, "{\"a\":1}", ["x-b": "c"]) }) {
            transport, server in
            let request = TransportRequest(
                .PATCH, "/apis?force=true", headers: ["Content-Type": "application/json"], body: Array("{}".utf8))
            let answer = try await transport.send(request)
            #expect(answer.status == 201)
            #expect(answer.headers.first(name: "x-b") == "c")
            #expect(String(buffer: answer.body) == "{\"a\":1}")
            let seen = try #require(server.requests.first)
            #expect(seen.line == "PATCH /apis?force=true")
            #expect(seen.body == "{}")
            #expect(seen.headers["host"] == "127.0.0.1:\(server.port)")
            #expect(seen.headers["content-length"] == "2")
            #expect(seen.headers["accept-encoding"] == nil)
        }
    }

    @Test(arguments: Version.allCases)
    func connectionsAreUsedAgainAndBounded(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in answer.after(.milliseconds(2)) { $0.whole(200, "{}") } }
        try await exchange(version, script, adjust: { $0.limits.concurrency = 4 }) { transport, server in
            try await withThrowingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask { try await transport.send(TransportRequest(.GET, "/\(index)")).status }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(Set(server.lines).count == 100)
            #expect(server.connections == (version == .http1 ? 4 : 1))
        }
    }

    /// A server's bound on streams is kept to, and nothing waits for ever.
    @Test func streamsAreBounded() async throws {
        let running = Mutex((now: 0, most: 0))
        let script: ScriptedServer.Script = { _, answer in
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            answer.after(.milliseconds(5)) { answer in
                running.withLock { $0.now -= 1 }
                answer.whole(200, "{}")
            }
        }
        try await exchange(.http2, script, streams: 3) { transport, _ in
            _ = try await transport.send(TransportRequest(.GET, "/"))
            try await withThrowingTaskGroup { group in
                for _ in 0..<30 { group.addTask { try await transport.send(TransportRequest(.GET, "/")).status } }
                for try await status in group { #expect(status == 200) }
            }
        }
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test func aServerThatSpeaksHTTP1Only() async throws {
        try await exchange(
            .http1, { _, answer in answer.whole(200, "{}") }, adjust: { $0.limits.versions = [.http2, .http1] }
        ) { transport, server in
            try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try await transport.send(TransportRequest(.GET, "/")).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.connections <= 16)
        }
    }

    // MARK: limits

    @Test(arguments: Version.allCases)
    func aServerThatNeverAnswers(version: Version) async throws {
        try await exchange(version, { _, _ in }) { transport, _ in
            let failure = await failure(transport) { $0.silence = .milliseconds(150) }
            #expect(failure == ExchangeFailure(cause: .silence(.milliseconds(150)), wasSent: true))
        }
    }

    /// A server that sends a byte now and then makes progress, and is ended by the limit on the whole.
    @Test(arguments: Version.allCases)
    func aTrickle(version: Version) async throws {
        @Sendable func trickle(_ answer: AnswerWriter) {
            guard answer.isWanted else { return }
            answer.body([0x20])
            answer.after(.milliseconds(20), trickle)
        }
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200)
            trickle(answer)
        }
        try await exchange(version, script) { transport, _ in
            let failure = await failure(transport) {
                $0.silence = .milliseconds(500)
                $0.time = .milliseconds(300)
            }
            #expect(failure == ExchangeFailure(cause: .time(.milliseconds(300)), wasSent: true))
        }
    }

    @Test(arguments: Version.allCases)
    func aFlood(version: Version) async throws {
        @Sendable func flood(_ answer: AnswerWriter) {
            guard answer.isWanted else { return }
            if answer.canTakeMore { answer.body([UInt8](repeating: 0x20, count: 1 << 16)) }
            answer.after(.microseconds(100), flood)
        }
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200)
            flood(answer)
        }
        try await exchange(version, script) { transport, _ in
            let failure = await failure(transport) { $0.maximumAnswerSize = 1 << 20 }
            #expect(failure == ExchangeFailure(cause: .tooLarge(1 << 20), wasSent: true))
        }
    }

    @Test(arguments: Version.allCases)
    func anAnswerThatIsAnnouncedTooLarge(version: Version) async throws {
        try await exchange(version, { _, answer in answer.head(200, ["content-length": "1048577"]) }) { transport, _ in
            let failure = await failure(transport) { $0.maximumAnswerSize = 1 << 20 }
            #expect(failure == ExchangeFailure(cause: .tooLarge(1 << 20), wasSent: true))
        }
    }

    /// What waits for its turn has not been sent.
    @Test(arguments: Version.allCases)
    func timeInTheQueue(version: Version) async throws {
        try await exchange(version, { _, _ in }, adjust: { $0.limits.concurrency = 1 }) { transport, server in
            async let first = failure(transport) { $0.time = .milliseconds(400) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            let second = await failure(transport) { $0.time = .milliseconds(100) }
            #expect(second == ExchangeFailure(cause: .time(.milliseconds(100)), wasSent: false))
            #expect(await first == ExchangeFailure(cause: .time(.milliseconds(400)), wasSent: true))
            #expect(server.requests.count == 1)
        }
    }

    // MARK: packed answers

    @Test(arguments: Version.allCases)
    func aPackedAnswer(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200, ["content-encoding": "gzip", "content-length": String(Packed.hello.count)])
            answer.body(Packed.hello)
            answer.end()
        }
        try await exchange(version, script) { transport, server in
            for _ in 0..<2 {
                let answer = try await transport.send(
                    TransportRequest(.GET, "/", headers: ["Accept-Encoding": "gzip"]))
                #expect(String(buffer: answer.body) == "hello, hello, hello\n")
            }
            #expect(server.connections == 1)
            #expect(server.requests.first?.headers["accept-encoding"] == "gzip")
        }
    }

    @Test(arguments: Version.allCases)
    func aBomb(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200, ["content-encoding": "gzip"])
            answer.body(Packed.bomb)
            answer.end()
        }
        try await exchange(version, script) { transport, _ in
            let failure = await failure(transport) {
                $0.headers = ["Accept-Encoding": "gzip"]
                $0.maximumAnswerSize = 1 << 20
            }
            #expect(failure == ExchangeFailure(cause: .tooLarge(1 << 20), wasSent: true))
        }
    }

    @Test(arguments: Version.allCases)
    func whatIsNotPacked(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in
            answer.whole(200, "plain", ["content-encoding": "gzip"])
        }
        try await exchange(version, script) { transport, _ in
            let failure = await failure(transport) { $0.headers = ["Accept-Encoding": "gzip"] }
            #expect(failure == ExchangeFailure(cause: .malformedAnswer, wasSent: true))
        }
    }

    // MARK: cancelling

    @Test(arguments: Version.allCases)
    func cancellingEndsTheRequest(version: Version) async throws {
        let isWanted = Mutex<Bool?>(nil)
        let script: ScriptedServer.Script = { _, answer in
            @Sendable func look(_ answer: AnswerWriter) {
                isWanted.withLock { $0 = answer.isWanted }
                if answer.isWanted { answer.after(.milliseconds(5), look) }
            }
            look(answer)
        }
        try await exchange(version, script) { transport, server in
            let task = Task { await failure(transport) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            task.cancel()
            #expect(await task.value == ExchangeFailure(cause: .cancelled, wasSent: true))
            // The server is told at once.
            for _ in 0..<400 where isWanted.withLock({ $0 }) != false { try await Task.sleep(for: .milliseconds(5)) }
            #expect(isWanted.withLock { $0 } == false)
        }
    }

    @Test func whatIsCancelledBeforeIsNotSent() async throws {
        try await exchange(.http1, kind200) { transport, server in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure(transport)
            }
            #expect(await task.value == ExchangeFailure(cause: .cancelled, wasSent: false))
            #expect(server.requests.isEmpty)
        }
    }

    // MARK: pieces

    @Test(arguments: Version.allCases)
    func aWatch(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200)
            answer.body(Array("one".utf8))
            answer.after(.milliseconds(50)) { answer in
                answer.body(Array("two".utf8))
                answer.end()
            }
        }
        try await exchange(version, script) { transport, _ in
            let text = try await transport.stream(TransportRequest(.GET, "/")) { head, pieces in
                #expect(head.status == 200)
                var texts: [String] = []
                for try await piece in pieces { texts.append(String(buffer: piece)) }
                return texts
            }
            #expect(text == ["one", "two"])
        }
    }

    @Test(arguments: Version.allCases)
    func aWatchThatBreaksOff(version: Version) async throws {
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200)
            answer.body(Array("one".utf8))
            answer.after(.milliseconds(50)) { $0.closeConnection() }
        }
        try await exchange(version, script) { transport, _ in
            let error = await #expect(throws: ExchangeFailure.self) {
                try await transport.stream(TransportRequest(.GET, "/")) { _, pieces in
                    for try await _ in pieces {}
                }
            }
            #expect(error == ExchangeFailure(cause: .connectionLost, wasSent: true))
        }
    }

    /// A reader that takes its time holds the server back, instead of keeping what it sends.
    @Test(arguments: Version.allCases)
    func aSlowReader(version: Version) async throws {
        let written = Mutex(0)
        @Sendable func write(_ answer: AnswerWriter) {
            guard answer.isWanted else { return }
            if answer.canTakeMore {
                answer.body([UInt8](repeating: 0x20, count: 1 << 16))
                written.withLock { $0 += 1 << 16 }
            }
            answer.after(.microseconds(200), write)
        }
        let script: ScriptedServer.Script = { _, answer in
            answer.head(200)
            write(answer)
        }
        try await exchange(version, script) { transport, _ in
            try await transport.stream(TransportRequest(.GET, "/").with { $0.maximumAnswerSize = .max }) { _, pieces in
                try await Task.sleep(for: .milliseconds(600))
                #expect(written.withLock { $0 } < 32 << 20)
                var count = 0
                for try await piece in pieces {
                    count += piece.readableBytes
                    if count > 20 << 20 { break }
                }
                #expect(count > 20 << 20)
            }
        }
    }

    /// An answer that ends with the very bytes for which the server is held back: the next one on that connection comes.
    @Test(arguments: Version.allCases)
    func whatIsHeldBackAtItsEnd(version: Version) async throws {
        let size = 256 << 10
        let script: ScriptedServer.Script = { _, answer in
            answer.whole(200, String(repeating: " ", count: size))
        }
        try await exchange(version, script) { transport, server in
            let count = try await transport.stream(TransportRequest(.GET, "/")) { _, pieces in
                try await Task.sleep(for: .milliseconds(100))
                return try await pieces.reduce(into: 0) { $0 += $1.readableBytes }
            }
            #expect(count == size)
            #expect(await failure(transport) { $0.silence = .seconds(3) } == nil)
            #expect(server.connections == 1)
        }
    }
}

extension TransportRequest {
    fileprivate func with(_ adjust: (inout TransportRequest) -> Void) -> TransportRequest {
        var copy = self
        adjust(&copy)
        return copy
    }
}

/// Texts that were packed with gzip.
private enum Packed {
    static let hello: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0xD7, 0x51, 0xC8,
        0x40, 0xA2, 0xB8, 0x00, 0xE7, 0x42, 0x6E, 0x52, 0x14, 0x00, 0x00, 0x00,
    ]

    /// 256 MiB of zeros: a block that begins, and goes on for ever with one bit for 258 of them.
    static let bomb: [UInt8] =
        [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xEC, 0xC1, 0x01, 0x01, 0x00, 0x00, 0x00, 0x80,
            0x90, 0xFE, 0xAF, 0xEE, 0x08, 0x0A,
        ] + [UInt8](repeating: 0, count: 256 << 10)
}
