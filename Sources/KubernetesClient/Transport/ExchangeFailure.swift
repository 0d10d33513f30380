/// Why a request got no whole answer, and whether the server may have acted on it.
package struct ExchangeFailure: Error, Sendable, Equatable {
    /// What kept the answer from being whole.
    package enum Cause: Sendable, Equatable {
        /// No connection came to stand.
        case connecting(DialFailure)
        /// The connection ended before the answer was whole.
        case connectionLost
        /// The server made no progress for this long.
        case silence(Duration)
        /// The exchange took longer than this in all.
        case time(Duration)
        /// The answer has more bytes than this.
        case tooLarge(Int)
        /// What came back is no HTTP answer, or cannot be unpacked.
        case malformedAnswer
        /// A header of this name cannot be sent: its value has a line break or another control character.
        case unsendableHeader(String)
        /// The task was cancelled.
        case cancelled
    }

    /// What kept the answer from being whole.
    package let cause: Cause
    /// Whether a byte of the request may have reached the server; where this is false, it has not acted on it.
    package let wasSent: Bool
}
