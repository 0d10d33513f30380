/// Smooth weighted round robin: each backend's share is exact over any run of as many choices as the weights' sum, and
/// choices of one backend are spread out. (The algorithm of nginx's `ngx_http_upstream_round_robin`.)
///
/// Backends without endpoints take part, so that their share is rejected and not handed on.
struct BackendChooser {
    private struct Candidate {
        let backend: ForwardingBackend
        let weight: Int
        /// What it is owed; the candidate that is owed most is next.
        var credit = 0
        /// How often it was chosen, by which its endpoints take turns.
        var turns = 0
    }

    private var candidates: [Candidate]
    private let total: Int

    /// - Parameter previous: what chose so far; backends that stay are owed as much as before, or a change of the table
    ///   every few connections would favour those that come first.
    init(_ backends: [ForwardingBackend], continuing previous: BackendChooser? = nil) {
        // Gateway API allows 1,000,000 to a weight; the bound keeps sums of any number of them from overflowing.
        let weights = backends.map { min($0.weight, 1 << 30) }
        // Weights that are all multiplied by a number stay the same shares.
        let divisor = max(weights.filter { $0 > 0 }.reduce(0, Self.greatestCommonDivisor), 1)
        candidates = zip(backends, weights).filter { $1 > 0 }.map { Candidate(backend: $0, weight: $1 / divisor) }
        total = candidates.reduce(0) { $0 + $1.weight }
        guard let previous, previous.total > 0 else { return }
        let scale = Double(total) / Double(previous.total)
        var known = previous.candidates
        for index in candidates.indices {
            guard let match = known.firstIndex(where: { $0.backend.name == candidates[index].backend.name }) else {
                continue
            }
            candidates[index].credit = Int((Double(known[match].credit) * scale).rounded())
            candidates[index].turns = known[match].turns
            known.remove(at: match)
        }
    }

    private static func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
        var (one, other) = (one, other)
        while other != 0 { (one, other) = (other, one % other) }
        return one
    }

    /// The backend of the next connection, its endpoint first in the order they are to be tried in; nil where there is
    /// no backend with a weight.
    mutating func next() -> (backend: ForwardingBackend, endpoints: [BackendEndpoint])? {
        guard !candidates.isEmpty else { return nil }
        var best = 0
        for index in candidates.indices {
            candidates[index].credit += candidates[index].weight
            if candidates[index].credit > candidates[best].credit { best = index }
        }
        candidates[best].credit -= total
        let endpoints = candidates[best].backend.endpoints
        guard !endpoints.isEmpty else { return (candidates[best].backend, []) }
        let first = candidates[best].turns % endpoints.count
        candidates[best].turns &+= 1
        // One other is tried when the first does not answer, as long as it is the same backend's.
        return (
            candidates[best].backend,
            [endpoints[first]] + (endpoints.count > 1 ? [endpoints[(first + 1) % endpoints.count]] : [])
        )
    }
}
