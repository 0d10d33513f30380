/// When a failed request is sent again, and how long to wait before.
package struct RetryPolicy: Sendable {
    /// How often a request is sent at most.
    package var maximumAttempts = 8
    /// How often at most where the server answers 500 and names no pause: etcd may have changed its leader, or a webhook
    /// may be broken for good.
    package var maximumUnforeseenAttempts = 3
    /// How long a request may go on with its attempts and our own pauses; no further attempt begins after that.
    package var maximumTime = Duration.seconds(120)
    /// The pause after the first failure; it doubles with each further one.
    package var baseDelay = Duration.milliseconds(100)
    /// The longest pause of our own; a longer one that the server asks for is kept to.
    package var maximumDelay = Duration.seconds(5)

    package init() {}

    /// The pause after the given attempt, counted from 1, when the server named none: half of it is random.
    func delay(afterAttempt attempt: Int) -> Duration {
        let doubled = baseDelay * (1 << min(max(attempt - 1, 0), 20))
        return min(doubled, maximumDelay) * Double.random(in: 0.5...1)
    }
}

/// Why a request is sent again.
package enum RetryReason: Sendable {
    /// No answer came; the error is that of the attempt.
    case noAnswer(KubernetesError)
    /// The server asked for the pause.
    case asked
    /// The server could not see to it just then.
    case failure
}

/// The attempts of one request.
struct RetryState {
    let policy: RetryPolicy
    /// When the run that the request belongs to ends.
    let deadline: ContinuousClock.Instant?
    private(set) var attempts = 1
    /// When our own patience ends; pauses that the server asked for put it off.
    private var end: ContinuousClock.Instant

    init(policy: RetryPolicy, deadline: ContinuousClock.Instant?, now: ContinuousClock.Instant = .now) {
        self.policy = policy
        self.deadline = deadline
        end = now + policy.maximumTime
    }

    /// The pause before the next attempt; nil when there shall be none.
    ///
    /// A pause that the server asks for is kept to, or the request ends: trying earlier would be turned away. It ends
    /// too when the pause would outlast the run, or, where that has no end, our own patience.
    ///
    /// - Parameter isUnforeseen: whether the server answered 500.
    mutating func nextDelay(
        retryAfter: Duration?, isUnforeseen: Bool = false, now: ContinuousClock.Instant = .now
    ) -> Duration? {
        let most = isUnforeseen ? min(policy.maximumUnforeseenAttempts, policy.maximumAttempts) : policy.maximumAttempts
        guard attempts < most else { return nil }
        // The server's number is the least it wants; a little more keeps clients from coming back all at once.
        let delay =
            retryAfter.map { $0 + policy.baseDelay * Double.random(in: 0...1) }
            ?? policy.delay(afterAttempt: attempts)
        if let deadline, now + delay >= deadline { return nil }
        if retryAfter != nil, deadline != nil {
            end += delay
        } else if now + delay > end {
            return nil
        }
        attempts += 1
        return delay
    }
}
