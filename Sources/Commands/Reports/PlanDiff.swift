internal import Diagnostics
internal import Planning
internal import Values
internal import YAML

/// A plan as a unified diff of YAML, the way `kubectl diff` shows it.
enum PlanDiff {
    static func text(_ plan: Plan, style: TerminalStyle) -> String {
        let origin = origin(of: plan)
        let namespaces = plan.namespaces.map { namespace in
            let object: Value = [
                "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace.name)],
            ]
            return UnifiedDiff.text(
                from: "", to: YAMLWriter.text(object), oldName: "/dev/null", newName: "desired/\(namespace.name).yaml")
        }
        let routes = plan.changes.filter { $0.action != .unchanged }.map { text($0, origin: origin) }
        return (namespaces + routes).map { style.colours ? coloured($0, style) : $0 }.joined()
    }

    /// Where the objects before come from: without a cluster, what was last applied is all that is known.
    static func origin(of plan: Plan) -> String { plan.cluster == nil ? "state" : "live" }

    static func text(_ change: Change, origin: String) -> String {
        UnifiedDiff.text(
            from: change.before.map { YAMLWriter.text($0) } ?? "",
            to: change.after.map { YAMLWriter.text($0) } ?? "",
            oldName: change.before == nil ? "/dev/null" : "\(origin)/\(change.key).yaml",
            newName: change.after == nil ? "/dev/null" : "desired/\(change.key).yaml")
    }

    private static func coloured(_ diff: String, _ style: TerminalStyle) -> String {
        diff.split(separator: "\n").map { line in
            let text = String(line)
            if text.hasPrefix("---") || text.hasPrefix("+++") { return style(.bold, text) }
            if text.hasPrefix("@@") { return style(.cyan, text) }
            if text.hasPrefix("+") { return style(.green, text) }
            if text.hasPrefix("-") { return style(.red, text) }
            return text
        }.joined(separator: "\n") + "\n"
    }
}
