internal import Diagnostics
internal import Planning
internal import State

/// What is left of a state that is not there: its backup, and the mark on the routes that it knew.
enum LostState {
    /// How to go on with the backup; nil when there is none either.
    static func advice(_ store: StateStore) -> String? {
        guard store.hasBackup else { return nil }
        return "the backup of a state is beside it; this puts it back: cp \(shellWord(store.backupPath)) "
            + shellWord(store.path)
    }

    /// Sentences about a plan that was made without a state, where there seems to have been one.
    static func warnings(_ plan: Plan, _ snapshot: StateSnapshot, _ store: StateStore) -> [String] {
        guard snapshot.serial == 0, snapshot.routeCount == 0 else { return [] }
        return [advice(store).map { "there is no state at '\(store.path)', but \($0)" }].compactMap { $0 } + marks(plan)
    }

    private static func marks(_ plan: Plan) -> [String] {
        let lineages = plan.changes.compactMap { change -> String? in
            guard case .stack(let lineage) = change.foreignOwner else { return nil }
            return lineage
        }
        return Dictionary(grouping: lineages) { $0 }.sorted { $0.key < $1.key }.map { lineage, routes in
            let count = routes.count == 1 ? "1 route carries" : "\(routes.count) routes carry"
            return "\(count) the mark of another stack; if that is this one, whose state was lost, continue it with "
                + "--lineage \(lineage)"
        }
    }
}
