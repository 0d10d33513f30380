internal import Applying
internal import Values

extension Failure {
    /// A run that was ended before its result.
    init(_ reason: Interruption.Reason, _ progress: Interruption.Progress) {
        self.init(reason, progress.rawValue)
        if case .timeLimit = reason { help = "give it more time with --timeout" }
    }

    /// A run that was ended.
    ///
    /// - Parameter state: how far the run came, as the rest of a sentence.
    init(_ reason: Interruption.Reason, _ state: String) {
        switch reason {
        case .signal: self.init(.interrupted, state.isEmpty ? "interrupted" : "interrupted: \(state)")
        case .timeLimit(let limit):
            self.init(.runTimedOut, "the run took longer than \(limit.spelled): \(state)")
        }
    }
}

extension Failure {
    /// Why a run ended before everything was sent, answered and waited for, and how to go on; nil where all of it was.
    ///
    /// - Parameter isOfSavedPlan: whether a saved plan was carried out, which the state does not fit any more.
    init?(
        _ reason: Interruption.Reason?, _ outcome: ApplyOutcome, journal: String, hasWaited: Bool, isOfSavedPlan: Bool
    ) {
        let unsent = outcome.results.count(where: \.isNotSent)
        let unanswered = outcome.results.count(where: \.isUnsettled)
        let held = hasWaited ? outcome.results.filter { $0.action == .terminating } : []
        guard let reason, unsent + unanswered + held.count > 0 else { return nil }
        let parts = [
            unanswered > 0 ? "\(English.count(unanswered, "route")) got no answer in time" : nil,
            unsent > 0 ? "\(English.count(unsent, "route")) \(unsent == 1 ? "was" : "were") not sent" : nil,
            held.isEmpty ? nil : Self.stillThere(held),
        ]
        self.init(reason, parts.compactMap { $0 }.joined(separator: ", "))
        let limit = if case .timeLimit = reason { ", with more time for --timeout," } else { "" }
        guard isOfSavedPlan else {
            help = "run the same command again\(limit) to go on"
            if unanswered > 0 {
                help? += "; it looks up what became of what was sent, which '\(journal)' keeps until then"
            }
            return
        }
        help = "the state has moved on from the plan: make it anew, and apply that\(limit) to go on"
        if unanswered > 0 {
            help? +=
                "; before that, 'openmcf refresh' looks up what became of what was sent, which '\(journal)' keeps until then"
        }
    }

    /// That routes which were to go are being deleted when the run ends; nil where all are gone.
    ///
    /// - Parameter canWait: whether the command could have waited for them.
    init?(heldIn outcome: ApplyOutcome, canWait: Bool) {
        let held = outcome.results.filter { $0.action == .terminating }
        // A run of which something failed has that to tell, and its exit code.
        guard !held.isEmpty, !outcome.results.contains(where: { $0.failure != nil }) else { return nil }
        self.init(.stillThere, Self.stillThere(held))
        let owner = "whoever set the finalizer has to take it off; the state keeps the route until then"
        help = canWait ? owner + ". --wait waits for that" : owner
    }

    /// The routes that a wait did not see go, and what holds the first of them.
    private static func stillThere(_ held: [RouteOutcome]) -> String {
        let examples = held.prefix(3).compactMap(\.message).joined(separator: ", ")
        let more = held.count > 3 ? ", and \(held.count - 3) more" : ""
        return "\(English.count(held.count, "route")) \(held.count == 1 ? "is" : "are") still there: \(examples)\(more)"
    }
}
