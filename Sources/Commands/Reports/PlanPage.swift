internal import Diagnostics
internal import Pictures
internal import Planning
internal import Values

/// A plan as one page that needs nothing from elsewhere.
enum PlanPage {
    static func text(_ report: PlanReport) -> String {
        let plan = report.plan
        let changes = plan.changes.filter { $0.action != .unchanged }
        let plain = PlanText(style: .plain)
        var body = "<h1>\(HTMLText.escaped(plain.summary(plan)))</h1>\n"
        body += "<p>\(HTMLText.escaped(plain.heading(plan)))</p>\n"
        if let refusals = plain.refusals(plan) {
            let lines = plan.changes.flatMap { change in
                plain.conflicts(of: change, plan).map { "<li>\(HTMLText.escaped("\(change.key): \($0)"))</li>\n" }
            }
            body += "<h2>Refused</h2>\n<p>\(HTMLText.escaped(refusals))</p>\n<ul>\n" + lines.joined() + "</ul>\n"
        }
        if !plan.traffic.isEmpty {
            body += "<h2>Connections</h2>\n<ul>\n" + plan.traffic.map(item).joined() + "</ul>\n"
        }
        let sentences = plan.notes + plan.warnings + report.remarks
        if !sentences.isEmpty {
            body +=
                "<h2>Worth knowing</h2>\n<ul>\n" + sentences.map { "<li>\(HTMLText.escaped($0))</li>\n" }.joined()
                + "</ul>\n"
        }
        if !changes.isEmpty {
            body += "<h2>Routes</h2>\n" + changes.map { details($0, PlanDiff.origin(of: plan)) }.joined()
        }
        return HTMLText.page(title: "openmcf plan", style: style, body: body)
    }

    private static let style = """
        pre{overflow-x:auto;padding:.5rem;border:1px solid var(--line)}.add{color:var(--good)}.remove{color:var(--bad)}
        """

    private static func item(_ change: TrafficChange) -> String {
        let notes = change.notes.map { "<li>\(HTMLText.escaped($0))</li>" }.joined()
        return "<li>\(HTMLText.escaped(change.text))\(notes.isEmpty ? "" : "<ul>\(notes)</ul>")</li>\n"
    }

    private static func details(_ change: Change, _ origin: String) -> String {
        let lines = PlanDiff.text(change, origin: origin).split(separator: "\n").map { line in
            let name = line.hasPrefix("+") ? "add" : line.hasPrefix("-") ? "remove" : ""
            return "<span class=\"\(name)\">\(HTMLText.escaped(String(line)))</span>"
        }
        return """
            <details><summary>\(change.action) \(HTMLText.escaped("\(change.key)"))</summary>
            <pre>\(lines.joined(separator: "\n"))</pre></details>

            """
    }
}
