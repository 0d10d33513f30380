internal import Diagnostics
internal import Planning
internal import Values

/// A plan as a comment for a pull request: a table, the effect on connections, and the differences folded.
enum PlanMarkdown {
    /// What GitHub takes is 65,536 characters; the rest is left for what others put around it.
    static let limit = 60_000

    static func text(_ report: PlanReport) -> String {
        let plan = report.plan
        let changes = plan.changes.filter { $0.action != .unchanged }
        let plain = PlanText(style: .plain)
        var text = "### openmcf: \(plain.summary(plan))\n\n\(escaped(plain.heading(plan)))\n"
        var blocks: [String] = []
        if !plan.traffic.isEmpty {
            blocks.append(
                "\n**Connections**\n\n"
                    + plan.traffic.map { change in
                        "- \(code(change.text))\n" + change.notes.map { "  - \(escaped($0))\n" }.joined()
                    }.joined())
        }
        if let refusals = plain.refusals(plan) {
            let lines = plan.changes.flatMap { change in
                plain.conflicts(of: change, plan).map { "- \(code("\(change.key)")): \(escaped($0))\n" }
            }
            blocks.append("\n**Refused:** \(escaped(refusals))\n\n" + lines.joined())
        }
        let sentences = plan.notes + (plan.warnings + report.remarks).map { "⚠ \($0)" }
        if !sentences.isEmpty { blocks.append("\n" + sentences.map { "- \(escaped($0))\n" }.joined()) }
        if !changes.isEmpty { blocks.append(table(changes)) }
        blocks += changes.map { details($0, PlanDiff.origin(of: plan)) }
        var left = blocks.count
        for block in blocks {
            let rest = "\n_\(left) more parts do not fit into a comment; `openmcf plan` shows all._\n"
            guard text.count + block.count + rest.count <= limit else { return text + rest }
            text += block
            left -= 1
        }
        return text
    }

    private static func table(_ changes: [Change]) -> String {
        // A table of ten thousand rows helps nobody.
        let shown = changes.prefix(200)
        let more = changes.count > shown.count ? "\n_and \(changes.count - shown.count) more_\n" : ""
        return "\n| | route | fields |\n|---|---|---|\n"
            + shown.map { change in
                let fields =
                    change.action == .update ? change.fields.map { code("\($0.path)") }.joined(separator: ", ") : ""
                return "| \(change.action) | \(code("\(change.key)")) | \(fields) |\n"
            }.joined() + more
    }

    private static func details(_ change: Change, _ origin: String) -> String {
        let diff = PlanDiff.text(change, origin: origin)
        // The fence is longer than any in the text.
        let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: diff) + 1))
        return """

            <details><summary>\(change.action) <code>\(html("\(change.key)"))</code></summary>

            \(fence)diff
            \(diff)\(fence)
            </details>

            """
    }

    private static func code(_ text: String) -> String {
        let text = printable(text).replacing("|", with: "\\|").replacing("\n", with: " ")
        let ticks = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        return ticks.count > 1 ? "\(ticks) \(text) \(ticks)" : "`\(text)`"
    }

    /// Text that Markdown leaves as it is.
    private static func escaped(_ text: String) -> String {
        printable(text).reduce(into: "") { result, character in
            if character == "\n" { return result += " " }
            if "\\`*_[]<>|#@".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    private static func html(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var (longest, current) = (0, 0)
        for other in text {
            current = other == character ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
