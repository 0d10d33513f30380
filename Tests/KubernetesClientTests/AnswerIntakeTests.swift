import Documents
import NIOCore
import Synchronization
import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// What answers may take.
struct AnswerIntakeTests {
    private func pieces(
        _ count: Int, of size: Int, _ onPiece: @escaping @Sendable (Int) -> Void = { _ in }
    )
        -> AsyncStream<ByteBuffer>
    {
        let next = Mutex(0)
        return AsyncStream(unfolding: {
            let number = next.withLock { number in
                number += 1
                return number
            }
            guard number <= count else { return nil }
            onPiece(number)
            return ByteBuffer(repeating: 0x20, count: size)
        })
    }

    private func read(
        _ text: String, bytes: Int = 100, values: Int = 100
    ) async throws -> AnswerBody {
        let pieces = AsyncStream { continuation in
            for byte in text.utf8 { continuation.yield(ByteBuffer(bytes: [byte])) }
            continuation.finish()
        }
        return try await AnswerIntake().read(pieces, limit: AnswerLimit(bytes: bytes, values: values))
    }

    @Test func isPutTogether() async throws {
        guard case .json(let value, _) = try await read(#"{"a": [1, 2]}"#) else {
            Issue.record("no JSON")
            return
        }
        #expect(value == ["a": [1, 2]])
        guard case .other(let error, let beginning) = try await read("<html>") else {
            Issue.record("JSON")
            return
        }
        #expect(error.message == "expected a JSON value")
        #expect(beginning == Array("<html>".utf8))
    }

    @Test func bytesAndValuesAreBounded() async throws {
        _ = try await read("[1,2]", bytes: 5, values: 3)
        await #expect(throws: ExchangeFailure(cause: .tooLarge(4), wasSent: true)) {
            try await read("[1,2]", bytes: 4)
        }
        await #expect(throws: ExchangeFailure(cause: .tooLarge(100), wasSent: true)) {
            try await read("[1,2]", values: 2)
        }
    }

    @Test func onlyTwoLargeAnswersAreReadAtATime() async throws {
        let intake = AnswerIntake()
        let large = Crowd()
        let piece = AnswerIntake.smallSize / 2
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    // The third piece is the one that has waited for a turn.
                    let body = pieces(6, of: piece) { number in
                        if number == 4 { large.enter() }
                        if number == 6 { large.leave() }
                    }
                    _ = try await intake.read(body, limit: AnswerLimit(bytes: 1 << 30, values: 1))
                }
            }
            try await group.waitForAll()
        }
        #expect((1...2).contains(large.most))
    }

    @Test func whoIsCancelledLeavesTheLine() async throws {
        let turns = Turns(1)
        try await turns.take()
        let waiting = Task { try await turns.take() }
        let next = Task { try await turns.take() }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        turns.giveBack()
        try await next.value
        turns.giveBack()
        try await turns.take()
    }

    @Test func ofAListThatIsTooLargeSmallerPagesAreAskedFor() async throws {
        let large: Value = ["items": .array(Array(repeating: ["n": 1], count: 500))]
        let small: Value = ["metadata": ["resourceVersion": "9"], "items": [["n": 1]]]
        var options = quickOptions
        options.answerLimit.values = 1000
        try await ScriptedServer.run([.json(large), .json(small)]) { [options] server in
            let list = try await server.withClient(options: options) { try await $0.list(routes) }
            #expect(list.items == [["n": 1]])
            #expect(server.requests.map { String($0.uri.drop { $0 != "?" }) } == ["?limit=2000", "?limit=200"])
        }
    }

    static let strange: [(answers: [Value], words: String)] = [
        (
            [
                ["metadata": ["continue": "x"], "items": [["n": 1]]],
                ["metadata": ["continue": "x"], "items": [["n": 2]]],
            ], "the list does not end: two pages are followed by the same"
        ),
        ([["items": [["n": 1], .null]]], "one of its 'items' is no object"),
        ([["items": [["n": 1], 5]]], "one of its 'items' is no object"),
    ]

    @Test(arguments: strange.indices)
    func aListThatIsNone(index: Int) async throws {
        let (answers, words) = Self.strange[index]
        try await ScriptedServer.run(answers.map { .json($0) }) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { _ = try await $0.list(routes) }
            }
            #expect(error?.code == .notKubernetes)
            #expect(error?.message.hasSuffix(words) == true, "\(error?.message ?? "")")
            #expect(server.requests.count == answers.count)
        }
    }

    @Test func aListThatDoesNotEnd() async throws {
        try await ScriptedServer.run([.json(["metadata": ["continue": "x"], "items": []])]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient { _ = try await $0.list(routes) }
            }
            #expect(error?.code == .notKubernetes)
            #expect(
                error?.message.hasSuffix("the list does not end: a page has nothing, and says that more follows")
                    == true)
        }
    }

    @Test func aListOfWhichAllPagesTogetherAreTooLarge() async throws {
        let pages = (1...9).map { number -> Reply in
            let text = String(repeating: "x", count: 1 << 20)
            return .json(["metadata": ["continue": .string("\(number)")], "items": [["text": .string(text)]]])
        }
        var options = quickOptions
        options.listSize = 3 << 20
        try await ScriptedServer.run(pages) { [options] server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient(options: options) { _ = try await $0.list(routes) }
            }
            #expect(error?.code == .notKubernetes)
            #expect(error?.message.hasSuffix("the list does not end: it has 3 MiB by now") == true)
            #expect(server.requests.count == 3)
        }
    }
}

/// How many were somewhere at the same time.
private final class Crowd: Sendable {
    private let count = Mutex((now: 0, most: 0))

    var most: Int { count.withLock(\.most) }

    func enter() {
        count.withLock { count in
            count.now += 1
            count.most = max(count.most, count.now)
        }
    }

    func leave() { count.withLock { $0.now -= 1 } }
}
