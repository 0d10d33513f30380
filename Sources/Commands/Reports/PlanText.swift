internal import Diagnostics
internal import GatewayAPI
internal import Planning
internal import Values
internal import YAML

/// A plan for a person: the cluster, one block per route that changes, one line per field, and a sum.
struct PlanText {
    private static let maximumValueLength = 100

    let style: TerminalStyle

    func text(_ plan: Plan) -> String {
        heading(plan) + "\n\n" + body(plan)
    }

    /// Says which cluster the plan is for.
    func heading(_ plan: Plan) -> String {
        guard let cluster = plan.cluster else {
            return style(.bold, "Cluster:") + " none was asked; this is from the state alone"
        }
        return style(.bold, "Cluster:") + " " + printable("\(cluster)")
    }

    private func body(_ plan: Plan) -> String {
        var text = ""
        for change in plan.drift { text += drift(change) }
        for namespace in plan.namespaces {
            text += style(.green, "+ create") + " " + style(.bold, "Namespace \(namespace.name)") + "\n"
        }
        for change in plan.changes where change.action != .unchanged { text += block(change, plan) }
        // What is left alone is among the warnings.
        for skipped in plan.skippedDeletions where !skipped.isLeftAlone {
            text += style(.dim, "  \(printable(skipped.message))") + "\n"
        }
        for key in plan.orphans {
            text +=
                style(.dim, "  \(key) is in the state but not in the manifests; it is left alone (--prune deletes it)")
                + "\n"
        }
        text += traffic(plan)
        for warning in plan.warnings { text += style(.boldYellow, "warning") + ": " + printable(warning) + "\n" }
        if !text.isEmpty { text += "\n" }
        return text + summary(plan) + "\n" + (refusals(plan).map { style(.boldRed, "Refused:") + " \($0).\n" } ?? "")
    }

    /// What an apply would not carry out and what that takes, such as "2 routes need --force-conflicts"; nil for nothing.
    func refusals(_ plan: Plan) -> String? {
        var counts: [(reason: [Refusal], count: Int)] = []
        for change in plan.changes {
            // What the server says against a route is told with it.
            let reason = plan.refusals(of: change).map { refusal in
                if case .rejected = refusal { Refusal.rejected(Rejection(code: "", message: "")) } else { refusal }
            }
            if reason.isEmpty { continue }
            if let index = counts.firstIndex(where: { $0.reason == reason }) {
                counts[index].count += 1
            } else {
                counts.append((reason, 1))
            }
        }
        if counts.isEmpty { return nil }
        return counts.map { "\(English.count($0.count, "route")) \(Self.words($0.reason, $0.count == 1))" }
            .joined(separator: "; ")
    }

    private static func words(_ reason: [Refusal], _ isOne: Bool) -> String {
        let flags = reason.compactMap(\.flag)
        if !flags.isEmpty { return (isOne ? "needs " : "need ") + flags.joined(separator: " and ") }
        if reason.contains(.beingDeleted) { return (isOne ? "is" : "are") + " being deleted" }
        return (isOne ? "is" : "are") + " refused by the API server"
    }

    /// What it does to connections, a line for each listener, and what is not known of that.
    func traffic(_ plan: Plan) -> String {
        var text = ""
        for change in plan.traffic {
            text += style(.cyan, "→") + " " + style(.bold, printable(change.text)) + "\n"
            for note in change.notes { text += "    " + printable(note) + "\n" }
        }
        for note in plan.notes { text += style(.boldCyan, "note") + ": " + printable(note) + "\n" }
        return text
    }

    func summary(_ plan: Plan) -> String {
        guard !plan.changes.isEmpty else { return style(.green, "Nothing to do.") }
        guard plan.hasChanges else {
            return style(.green, "No changes.") + " \(English.count(plan.count(.unchanged), "route")) as declared."
        }
        return style(.bold, "Plan:")
            + " \(plan.count(.create)) to create, \(plan.count(.update)) to update, \(plan.count(.delete)) to delete, \(plan.count(.unchanged)) unchanged."
    }

    private func block(_ change: Change, _ plan: Plan) -> String {
        let (sign, colour) = mark(change.action)
        var text = style(colour, "\(sign) \(change.action)") + " " + style(.bold, "\(change.reference)")
        if let source = change.source { text += style(.dim, "  (\(printable("\(source)")))") }
        text += "\n"
        if let obstacle = change.namespaceObstacle, let namespace = change.key.namespace {
            let words = obstacle == .missing ? "does not exist" : "is being deleted and takes no new routes"
            text += "    " + style(.boldYellow, "the namespace '\(namespace)' \(words)") + "\n"
        }
        if let deletion = change.deletion {
            text +=
                "    " + style(.boldYellow, "the live one \(printable(deletion.description))")
                + "; only once it is gone can this be applied\n"
        }
        let taken = plan.takeover.adopts ? "; it is taken over" : ""
        switch change.foreignOwner {
        case .stack(let lineage):
            text += "    " + style(.boldYellow, "belongs to another stack") + " (lineage \(lineage))\(taken)\n"
        case .managers(let managers):
            let names = managers.isEmpty ? "" : " (managed by \(managers.joined(separator: ", ")))"
            text += "    " + style(.boldYellow, "exists already and is not this stack's") + names + taken + "\n"
        case nil: break
        }
        if change.deletion != nil { return text }
        if change.action == .create, let spec = change.after?["spec"] {
            text += indented(YAMLWriter.text(["spec": spec]), style(.green, "+"))
        } else if change.action == .update {
            for field in change.fields { text += line(field) }
        }
        return text + conflicts(of: change, plan).map { "    \($0)\n" }.joined()
    }

    /// What others have set otherwise and what the server says against it, a line each.
    func conflicts(of change: Change, _ plan: Plan) -> [String] {
        let word = plan.takeover.forcesConflicts ? style(.boldYellow, "taken over") : style(.boldRed, "conflict")
        let now = WallClock.now
        return change.conflicts.flatMap { $0.lines(now: now) }.map { word + " " + printable($0) }
            + [change.rejection].compactMap { $0 }.map {
                style(.boldRed, "refused") + " by the API server: " + printable($0.message)
            }
    }

    private func line(_ field: FieldChange) -> String {
        let change: String
        switch (field.before, field.after) {
        case (nil, let after): change = style(.green, "+") + " \(field.path): " + style(.green, value(after))
        case (let before, nil): change = style(.red, "-") + " \(field.path): " + style(.red, value(before))
        case (let before, let after):
            change =
                style(.yellow, "~") + " \(field.path): " + style(.red, value(before)) + " → "
                + style(.green, value(after))
        }
        var text = "    " + change
        if let manager = field.manager { text += style(.dim, "  (set by \(manager))") }
        if let source = field.source { text += style(.dim, "  (\(printable("\(source)")))") }
        return text + "\n"
    }

    /// A route that others changed since the last apply, with its fields.
    func drift(_ change: Change) -> String {
        var text = style(.boldYellow, "! drift") + " " + style(.bold, "\(change.reference)")
        guard change.action != .delete else { return text + ": deleted outside of openmcf\n" }
        text += ": changed outside of openmcf\n"
        for field in change.fields {
            text += "    \(field.path): \(value(field.before)) → \(value(field.after))"
            if let manager = field.manager { text += style(.dim, "  (by \(manager))") }
            text += "\n"
        }
        return text
    }

    private func mark(_ action: Change.Action) -> (String, TerminalStyle.Colour) {
        switch action {
        case .create: ("+", .green)
        case .update: ("~", .yellow)
        case .delete: ("-", .red)
        case .unchanged: (" ", .dim)
        }
    }

    private func value(_ value: Value?) -> String {
        guard let value else { return "(none)" }
        let text = printable(JSONWriter.text(value))
        return text.count > Self.maximumValueLength ? text.prefix(Self.maximumValueLength - 1) + "…" : text
    }

    private func indented(_ text: String, _ sign: String) -> String {
        text.split(separator: "\n").map { "    \(sign) \($0)\n" }.joined()
    }
}
