/// Keeps work that is to be done again and again to a part of the time, however much it is.
struct Pace {
    /// So many times as long as the work took nothing is done.
    private static let rest = 4

    private var next = Duration.zero

    /// Whether it is time for the work.
    func isDue(_ now: Duration) -> Bool { now >= next }

    /// Notes when the work began and ended.
    mutating func note(_ start: Duration, _ end: Duration) { next = end + (end - start) * Self.rest }
}
