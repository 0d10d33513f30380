internal import Applying
internal import Diagnostics
internal import GatewayAPI
internal import KubernetesClient
internal import Manifests
internal import Nodes
internal import Planning
internal import State

/// The second half of apply and destroy: lock, settle, plan, ask, write, report.
struct Execution: Sendable {
    let context: CommandContext
    let options: ApplierOptions
    let isApproved: Bool
    let asJSON: Bool
    let lockTimeout: Duration
    let verb: String

    /// Runs with the state locked from before the plan is made until after it is carried out.
    func run(
        _ client: KubernetesClient, _ session: StackSession, lineage: String?, wanted: GatewayAPITarget.APIVersion?,
        _ makePlan: @Sendable (Stack) async throws -> (Plan, [RouteManifest])
    ) async throws -> ExitStatus {
        try await asFailure {
            let lock = try await session.store.lock(command: session.command, timeout: lockTimeout)
            try await settle(client, session, lock, startsAnew: lineage != nil)
            let snapshot = try session.snapshot(lineage: lineage)
            let stack = try await session.open(client, snapshot, wanted: wanted)
            let (plan, routes) = try await makePlan(stack)
            let interruption = context.interruption
            var applierOptions = reporting(routes)
            applierOptions.isInterrupted = { interruption.reason != nil }
            let applier = Applier(stack, applierOptions)
            show(plan)
            context.serverWarnings.markTold(plan.warnings)
            try checkOwnership(of: plan, applier, LostState.warnings(plan, snapshot, session.store))
            try await approve(plan)
            let results = try await interruption.whileWriting {
                try await stack.createNamespaces(of: plan)
                if !asJSON { plan.namespaces.forEach { context.inform("created Namespace \($0.name)") } }
                do throws(StateError) {
                    return try await applier.apply(plan, lock: lock, command: session.command)
                } catch {
                    throw unsaved(error, stack.snapshot, session.store)
                }
            }
            return report(
                results, routes, plan, session.store, warnings: plan.warnings + context.serverWarnings.texts)
        }
    }

    /// What stands in the way may be this stack's own, when its state was lost.
    private func checkOwnership(of plan: Plan, _ applier: Applier, _ lost: [String]) throws(ApplyingError) {
        do {
            try applier.checkOwnership(of: plan)
            for warning in lost { context.warn(warning) }
        } catch {
            guard error.code == .notOwned, !lost.isEmpty else { throw error }
            let help = (lost + [error.help].compactMap { $0 }).joined(separator: "\n")
            throw ApplyingError(error.code, error.message, help: help)
        }
    }

    /// Shows the plan to a person; who wants nothing but results is still warned.
    private func show(_ plan: Plan) {
        if asJSON || context.quiet {
            for warning in plan.warnings { context.warn(warning) }
        } else if plan.hasChanges || !plan.drift.isEmpty || !plan.orphans.isEmpty || !plan.warnings.isEmpty {
            context.inform(PlanText(style: context.errorStyle).text(plan))
        }
    }

    /// What an interrupted run left open is looked up and put into the state, before anything new begins.
    private func settle(
        _ client: KubernetesClient, _ session: StackSession, _ lock: borrowing StateLock, startsAnew: Bool
    ) async throws {
        let snapshot = try session.store.load(startsAnew: startsAnew)
        guard let pending = try session.store.pending(for: snapshot) else { return }
        let settled = try await Recovery.settle(
            pending, snapshot, client, parallelism: options.parallelism, stateName: session.store.path)
        _ = try lock.settle(pending, saving: settled)
        context.inform(
            "The '\(pending.command)' of \(pending.startedAt) was interrupted; its \(Plural.count(pending.settled.count + pending.inDoubt.count, "write")) \(pending.settled.count + pending.inDoubt.count == 1 ? "was" : "were") looked up and recorded."
        )
    }

    /// A state that cannot be written after the routes were: the journal keeps what was done.
    private func unsaved(_ error: StateError, _ snapshot: StateSnapshot, _ store: StateStore) -> Failure {
        var failure = Failure(error)
        guard (try? store.pending(for: snapshot)) != nil else { return failure }
        failure.message = "routes were written, but the state was not saved: \(error.message)"
        failure.help =
            "'\(store.journalPath)' keeps what was done, and the next run records it"
            + (error.help.map { ". \($0)" } ?? "")
        return failure
    }

    private func approve(_ plan: Plan) async throws {
        guard plan.hasChanges, !isApproved else { return }
        if context.isInputTerminal, context.isErrorTerminal, !asJSON {
            guard try await context.confirm("\(verb) this plan?") else {
                throw Failure(.failure, code: "declined", "nothing was changed: the plan was not approved")
            }
            return
        }
        let deletions = plan.count(.delete)
        guard deletions == 0 else {
            let flag = verb == "Destroy" ? "--destroy" : "--prune"
            throw Failure.usage(
                "\(Plural.count(deletions, "route")) would be deleted, which needs a terminal to ask on, or --yes",
                help: "look at the plan with 'openmcf plan \(flag)', then add --yes")
        }
    }

    private func reporting(_ routes: [RouteManifest]) -> ApplierOptions {
        var options = options
        guard !asJSON, !context.quiet else { return options }
        let context = context
        options.onResult = { result in
            guard result.action != .unchanged, result.action != .failed else { return }
            context.report("\(result.action) \(result.change.kind) \(result.change.key)\n")
        }
        return options
    }

    private func report(
        _ results: [RouteResult], _ routes: [RouteManifest], _ plan: Plan, _ store: StateStore, warnings: [String]
    ) -> ExitStatus {
        let manifests = Dictionary(routes.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let ending = Failure(context.interruption.reason, results, journal: store.journalPath)
        if asJSON {
            let report = ApplyReport.value(results, of: plan, warnings, endedBy: ending)
            context.print(JSONWriter.text(report, .indented) + "\n")
        } else {
            // What the end of the run left undone is told once, below.
            let failures = results.filter { $0.error.map { $0.code != .cancelled } ?? false }
            for failure in failures { context.report(failureText(failure, manifests[failure.change.key])) }
            context.print(ApplyReport.text(results, verb: verb, style: context.outputStyle))
        }
        if let ending { FailureReport.print(ending, document: nil, context) }
        return ApplyReport.status(results, endedBy: ending)
    }

    private func failureText(_ result: RouteResult, _ route: RouteManifest?) -> String {
        let style = context.errorStyle
        guard let error = result.error else {
            return style(.boldRed, "error") + ": \(result.change.key) was not sent: the run was interrupted\n"
        }
        let diagnostics = route.map { ServerDiagnostics.diagnostics(for: error, $0) } ?? []
        var text = style(.boldRed, "error") + ": \(result.change.key): \(printable(error.message))\n"
        if let help = error.help { text += "  " + style(.boldCyan, "help") + ": \(printable(help))\n" }
        if !diagnostics.isEmpty { text += TextRenderer(style: style).render(diagnostics) }
        return text
    }
}
