/// What a person is shown of the diagnostics of a run: few enough to be read, and the worst last, where the eye rests.
///
/// Warnings and notes come first and errors after them, each in the order given. Of one code only the first few are
/// shown, the others are counted. A help text of several lines, such as an object to apply, is shown once, with the
/// routes that it is for.
package struct DiagnosticDigest: Sendable {
    /// How many diagnostics of one code a person is shown unless they ask for all.
    package static let usualLimit = 3

    /// A diagnostic that is shown.
    struct Entry: Sendable {
        var diagnostic: Diagnostic
        /// The routes that its help is for, where it stands for that of several diagnostics.
        var helpRoutes: [String] = []
    }

    /// The diagnostics of one code and severity that are counted only.
    struct Rest: Sendable {
        let severity: Diagnostic.Severity
        let code: DiagnosticCode
        var count: Int
    }

    /// Diagnostics that stand together, and what is left out of them.
    struct Section: Sendable {
        var entries: [Entry] = []
        var rests: [Rest] = []
    }

    /// Warnings and notes, then errors; a section may be empty.
    let sections: [Section]
    /// How many names of a list are spelled out; the others are counted.
    let limit: Int

    /// - Parameter limit: how many diagnostics of one code are shown; nil shows all.
    package init(_ diagnostics: [Diagnostic], limit: Int? = usualLimit) {
        let limit = limit ?? .max
        var helps = SharedHelps(diagnostics)
        let parts = [diagnostics.filter { $0.severity != .error }, diagnostics.filter { $0.severity == .error }]
        sections = parts.map { Self.section($0, limit, &helps) }
        self.limit = limit
    }

    private struct Kind: Hashable {
        let severity: Diagnostic.Severity
        let code: DiagnosticCode
    }

    private static func section(
        _ diagnostics: [Diagnostic], _ limit: Int, _ helps: inout SharedHelps
    ) -> Section {
        var section = Section()
        var counts: [Kind: Int] = [:]
        var positions: [Kind: Int] = [:]
        for diagnostic in diagnostics {
            let kind = Kind(severity: diagnostic.severity, code: diagnostic.code)
            counts[kind, default: 0] += 1
            if counts[kind, default: 0] <= limit {
                section.entries.append(helps.entry(diagnostic))
            } else if let position = positions[kind] {
                section.rests[position].count += 1
            } else {
                positions[kind] = section.rests.count
                section.rests.append(Rest(severity: kind.severity, code: kind.code, count: 1))
            }
        }
        return section
    }
}

/// The help texts of several lines, each with the routes it is for, until it is shown.
private struct SharedHelps {
    private struct Use {
        var routes: [String] = []
        var seen: Set<String> = []
        var isShown = false
    }

    private var uses: [String: Use] = [:]

    init(_ diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics {
            guard let help = diagnostic.help, Self.isShared(help) else { continue }
            var use = uses.removeValue(forKey: help) ?? Use()
            if let route = diagnostic.resource, use.seen.insert(route).inserted { use.routes.append(route) }
            uses[help] = use
        }
    }

    /// One line is shorter than to say where else it was shown.
    private static func isShared(_ help: String) -> Bool { help.utf8.contains(UInt8(ascii: "\n")) }

    /// The diagnostic with its help where that is shown for the first time, and without it later.
    mutating func entry(_ diagnostic: Diagnostic) -> DiagnosticDigest.Entry {
        guard let help = diagnostic.help, let use = uses[help] else { return .init(diagnostic: diagnostic) }
        guard !use.isShown else {
            var diagnostic = diagnostic
            diagnostic.help = nil
            return .init(diagnostic: diagnostic)
        }
        uses[help]?.isShown = true
        return .init(diagnostic: diagnostic, helpRoutes: use.routes.count > 1 ? use.routes : [])
    }
}
