internal import Applying
internal import Diagnostics
internal import Planning
internal import Values

/// What a doctor found.
enum DoctorReport {
    private static let outcomeWidth = 9
    private static let nameWidth = 16
    /// More namespaces than these of which the same is to be said share a line.
    private static let namespacesShown = 5

    // MARK: - Text

    /// Checks for a person, a line for each and what belongs to it indented; without those that an obstacle skipped.
    static func text(_ checks: [Check], style: TerminalStyle) -> String {
        grouped(checks.filter { $0.obstacle == nil }).map { text($0.check, namespaces: $0.namespaces, style) }.joined()
    }

    /// The checks in their order; those that say the same of different namespaces are one.
    private static func grouped(_ checks: [Check]) -> [(check: Check, namespaces: [String])] {
        guard checks.count > namespacesShown else { return checks.map { ($0, [$0.namespace].compactMap { $0 }) } }
        var groups: [(check: Check, namespaces: [String])] = []
        for check in checks {
            let isSame = groups.last.map { $0.check.isSame(as: check) } ?? false
            if !isSame { groups.append((check, [])) }
            if let namespace = check.namespace { groups[groups.count - 1].namespaces.append(namespace) }
        }
        return groups
    }

    private static func text(_ check: Check, namespaces: [String], _ style: TerminalStyle) -> String {
        let place = namespaces.isEmpty ? "" : "\(English.first(namespacesShown, of: namespaces)): "
        let indentation = String(repeating: " ", count: outcomeWidth + nameWidth)
        var text = style(check.outcome.colour, check.outcome.rawValue.padded(to: outcomeWidth))
        text += check.name.rawValue.padded(to: nameWidth) + printable(place + check.detail) + "\n"
        for note in check.notes { text += indentation + style(.dim, printable(note)) + "\n" }
        guard let help = check.help else { return text }
        return text + FailureReport.help(help, indentation: indentation, style)
    }

    /// What was skipped, and how many checks there are of each outcome.
    static func summary(_ checks: [Check], style: TerminalStyle) -> String {
        let skipped = Check.Name.allCases.compactMap { obstacle in
            let names = checks.filter { $0.obstacle == obstacle }.map(\.name.rawValue)
            return names.isEmpty ? nil : "not looked at, since '\(obstacle)' failed: \(names.joined(separator: ", "))"
        }
        let lines = skipped.map { style(.dim, Check.Outcome.skipped.rawValue.padded(to: outcomeWidth)) + $0 + "\n" }
        let counts = Check.Outcome.allCases.compactMap { outcome in
            let count = checks.count { $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }
        return lines.joined() + "\n\(English.count(checks.count, "check")): \(counts.joined(separator: ", ")).\n"
    }

    // MARK: - JSON

    static func value(_ checks: [Check], _ cluster: PlannedCluster?) -> Value {
        var summary = Object()
        for outcome in Check.Outcome.allCases {
            summary[outcome.rawValue] = .int(Int64(checks.count { $0.outcome == outcome }))
        }
        var object: Object = ["formatVersion": .string(FormatVersion.current)]
        object.merge(PlannedCluster.members(cluster))
        object["healthy"] = .bool(!checks.contains { $0.outcome == .failed })
        object["summary"] = .object(summary)
        object["checks"] = .array(checks.map(value))
        return .object(object)
    }

    private static func value(_ check: Check) -> Value {
        var object: Object = ["name": .string(check.name.rawValue), "outcome": .string(check.outcome.rawValue)]
        object["namespace"] = check.namespace.map(Value.string)
        object["detail"] = .string(check.detail)
        if !check.notes.isEmpty { object["notes"] = .array(check.notes.map(Value.string)) }
        object["help"] = check.help.map(Value.string)
        if !check.facts.isEmpty { object["facts"] = .object(check.facts) }
        return .object(object)
    }
}

extension Check {
    /// Whether the same is to be said, if of another namespace.
    fileprivate func isSame(as other: Check) -> Bool {
        (name, outcome, detail, help) == (other.name, other.outcome, other.detail, other.help) && notes == other.notes
    }

    /// The exit code of an apply that meets the failure.
    var status: ExitStatus {
        switch name {
        case .manifests: .invalidManifest
        case .api, .bundle, .namespace: .failure
        case .configuration, .credentials, .name, .proxy, .connection, .tls, .server, .authentication, .permissions,
            .clock:
            .cluster
        }
    }
}

extension Check.Outcome {
    fileprivate var colour: TerminalStyle.Colour {
        switch self {
        case .ok: .green
        case .warning: .boldYellow
        case .failed: .boldRed
        case .skipped: .dim
        }
    }
}
