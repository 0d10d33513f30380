internal import FoundationEssentials

/// The time of day.
package enum WallClock {
    /// What is taken for the time of day by a task and those that it starts, in tests; nil elsewhere.
    @TaskLocal package static var fixed: Double?

    /// Seconds since 1970.
    package static var now: Double { fixed ?? Date().timeIntervalSince1970 }
}
