/// When a failed request is sent again, and how long to wait before.
package struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    package var maximumAttempts = 8
    /// The longest a request may wait between its attempts, all pauses together.
    package var maximumTotalDelay = Duration.seconds(60)
    /// The pause after the first failure; it doubles with each further one.
    package var baseDelay = Duration.milliseconds(100)
    package var maximumDelay = Duration.seconds(5)

    package init() {}

    /// The pause after the given attempt, counted from 1, when the server named none: half of it is random.
    func delay(afterAttempt attempt: Int) -> Duration {
        let doubled = baseDelay * (1 << min(max(attempt - 1, 0), 20))
        return min(doubled, maximumDelay) * Double.random(in: 0.5...1)
    }
}

/// The attempts of one request.
struct RetryState {
    let policy: RetryPolicy
    private(set) var attempts = 1
    private var delayed = Duration.zero

    init(policy: RetryPolicy) { self.policy = policy }

    /// The pause before the next attempt; nil when there shall be none.
    ///
    /// A pause that the server asks for is kept to, or the request ends: trying earlier would be turned away.
    mutating func nextDelay(retryAfter: Duration?) -> Duration? {
        guard attempts < policy.maximumAttempts else { return nil }
        // The server's number is the least it wants; a little more keeps clients from coming back all at once.
        let delay =
            retryAfter.map { $0 + policy.baseDelay * Double.random(in: 0...1) }
            ?? policy.delay(afterAttempt: attempts)
        guard delayed + delay <= policy.maximumTotalDelay else { return nil }
        delayed += delay
        attempts += 1
        return delay
    }
}
