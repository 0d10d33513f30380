internal import Applying
internal import Diagnostics
internal import Documents
internal import GatewayAPI
internal import Manifests
internal import Routing
internal import Values

/// What waiting for routes came to.
struct WaitReport {
    let goal: Goal
    /// nil where nobody could be asked any more.
    var outcome: RouteWait.Outcome?
    /// Why nobody could be asked any more.
    var failure: Failure?
    /// What ended it, if it did not end by itself.
    var reason: Interruption.Reason?

    private var results: [WaitMachine.Result] { outcome?.results ?? [] }

    private func results(_ end: WaitMachine.End?) -> [WaitMachine.Result] { results.filter { $0.end == end } }

    /// Why the routes are not as they were waited for; nil where they are.
    var ending: Failure? {
        if let failure { return failure }
        let (rejected, gone, undecided) = (results(.rejected), results(.gone), results(nil))
        if reason == .signal, !undecided.isEmpty {
            return Failure(
                .interrupted,
                "interrupted: \(count(undecided)) \(isNot(undecided)) yet; what was applied is in the state",
                help: "'openmcf status' looks again")
        }
        if !rejected.isEmpty {
            let others = undecided.isEmpty ? "" : "; \(undecided.count) more \(isNot(undecided)) yet"
            let cannot = goal == .ready ? "cannot become ready" : "will not be accepted"
            return Failure(
                .rejected, "\(count(rejected)) \(cannot): \(names(rejected))\(others)",
                help: "correct what is said of \(rejected.count == 1 ? "it" : "them") and apply again; "
                    + "what was applied is in the state")
        }
        if !gone.isEmpty {
            return Failure(
                .conflict, code: ApplyingError.Code.changedMeanwhile.rawValue,
                "\(count(gone)) \(gone.count == 1 ? "was" : "were") deleted or replaced by another: \(names(gone))",
                help: "find out who did that, and apply again")
        }
        guard !undecided.isEmpty else { return nil }
        let time = if case .timeLimit(let limit)? = reason { "after \(limit.spelled) " } else { "" }
        let clauses = undecided.prefix(3).map { "\($0.key): \(cause($0))" }
        let more = undecided.count > 3 ? "; and \(undecided.count - 3) more" : ""
        return Failure(
            .waitTimedOut,
            "\(time)\(count(undecided)) \(isNot(undecided)): \(clauses.joined(separator: "; "))\(more)",
            help: "'openmcf status' looks again; give it more time with --timeout")
    }

    private func count(_ some: [WaitMachine.Result]) -> String {
        results.count == some.count
            ? English.count(some.count, "route") : "\(some.count) of \(English.count(results.count, "route"))"
    }

    private func isNot(_ some: [WaitMachine.Result]) -> String {
        (some.count == 1 ? "is" : "are") + (goal == .ready ? " not ready" : " not accepted")
    }

    private func names(_ some: [WaitMachine.Result]) -> String {
        English.first(10, of: some.map { "\($0.key)" })
    }

    /// Why it is not decided how a route stands.
    private func cause(_ result: WaitMachine.Result) -> String {
        guard let worst = result.verdict?.worst else { return "nothing is known of it yet" }
        let isReady = worst.verdict == .ready
        guard result.isFlapping else {
            return isReady ? "it was not so for long enough" : StatusTable.oneLine(worst.message)
        }
        let last = worst.verdict.rawValue + (isReady ? "" : ": " + StatusTable.oneLine(worst.message))
        return "what its controllers say keeps changing; at last it was \(last)"
    }

    /// How each route stands that was seen, for programs.
    func statuses(apiVersion: String) -> [ObjectKey: Value] {
        let report = StatusReport(apiVersion: apiVersion)
        return Dictionary(
            (outcome?.standings ?? []).map { ($0.verdict.key, report.value($0)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What is wrong with the routes, at the manifest's lines.
    func diagnostics(_ routes: [RouteManifest]) -> [Diagnostic] {
        let manifests = Dictionary(routes.map { (ObjectKey($0.key), $0) }, uniquingKeysWith: { first, _ in first })
        return results.flatMap { result -> [Diagnostic] in
            guard result.end != .ready, let route = manifests[result.key] else { return [] }
            return (result.verdict?.parents ?? []).compactMap { $0.diagnostic(at: route) }
        }
    }
}

extension DiagnosticCode {
    /// What waiting for a route finds: the verdict after `route-`.
    fileprivate static func route(_ verdict: Verdict) -> DiagnosticCode {
        DiagnosticCode(
            "route-\(verdict.rawValue)", .error, "A route is not what is waited for",
            advice: "correct what the message names")
    }
}

extension ParentVerdict {
    /// What is wrong, at the line of the backend or the parent that it is about; nil where nothing is.
    fileprivate func diagnostic(at route: RouteManifest) -> Diagnostic? {
        guard verdict != .ready, verdict != .orphaned else { return nil }
        let path = route.sourcePath(ofRendered: place)
        let parent = reference.name.isEmpty ? "" : "\(name(in: route.key.namespace ?? "")): "
        let cause = reason.isEmpty ? "" : " (\(reason))"
        return Diagnostic(
            .route(verdict), "\(parent)\(StatusTable.oneLine(message))\(cause)",
            at: Diagnostic.Place(
                route.range(ofRendered: place), document: route.manifest.document.number, path: path,
                resource: route.key.description),
            help: advice)
    }

    private var place: FieldPath {
        if let backend {
            return FieldPath([
                .key("spec"), .key("rules"), .index(backend.rule), .key("backendRefs"), .index(backend.index),
            ])
        }
        return FieldPath([.key("spec"), .key("parentRefs")] + (index.map { [.index($0)] } ?? []))
    }
}
