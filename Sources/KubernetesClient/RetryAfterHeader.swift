internal import Values

/// The `Retry-After` header of an answer (RFC 9110 §10.2.3).
enum RetryAfterHeader {
    /// Longer pauses count as this one: whoever asks for it will not be asked again within a run.
    private static let longest = 7 * 24 * 3600

    /// The pause that is asked for: a number of seconds, or the time until a date; nil for anything else.
    ///
    /// - Parameter now: in seconds since 1970.
    static func pause(_ text: String, now: Double = WallClock.now) -> Duration? {
        if !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit) {
            return .seconds(min(Int(text) ?? longest, longest))
        }
        return HTTPDate.seconds(text).map { .seconds(min(max($0 - now, 0), Double(longest))) }
    }
}
