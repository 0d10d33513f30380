internal import FoundationEssentials

/// The time of day.
package enum WallClock {
    /// Seconds since 1970.
    package static var now: Double { Date().timeIntervalSince1970 }
}
