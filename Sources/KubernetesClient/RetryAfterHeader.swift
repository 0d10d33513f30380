internal import FoundationEssentials

/// The `Retry-After` header of an answer (RFC 9110 §10.2.3).
enum RetryAfterHeader {
    /// Longer pauses count as this one: whoever asks for it will not be asked again within a run.
    private static let longest = 7 * 24 * 3600

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The pause that is asked for: a number of seconds, or the time until a date; nil for anything else.
    static func pause(_ text: String, now: Date = Date()) -> Duration? {
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return .seconds(min(Int(text) ?? longest, longest))
        }
        return date(text).map { .seconds(min(max($0.timeIntervalSince(now), 0), Double(longest))) }
    }

    /// A date as servers send it: `Sun, 06 Nov 1994 08:49:37 GMT`.
    private static func date(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", parts[1].utf8.count == 2, parts[3].utf8.count == 4,
            let month = months.firstIndex(of: String(parts[2]))
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return try? Date("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z", strategy: .iso8601)
    }
}
