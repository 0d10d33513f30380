import FoundationEssentials
import TestSupport
import Testing
import Values

@testable import KubernetesClient

/// How long a request goes on.
struct RetryStateTests {
    private let start = ContinuousClock.now

    private func state(deadline: Duration? = nil, maximumTime: Duration = .seconds(10)) -> RetryState {
        var policy = RetryPolicy()
        policy.maximumTime = maximumTime
        return RetryState(policy: policy, deadline: deadline.map { start + $0 }, now: start)
    }

    @Test func ourOwnPatienceEnds() {
        var state = state()
        let delays = [start, start + .seconds(10)].map { state.nextDelay(retryAfter: nil, now: $0) != nil }
        #expect(delays == [true, false])
        #expect(state.attempts == 2)
    }

    @Test func whatTheServerAsksForIsWaitedForWithinTheRun() throws {
        var state = state(deadline: .seconds(100))
        let asked = state.nextDelay(retryAfter: .seconds(60), now: start)
        let pause = try #require(asked)
        #expect(pause >= .seconds(60) && pause <= .seconds(61))
        // It is not our patience that is used up by it.
        let next = state.nextDelay(retryAfter: nil, now: start + .seconds(61))
        #expect(next != nil)
        let last = state.nextDelay(retryAfter: .seconds(60), now: start + .seconds(62))
        #expect(last == nil)
    }

    @Test func withoutAnEndOfTheRunOurPatienceBoundsThePause() {
        var state = state()
        let delays = [60, 5].map { state.nextDelay(retryAfter: .seconds($0), now: start) != nil }
        #expect(delays == [false, true])
    }

    @Test func pausesGrowAndAreBounded() {
        let policy = RetryPolicy()
        for (attempt, longest) in [(1, 100), (2, 200), (4, 800), (10, 5000), (1_000_000, 5000)] {
            let delay = policy.delay(afterAttempt: attempt)
            #expect(delay <= .milliseconds(longest) && delay >= .milliseconds(longest / 2))
        }
    }

    @Test(arguments: [
        ("0", Duration.seconds(0)), ("120", .seconds(120)), ("99999999999999999999", .seconds(604_800)),
        ("Sun, 06 Nov 1994 08:49:37 GMT", .seconds(37)), ("Sun, 06 Nov 1994 08:48:37 GMT", .seconds(0)),
        ("Mon, 07 Nov 1994 08:49:00 GMT", .seconds(86_400)), ("Wed, 06 Nov 2030 08:49:00 GMT", .seconds(604_800)),
        ("", nil), ("-1", nil), ("soon", nil), ("1.5", nil), ("06 Nov 1994 08:49:37 GMT", nil),
        ("Sun, 06 Nov 1994 08:49:37 CET", nil), ("Sun, 06 Okt 1994 08:49:37 GMT", nil),
        ("Sun, 32 Nov 1994 08:49:37 GMT", nil),
    ])
    func retryAfter(text: String, pause: Duration?) throws {
        let now = try Date("1994-11-06T08:49:00Z", strategy: .iso8601)
        #expect(RetryAfterHeader.pause(text, now: now.timeIntervalSince1970) == pause)
    }
}

/// Whether a request that got no answer is sent again.
struct RepetitionTests {
    private typealias Cause = ExchangeFailure.Cause

    private static func connecting(_ cause: DialFailure.Cause) -> Cause {
        .connecting(DialFailure(stage: .serverTCP, cause: cause))
    }

    private static let never: [Cause] = [
        .tooLarge(1), .malformedAnswer, .unsendableHeader("Authorization"), .cancelled, connecting(.notTLS),
        connecting(.handshake(alert: nil)), connecting(.clientCertificate(.missing)), connecting(.notAProxy),
        connecting(.proxyCredentials(given: false)), connecting(.unusableProxyCredentials),
        connecting(.proxyStatus(403)),
    ]
    private static let onceItHasAnswered: [Cause] = [
        .silence(.seconds(1)), .time(.seconds(1)), connecting(.connectionRefused), connecting(.noRoute),
        connecting(.timedOut(.seconds(1))), connecting(.closed), connecting(.unknownName("a")),
        connecting(.system("no room")), connecting(.proxyStatus(503)), connecting(.proxyReply(.failure)),
    ]

    private func isSentAgain(_ cause: Cause, wasSent: Bool, hasAnswered: Bool, isRepeatable: Bool = true) -> Bool {
        let contact = Contact()
        if hasAnswered { contact.noteAnswer() }
        var request = APIRequest(.patch, "/a")
        request.isRepeatable = isRepeatable
        return ExchangeFailure(cause: cause, wasSent: wasSent).isWorthRepeating(request, contact)
    }

    @Test(arguments: never)
    private func whatStaysAsItIsIsNotTriedAgain(cause: Cause) {
        #expect(!isSentAgain(cause, wasSent: false, hasAnswered: true))
    }

    @Test(arguments: onceItHasAnswered)
    private func onceTheServerHasAnsweredItIsWaitedFor(cause: Cause) {
        #expect(isSentAgain(cause, wasSent: false, hasAnswered: true))
        #expect(!isSentAgain(cause, wasSent: false, hasAnswered: false))
    }

    @Test func aConnectionThatBreaksIsMadeAnew() {
        #expect(isSentAgain(.connectionLost, wasSent: true, hasAnswered: false))
    }

    @Test func whatMayHaveHappenedIsNotDoneTwice() {
        for cause in [Cause.connectionLost, .time(.seconds(1))] {
            #expect(!isSentAgain(cause, wasSent: true, hasAnswered: true, isRepeatable: false))
            #expect(isSentAgain(cause, wasSent: false, hasAnswered: true, isRepeatable: false))
        }
    }
}

/// The end of a run, as its requests see it.
struct WinddownTests {
    @Test func pausesEndAtOnce() async {
        let winddown = Winddown()
        async let first = winddown.pause(for: .seconds(300))
        async let second = winddown.pause(for: .seconds(300))
        try? await Task.sleep(for: .milliseconds(5))
        winddown.begin()
        #expect(await [first, second] == [false, false])
        #expect(await winddown.pause(for: .seconds(300)) == false)
    }

    @Test func aPauseThatIsNotCutShort() async {
        #expect(await Winddown().pause(for: .milliseconds(1)))
    }

    @Test func nothingIsSentAfterIt() async throws {
        let options = quickOptions
        options.winddown.begin()
        try await ScriptedServer.run([.json(routeObject)]) { server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient(options: options) {
                    _ = try await $0.apply(routes, namespace: "db", name: "pg", object: routeObject)
                }
            }
            #expect(error?.code == .cancelled)
            #expect(error?.isInDoubt == false)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func aPauseBetweenAttemptsKeepsTheDoubt() async throws {
        var options = quickOptions
        options.retry.baseDelay = .seconds(300)
        options.retry.maximumDelay = .seconds(300)
        options.retry.maximumTime = .seconds(600)
        options.onPause = { [winddown = options.winddown] _, _, _ in winddown.begin() }
        try await ScriptedServer.run([.failure(503, "ServiceUnavailable", "etcd is away")]) { [options] server in
            let error = await #expect(throws: KubernetesError.self) {
                try await server.withClient(options: options) {
                    _ = try await $0.apply(routes, namespace: "db", name: "pg", object: routeObject)
                }
            }
            #expect(error?.code == .serverError)
            #expect(error?.isInDoubt == true)
        }
    }
}
