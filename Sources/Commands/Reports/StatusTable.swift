internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import Routing
internal import Values

/// How routes stand, for a person: a row for each parent, and where connections go.
struct StatusTable {
    var style = TerminalStyle.plain
    /// Whether it is also told who says so, and of which generation.
    var isWide = false
    /// Whether what to do is told below the rows.
    var hasAdvice = true
    /// The width of the screen on which the table is drawn anew; nil for a table that stays, whose lines may be long.
    var columns: Int?

    private struct Row {
        /// The columns before the last.
        let cells: [String]
        let colour: TerminalStyle.Colour
        let detail: String
        /// What stands below in the last column.
        var advice: String?
        /// What stands below, each on a line of its own.
        var connections: String?
        var deletion: String?
    }

    private var headings: [String] {
        ["ROUTE", "PARENT", "VERDICT"] + (isWide ? ["CONTROLLER", "GENERATION", "REASON"] : [])
    }

    /// The column of the verdicts.
    private static let verdictColumn = 2

    /// - Parameter missing: routes that are asked about and are not there.
    func lines(_ standings: [RouteStanding], missing: [ObjectKey] = []) -> [String] {
        let rows = standings.flatMap(rows) + missing.map(row)
        let table = [headings] + rows.map(\.cells)
        let widths = fitted(headings.indices.map { column in table.map { $0[column].count }.max() ?? 0 })
        let indentation = String(repeating: " ", count: widths.reduce(0) { $0 + $1 + 2 })
        var lines = [style(.bold, line(headings, widths) { text, _ in text } + "DETAIL")]
        for row in rows {
            lines.append(
                line(row.cells, widths) { $1 == Self.verdictColumn ? style(row.colour, $0) : $0 } + row.detail)
            if let advice = row.advice {
                for (number, text) in advice.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                    lines.append(indentation + (number == 0 ? style(.boldCyan, "help") + ": " : "      ") + text)
                }
            }
            if let connections = row.connections { lines.append("  → " + connections) }
            if let deletion = row.deletion { lines.append("  " + style(.boldYellow, deletion)) }
        }
        return lines
    }

    /// Widths with which the verdicts stay on the screen: names give way, and are cut in their middle.
    private func fitted(_ widths: [Int]) -> [Int] {
        guard let columns else { return widths }
        var widths = widths
        let wanted = widths.reduce(0) { $0 + $1 + 2 } + Self.detailWidth
        var excess = wanted - columns
        while excess > 0 {
            let names = 0..<Self.verdictColumn
            guard let widest = names.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.nameWidth else {
                break
            }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    /// So much of the last column is to be seen, and of a name.
    private static let detailWidth = 20
    private static let nameWidth = 12

    /// How many routes there are of each verdict.
    static func summary(_ standings: [RouteStanding], missing: [ObjectKey] = []) -> String {
        let verdicts = standings.map(\.verdict.verdict)
        var counts = Verdict.allCases.compactMap { verdict in
            let count = verdicts.count { $0 == verdict }
            return count == 0 ? nil : "\(count) \(verdict.rawValue)"
        }
        if !missing.isEmpty { counts.append("\(missing.count) missing") }
        return "\(English.count(standings.count + missing.count, "route")): \(counts.joined(separator: ", "))."
    }

    private func line(_ cells: [String], _ widths: [Int], _ styled: (String, Int) -> String) -> String {
        zip(cells, widths).enumerated().map { column, cell in
            let text = Self.shortened(cell.0, to: cell.1)
            return styled(text, column) + String(repeating: " ", count: cell.1 - text.count + 2)
        }.joined()
    }

    /// Names differ at their ends more often than in their middle.
    private static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        return text.prefix((width - 1) / 2) + "…" + text.suffix(width / 2)
    }

    private func rows(_ standing: RouteStanding) -> [Row] {
        let verdict = standing.verdict
        var rows = verdict.parents.enumerated().map { number, parent in
            let more = [
                parent.controller ?? "-", Self.generation(parent, verdict), parent.reason.isEmpty ? "-" : parent.reason,
            ]
            return Row(
                cells: ([
                    number == 0 ? verdict.key.description : "", parent.name(in: verdict.key.namespace),
                    parent.verdict.rawValue,
                ] + (isWide ? more : [])).map(printable),
                colour: parent.verdict.colour, detail: Self.oneLine(parent.message),
                advice: hasAdvice && parent.verdict != .ready ? parent.advice.map(printable) : nil)
        }
        if let last = rows.indices.last {
            rows[last].connections = Self.connections(standing).map(printable)
            rows[last].deletion = verdict.deletion.map { printable($0.description) }
        }
        return rows
    }

    private func row(_ missing: ObjectKey) -> Row {
        let cells = [printable(missing.description), "-", "missing"] + (isWide ? ["-", "-", "-"] : [])
        return Row(cells: cells, colour: .boldRed, detail: "the cluster has no such route")
    }

    /// What the controller has seen, and what there is.
    private static func generation(_ parent: ParentVerdict, _ verdict: RouteVerdict) -> String {
        guard let latest = verdict.generation else { return "-" }
        return "\(parent.observedGeneration.map(String.init) ?? "-")/\(latest)"
    }

    /// Where the connections go of the listeners that the route serves; nil where it serves none.
    private static func connections(_ standing: RouteStanding) -> String? {
        let listeners = standing.listeners.filter(\.serves).map { "\($0.gateway)/\($0.name) :\($0.port)" }
        guard !listeners.isEmpty, !standing.backends.isEmpty else { return nil }
        let backends = standing.backends.map { "\($0.name) \($0.share) (\($0.fate.words))" }
        return "\(listeners.joined(separator: ", ")): \(backends.joined(separator: ", "))"
    }

    /// A controller may have written several lines.
    static func oneLine(_ text: String) -> String {
        printable(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }
}

extension ParentVerdict {
    /// The parent as a table names it.
    func name(in namespace: String) -> String {
        reference.name.isEmpty ? "-" : reference.text(from: namespace)
    }
}

extension Verdict {
    fileprivate var colour: TerminalStyle.Colour {
        switch self {
        case .ready: .green
        case .pending, .silent, .stale: .boldYellow
        case .shadowed, .rejected: .boldRed
        case .orphaned: .dim
        }
    }
}

extension Flow.Backend.Fate {
    fileprivate var words: String {
        switch self {
        case .forwarded(let endpoints): English.count(endpoints, "ready endpoint")
        case .rejected(let why): "rejected: \(why)"
        case .unknown(let why): "not known: \(why)"
        }
    }
}
