/// What an apply may take that belongs to others.
package struct Takeover: Sendable, Equatable {
    /// Live routes that are not this stack's: `--adopt`.
    package var adopts: Bool
    /// Fields that other managers set: `--force-conflicts`.
    package var forcesConflicts: Bool

    package init(adopts: Bool = false, forcesConflicts: Bool = false) {
        self.adopts = adopts
        self.forcesConflicts = forcesConflicts
    }

    /// What either allows.
    package func union(_ other: Takeover) -> Takeover {
        Takeover(adopts: adopts || other.adopts, forcesConflicts: forcesConflicts || other.forcesConflicts)
    }
}
