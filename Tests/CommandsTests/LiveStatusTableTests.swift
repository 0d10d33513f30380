import GatewayAPI
import Testing
import Values

@testable import Commands
@testable import Routing

/// The table of verdicts that is drawn anew on a terminal.
struct LiveStatusTableTests {
    private static func standing(_ name: String, _ verdict: Verdict) -> RouteStanding {
        let parent = ParentVerdict(
            reference: ParentReference(["name": "gw"]), index: 0, verdict: verdict, reason: "", message: "words")
        return RouteStanding(
            verdict: RouteVerdict(key: ObjectKey("db", name), uid: nil, generation: nil, parents: [parent]))
    }

    private static func lines(_ standings: [RouteStanding], columns: Int = 80, rows: Int = 24) -> [String] {
        let screen = Screen(columns: columns, rows: rows)
        return screen.fitting(LiveStatusTable(StatusTable(), screen).lines(standings))
    }

    @Test func aFewRoutes() {
        #expect(
            Self.lines([Self.standing("a", .ready), Self.standing("b", .pending)]) == [
                "ROUTE  PARENT  VERDICT  DETAIL", "db/a   db/gw   ready    words", "db/b   db/gw   pending  words",
            ])
    }

    /// Of many those come first that are waited for, and all are counted.
    @Test func moreThanFit() {
        let ready = (0..<1000).map { Self.standing("r\($0)", .ready) }
        let standings = ready + [Self.standing("late", .pending), Self.standing("never", .rejected)]
        #expect(
            Self.lines(standings, rows: 7) == [
                "ROUTE     PARENT  VERDICT   DETAIL", "db/late   db/gw   pending   words",
                "db/never  db/gw   rejected  words", "db/r0     db/gw   ready     words",
                "db/r1     db/gw   ready     words", "1002 routes: 1000 ready, 1 pending, 1 rejected.",
            ])
    }

    /// Names give way, so that the verdict stays on the screen.
    @Test(arguments: [
        (60, "db/a-rathe…the-screen  db/gw   pending  words"), (40, "db/a-…screen  db/gw   pending  words"),
        (20, "db/a-…screen  db/gw…"),
    ])
    func aNarrowScreen(columns: Int, row: String) {
        let lines = Self.lines([Self.standing("a-rather-long-name-for-on-the-screen", .pending)], columns: columns)
        #expect(lines.last == row)
        #expect(lines.allSatisfy { $0.count <= columns })
    }
}
