internal import Applying
internal import Diagnostics
internal import KubernetesClient
internal import Manifests
internal import Nodes
internal import Planning
internal import State

/// What an apply or a destroy came to.
struct ApplyReport {
    let outcome: ApplyOutcome
    /// Whether the run waited for routes to be gone.
    var hasWaited = false

    private var results: [RouteResult] { outcome.results }

    private func count(_ action: RouteResult.Action) -> Int { results.count { $0.action == action } }

    var status: ExitStatus {
        let failures = results.compactMap(\.failure)
        guard let first = failures.first else {
            return hasWaited && count(.terminating) > 0 ? .timedOut : .success
        }
        if failures.contains(where: \.isInterruption) { return .interrupted }
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

    /// Why a route failed, at its lines where the server named fields.
    static func text(_ result: RouteResult, _ route: RouteManifest?, style: TerminalStyle) -> String {
        guard let failure = result.failure else { return "" }
        var text = style(.boldRed, "error") + ": \(printable(sentence(result, failure)))\n"
        if let help = failure.help {
            let lines = printable(help).split(separator: "\n", omittingEmptySubsequences: false)
            text += "  " + style(.boldCyan, "help") + ": " + lines.joined(separator: "\n        ") + "\n"
        }
        guard case .server(let error) = failure, let route else { return text }
        let diagnostics = ServerDiagnostics.diagnostics(for: error, route)
        return diagnostics.isEmpty ? text : text + TextRenderer(style: style).render(diagnostics)
    }

    private static func sentence(_ result: RouteResult, _ failure: RouteFailure) -> String {
        if case .refused(let error) = failure { return error.message }
        return "\(result.key): \(failure.message)" + (result.message.map { "; \($0)" } ?? "")
    }

    // MARK: - JSON

    var value: Value {
        var summary = Object()
        for action in [RouteResult.Action.created, .updated, .deleted, .unchanged, .failed] {
            summary[action.rawValue] = .int(Int64(count(action)))
        }
        var object: Object = [
            "formatVersion": "1.0", "summary": .object(summary), "resources": .array(results.map(Self.value)),
        ]
        object["unsettledJournal"] = outcome.unsettledJournal.map(Value.string)
        return .object(object)
    }

    private static func value(_ result: RouteResult) -> Value {
        var resource: Object = ["apiVersion": .string(result.apiVersion), "kind": .string(result.kind)]
        resource["namespace"] = result.key.namespace.map(Value.string)
        resource["name"] = .string(result.key.name)
        resource["uid"] = result.uid.map(Value.string)
        var object: Object = ["action": .string(result.action.rawValue), "resource": .object(resource)]
        object["outputs"] = result.outputs.map(OutputsReport.value)
        object["message"] = result.message.map(Value.string)
        object["deletion"] = result.deletion.map { deletion in
            ["since": .string(deletion.since), "finalizers": .array(deletion.finalizers.map(Value.string))]
        }
        object["error"] = result.failure.map(value)
        return .object(object)
    }

    private static func value(_ failure: RouteFailure) -> Value {
        var object: Object = ["code": .string(failure.code), "message": .string(failure.message)]
        if case .server(let error) = failure {
            object["causes"] = .array(
                (error.status?.causes ?? []).map {
                    ["field": .string($0.field), "reason": .string($0.reason), "message": .string($0.message)]
                })
        }
        return .object(object)
    }
}

extension RouteFailure {
    fileprivate var isInterruption: Bool {
        if case .notSent = self { true } else { false }
    }

    fileprivate var code: String {
        switch self {
        case .server(let error), .unsettled(let error, _): error.code.rawValue
        case .refused(let error): error.code.rawValue
        case .notSent: "interrupted"
        }
    }

    fileprivate var message: String {
        switch self {
        case .server(let error): error.message
        case .refused(let error): error.message
        case .notSent: "the run was interrupted before this was sent"
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

/// Stack outputs as JSON.
enum OutputsReport {
    static func value(_ outputs: RouteOutputs) -> Value {
        ["routeName": .string(outputs.routeName), "namespace": .string(outputs.namespace)]
    }
}
