package import Planning

/// How a plan is applied.
package struct ApplierOptions: Sendable {
    /// Requests in flight at a time.
    package var parallelism = 16
    /// What is taken of others, beside what the plan was made to take.
    package var takeover = Takeover()
    /// Is asked before each write; once true, nothing more is sent.
    package var isInterrupted: @Sendable () -> Bool = { false }
    /// Is told each result as it becomes known.
    package var onResult: @Sendable (RouteOutcome) -> Void = { _ in }

    package init() {}
}
