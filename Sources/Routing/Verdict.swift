/// How a route stands with a parent.
package enum Verdict: String, Sendable, CaseIterable {
    /// It is as it was asked for.
    case ready
    /// A controller has not finished, or a backend is not ready yet.
    case pending
    /// No controller has said anything.
    case silent
    /// The controller speaks of an earlier version of the route.
    case stale
    /// An older route gets the connections.
    case shadowed
    /// A controller refuses it, or it would carry no connection as it is.
    case rejected
    /// An entry of the status that no parent of the route asks for.
    case orphaned

    /// The worst comes last.
    private static let byWeight: [Verdict] = [.orphaned, .ready, .pending, .silent, .stale, .shadowed, .rejected]

    private var weight: Int { Self.byWeight.firstIndex(of: self) ?? 0 }

    /// Whether waiting does not help.
    package var isTerminal: Bool { self == .rejected || self == .shadowed }

    /// The one that a reader should hear of first; nil for none at all.
    static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict? {
        verdicts.max { $0.weight < $1.weight }
    }

    func isWorse(than other: Verdict) -> Bool { weight > other.weight }
}
