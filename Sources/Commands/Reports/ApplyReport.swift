internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Planning
internal import State
internal import Values

/// What an apply or a destroy came to.
struct ApplyReport {
    let outcome: ApplyOutcome
    let plan: Plan
    var warnings: [String] = []
    /// Why the run ended before all was done.
    var ending: Failure?
    /// What waiting for the routes came to; nil where nothing was waited for.
    var waiting: WaitReport?
    /// That routes which were to go are still there; nil where all of them are gone.
    var held: Failure?

    private var results: [RouteOutcome] { outcome.results }

    private func count(_ action: RouteOutcome.Action) -> Int { results.count { $0.action == action } }

    var status: ExitStatus {
        if let ending { return ending.status }
        guard let first = results.lazy.compactMap(\.failure).first else {
            return (waiting?.ending ?? held)?.status ?? .success
        }
        let hasWritten = results.contains { [.created, .updated, .deleted, .terminating].contains($0.action) }
        return hasWritten ? .partial : first.status
    }

    // MARK: - Text

    func text(verb: String, style: TerminalStyle) -> String {
        let failed = count(.failed)
        let isComplete = failed + count(.terminating) == 0
        var text = style(isComplete ? .green : .red, isComplete ? "\(verb) complete:" : "\(verb) incomplete:")
        text +=
            " \(count(.created)) created, \(count(.updated)) updated, \(count(.deleted)) deleted, \(count(.unchanged)) unchanged"
        let others = [
            (failed, "failed"), (count(.terminating), "being deleted"), (count(.gone), "gone already"),
            (count(.leftAlone), "left alone"),
        ]
        for (count, words) in others where count > 0 { text += ", \(count) \(words)" }
        text += ".\n"
        let outputs = results.compactMap(\.outputs)
        guard !outputs.isEmpty, outputs.count <= 20 else { return text }
        text += "\nOutputs:\n"
        for output in outputs { text += "  routeName = \(output.routeName), namespace = \(output.namespace)\n" }
        return text
    }

    /// The routes that failed: of one code the first few in full, the others by name unless `--verbose` asks for all.
    ///
    /// What the end of the run left undone is told once, with the ending.
    func failures(_ routes: [RouteManifest], _ context: CommandContext) -> String {
        guard results.contains(where: { $0.failure != nil }) else { return "" }
        let manifests = Dictionary(routes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let limit = context.verbose ? .max : DiagnosticDigest.usualLimit
        var text = ""
        var codes: [String] = []
        var keys: [String: [RouteKey]] = [:]
        for result in results {
            guard let failure = result.failure, !failure.isEndOfRun else { continue }
            if keys[failure.code] == nil { codes.append(failure.code) }
            keys[failure.code, default: []].append(result.key)
            if keys[failure.code, default: []].count <= limit {
                text += Self.text(result, failure, manifests[result.key], context)
            }
        }
        for code in codes { text += Self.rest(keys[code, default: []].dropFirst(limit), code, context) }
        return text
    }

    /// Why a route failed, at its lines where the server named fields.
    private static func text(
        _ result: RouteOutcome, _ failure: RouteFailure, _ route: RouteManifest?, _ context: CommandContext
    ) -> String {
        let style = context.errorStyle
        var text = style(.boldRed, "error") + ": \(printable(sentence(result, failure)))\n"
        if let help = failure.help.map(context.invocation.completing) {
            text += FailureReport.help(help, indentation: "  ", style)
        }
        guard case .server(let error) = failure, let route else { return text }
        let diagnostics = ServerDiagnostics.diagnostics(for: error, route)
        return diagnostics.isEmpty ? text : text + TextRenderer(style: style).render(diagnostics)
    }

    /// Those of one code that are not told in full.
    private static func rest(_ keys: ArraySlice<RouteKey>, _ code: String, _ context: CommandContext) -> String {
        guard !keys.isEmpty else { return "" }
        let names = English.first(10, of: keys.map { "\($0)" })
        let words = "\(English.count(keys.count, "more route")) failed like this: \(names); -v shows all"
        return context.errorStyle(.boldRed, "error") + ": \(printable(words)) [\(code)]\n"
    }

    private static func sentence(_ result: RouteOutcome, _ failure: RouteFailure) -> String {
        // Most of these name the route themselves.
        if case .refused(let error) = failure, !error.isOfNamespace { return error.message }
        return "\(result.key): \(failure.message)" + (result.message.map { "; \($0)" } ?? "")
    }

    // MARK: - JSON

    var value: Value {
        var summary = Object()
        for action in [RouteOutcome.Action.created, .updated, .deleted, .unchanged, .failed] {
            summary[action.rawValue] = .int(Int64(count(action)))
        }
        let statuses = waiting?.statuses(apiVersion: plan.apiVersion) ?? [:]
        var object: Object = ["formatVersion": .string(FormatVersion.current)]
        object.merge(PlannedCluster.members(plan.cluster))
        object.merge([
            "summary": .object(summary), "resources": .array(results.map { value($0, statuses[$0.objectKey]) }),
            "removed": .array(plan.orphans.map { .object(ObjectReference($0, route: plan.apiVersion).members()) }),
            "warnings": .array(warnings.map(Value.string)),
        ])
        object["unsettledJournal"] = outcome.unsettledJournal.map(Value.string)
        object["error"] = (ending ?? waiting?.ending ?? held)?.error
        return .object(object)
    }

    /// - Parameter status: how the route stands, where it was waited for.
    private func value(_ result: RouteOutcome, _ status: Value?) -> Value {
        var object: Object = [
            "action": .string(result.action.rawValue),
            "resource": .object(result.reference.members(uid: result.uid)),
        ]
        object["outputs"] = result.outputs.map(OutputsReport.value)
        object["message"] = result.message.map(Value.string)
        object["deletion"] = result.deletion?.value
        object["error"] = result.failure.map(value)
        if result.outputs != nil { object["status"] = status }
        return .object(object)
    }

    private func value(_ failure: RouteFailure) -> Value {
        var code = failure.code
        if case .notSent = failure, let ending { code = ending.code }
        var object: Object = ["code": .string(code), "message": .string(failure.message)]
        object["help"] = failure.help.map(Value.string)
        if case .server(let error) = failure {
            object["causes"] = .array(
                (error.status?.causes ?? []).map {
                    ["field": .string($0.field), "reason": .string($0.reason), "message": .string($0.message)]
                })
        }
        return .object(object)
    }
}

extension RouteOutcome {
    /// The route, as routing names it.
    var objectKey: ObjectKey { ObjectKey(key) }
}

extension RouteFailure {
    /// Whether it is the end of the run that made it fail.
    fileprivate var isEndOfRun: Bool {
        switch self {
        case .notSent: true
        case .server(let error), .unsettled(let error, _): error.code == .cancelled
        case .refused: false
        }
    }

    fileprivate var code: String {
        switch self {
        case .server(let error), .unsettled(let error, _): error.code.rawValue
        case .refused(let error): error.code.rawValue
        case .notSent: Failure.Code.interrupted.rawValue
        }
    }

    fileprivate var message: String {
        switch self {
        case .server(let error): error.message
        case .refused(let error): error.message
        case .notSent: "the run ended before this was sent"
        case .unsettled(let error, let lookUp): "\(error.message); looking it up failed as well: \(lookUp.message)"
        }
    }

    fileprivate var help: String? {
        switch self {
        case .server(let error): error.help
        case .refused(let error): error.help
        case .notSent: nil
        case .unsettled(_, let lookUp): lookUp.help
        }
    }

    fileprivate var status: ExitStatus {
        switch self {
        case .server(let error), .unsettled(let error, _): Failure(error).status
        case .refused(let error): Failure(error).status
        case .notSent: .interrupted
        }
    }
}
