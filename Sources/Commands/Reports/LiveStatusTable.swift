internal import GatewayAPI
internal import Routing

/// How routes stand, as a table that is drawn anew on a terminal: what is not as it should be comes first, and no more
/// is laid out than can be seen.
struct LiveStatusTable {
    private var table: StatusTable
    private let screen: Screen

    init(_ table: StatusTable, _ screen: Screen) {
        self.table = table
        self.table.columns = screen.columns
        self.screen = screen
    }

    /// - Parameter missing: routes that are asked about and are not there.
    func lines(_ standings: [RouteStanding], missing: [ObjectKey] = []) -> [String] {
        let count = standings.count + missing.count
        // A heading, and a line that counts where not all can be seen.
        let room = max(screen.rows - 3, 1)
        guard count > room else { return table.lines(standings, missing: missing) }
        let isReady = standings.map { $0.verdict.verdict == .ready }
        let open = zip(standings, isReady).filter { !$1 }.map(\.0)
        let settled = zip(standings, isReady).filter { $1 }.map(\.0)
        let shownMissing = Array(missing.prefix(room))
        let shown = Array(
            (open.prefix(room) + settled.prefix(max(0, room - open.count))).prefix(room - shownMissing.count))
        // Each route has the one line that fits; what is behind it is told at the end.
        var brief = table
        brief.hasAdvice = false
        let rows = brief.lines(shown.map { RouteStanding(verdict: $0.verdict) }, missing: shownMissing).prefix(room + 1)
        return rows + [StatusTable.summary(standings, missing: missing)]
    }
}
