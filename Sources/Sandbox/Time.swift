internal import Values

/// Points in time.
enum Time {
    /// Seconds since 1970.
    static func now() -> Int { Int(WallClock.now) }
}
