internal import Applying
internal import Diagnostics
internal import Planning
internal import State
internal import Values

/// What a refresh found and recorded.
struct RefreshReport {
    let refresh: Refresh
    let cluster: PlannedCluster
    let warnings: [String]

    func text(style: TerminalStyle) -> String {
        let plan = PlanText(style: style)
        let left = refresh.routes.filter { $0.finding == .leftAlone }.map { entry in
            "\(entry.route.kind) \(entry.route.key) is somebody else's now: it is left alone, and leaves the state\n"
        }
        let lines = refresh.drift.filter { change in
            refresh.routes.contains { $0.route.key == change.key && $0.finding != .leftAlone }
        }.map(plan.drift)
        let counts = [
            (Refresh.Finding.unchanged, "as recorded"), (.changed, "changed"), (.gone, "gone"),
            (.leftAlone, "left alone"),
        ].compactMap { finding, words in
            let count = refresh.count(finding)
            return count > 0 || finding == .unchanged ? "\(count) \(words)" : nil
        }
        return (lines + left).joined() + style(.green, "Refresh complete:") + " \(counts.joined(separator: ", ")).\n"
    }

    var value: Value {
        var object: Object = ["formatVersion": .string(FormatVersion.current)]
        object.merge(PlannedCluster.members(cluster))
        object["summary"] = .object(
            Object(Refresh.Finding.allCases.map { ($0.rawValue, .int(Int64(refresh.count($0)))) }))
        object["resources"] = .array(
            refresh.routes.map { entry in
                ["action": .string(entry.finding.rawValue), "resource": resource(entry.route)]
            })
        object["drift"] = .array(refresh.drift.map(PlanCodec.drift))
        object["warnings"] = .array(warnings.map(Value.string))
        return .object(object)
    }

    private func resource(_ route: StateRoute) -> Value {
        ApplyReport.resource(route.key, route.kind, route.apiVersion, uid: route.uid)
    }
}
